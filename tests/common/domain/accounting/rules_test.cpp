// What may not happen to the papers of an account, on either side of each boundary.
#include "common/domain/accounting/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

const schema::Entity& entity(std::string_view name) {
    return *domain::registry().by_name(name);
}

std::vector<Value> account(std::optional<std::int64_t> closed) {
    const schema::Entity& of = entity("accounting.account");
    std::vector<Value> out(of.fields.size());
    if (closed) out[of.index_of(of.field("closed_until")->id)] = *closed;
    return out;
}

std::string code_of(const engine::Proposal& proposal) {
    const engine::Rule* rule = engine::first_broken(accounting::rules(), proposal);
    return rule == nullptr ? "" : std::string(rule->code);
}

std::string broken_by_document(std::int64_t issued, std::optional<std::int64_t> closed) {
    const auto before = account(closed);
    engine::Proposal document{.entity = entity("accounting.document")};
    document.writes[document.entity.field("issued_on")->id] = issued;
    document.account = &entity("accounting.account");
    document.account_before = before;
    return code_of(document);
}

std::string broken_by_close(std::optional<std::int64_t> before, Value after) {
    const auto known = account(before);
    engine::Proposal edit{.entity = entity("accounting.account")};
    edit.before = known;
    edit.writes[edit.entity.field("closed_until")->id] = std::move(after);
    return code_of(edit);
}

}  // namespace

TEST_CASE("account: a document is dated behind the last closed day", "[accounting]") {
    CHECK(broken_by_document(100, 100) == "PERIOD_CLOSED");
    CHECK(broken_by_document(101, 100).empty());
    CHECK(broken_by_document(1, std::nullopt).empty());
}

TEST_CASE("account: what is closed stays closed", "[accounting]") {
    CHECK(broken_by_close(100, Value(std::int64_t{99})) == "PERIOD_CLOSED");
    CHECK(broken_by_close(100, Value()) == "PERIOD_CLOSED");
    CHECK(broken_by_close(100, Value(std::int64_t{130})).empty());
    CHECK(broken_by_close(std::nullopt, Value(std::int64_t{130})).empty());
}

TEST_CASE("account: a document is never made void", "[accounting]") {
    engine::Proposal document{.entity = entity("accounting.document")};
    document.writes[schema::kLifeField] = Value(std::string("void"));
    CHECK(code_of(document) == "DOCUMENT_STANDS");
}
