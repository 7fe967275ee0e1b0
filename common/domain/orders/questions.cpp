// What the rules say of an order, from what this replica knows: the check before it is submitted.
#include "common/domain/orders/questions.hpp"

#include "common/domain/orders/facts.hpp"
#include "common/domain/text.hpp"

namespace branchline::orders {

namespace {

using engine::Answer;
using engine::Asked;
using schema::Value;

/// By row id, or by the printed number.
Result<engine::Record> order_of(engine::Store& store, const std::string& name) {
    const schema::Entity& entity = store.entity("orders.wholesale_order");
    if (const auto id = fixed_from_hex<RowId>(name)) return store.find(entity, *id);
    const engine::Query query{.filters = {{entity.field("number"), Value(name)}}, .limit = 1};
    TRY(engine::Page page, store.list(entity, query));
    if (!page.records.empty()) return std::move(page.records.front());
    return fail(Code::not_found, "not-found", "there is no order " + name,
                "give its number or its id");
}

Value text(std::string_view value) {
    return std::string(value);
}

Result<Answer> check(engine::Store& store, const Asked& asked) {
    TRY(engine::Record record, order_of(store, asked.at("id")));
    TRY(const Dossier dossier, gather(store, std::move(record), seat_of(store), asked.today));
    const std::vector<Finding> findings = judge(dossier.order, dossier.facts);
    Answer out;
    out.facts = {
        {"order", domain::value_of(dossier.record, "number")},
        {"status", domain::value_of(dossier.record, "status")},
        {"next", text(next_state(findings))}
    };
    if (dossier.facts.price) {
        out.facts.emplace_back("price", domain::amount_text(*dossier.facts.price));
    }
    out.columns = {"rule", "outcome", "value", "limit", "remaining", "text", "remedy"};
    for (const Finding& finding : findings) {
        out.rows.push_back({text(finding.rule), text(name_of(finding.outcome)), finding.value,
                            finding.limit, finding.remaining, finding.text, text(finding.remedy)});
    }
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "wholesale-orders/{id}/check",
     .query = "",
     .command = "order check",
     .summary = "What the rules say of an order, as far as it is known here",
     .ask = check},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::orders
