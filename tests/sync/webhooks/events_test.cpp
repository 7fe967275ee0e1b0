#include "sync/webhooks/events.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/text/json.hpp"
#include "sync/entry/payload.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

const schema::Registry& registry() {
    return domain::registry();
}

/// An entry with one op that moves a record from a state to another.
Entry moving(std::string_view name, const std::string& from, const std::string& to) {
    const schema::Entity& entity = *registry().by_name(name);
    RowOp op{.entity = entity.id};
    op.row.kind = RowRef::Kind::dot;
    const Step step{
        .to = to, .from = from, .left = Dot{1, 3}
    };
    op.writes.push_back({entity.state_field()->id, encode_payload(step)});
    Entry entry;
    entry.header.seq = 9;
    entry.body.ops.emplace_back(std::move(op));
    return entry;
}

Entry writing(std::string_view name, std::string_view field, const schema::Value& value) {
    const schema::Entity& entity = *registry().by_name(name);
    RowOp op{.entity = entity.id};
    op.row.kind = RowRef::Kind::dot;
    op.writes.push_back({entity.field(field)->id, encode_payload(Plain{value})});
    Entry entry;
    entry.header.seq = 9;
    entry.body.ops.emplace_back(std::move(op));
    return entry;
}

std::string name_of(const Entry& entry) {
    const auto found = occurrences(registry(), entry, 1);
    return found.size() == 1 ? std::string(found.front().kind->name) : "";
}

}  // namespace

TEST_CASE("webhook events: every row of the table names what is declared", "[webhooks]") {
    for (const EventKind& kind : event_kinds()) {
        CAPTURE(kind.name, kind.entity, kind.command, kind.field);
        const schema::Entity* entity = registry().by_name(kind.entity);
        REQUIRE(entity != nullptr);
        if (kind.command.empty()) {
            CHECK(entity->field(kind.field) != nullptr);
            continue;
        }
        CHECK(std::any_of(entity->flow.begin(), entity->flow.end(),
                          [&](const schema::Transition& t) { return t.command == kind.command; }));
    }
}

TEST_CASE("webhook events: a command of a flow is the event of its row", "[webhooks]") {
    CHECK(name_of(moving("warranty.claim", "draft", "submitted")) == "ClaimSubmitted");
    CHECK(name_of(moving("warranty.claim", "in_review", "approved_reduced")) == "ClaimApproved");
    CHECK(name_of(moving("warranty.claim", "submitted", "rejected")) == "ClaimRejected");
    CHECK(name_of(moving("orders.wholesale_order", "draft", "submitted")) == "OrderPlaced");
    CHECK(name_of(moving("orders.wholesale_order", "confirmed", "allocated")) == "VINAllocated");
}

TEST_CASE("webhook events: the same state by another command is none", "[webhooks]") {
    CHECK(name_of(moving("orders.wholesale_order", "confirmed", "submitted")).empty());
    CHECK(name_of(moving("warranty.claim", "draft", "withdrawn")).empty());
    CHECK(name_of(moving("notes.note", "draft", "submitted")).empty());
}

TEST_CASE("webhook events: a row that is written with a word is one", "[webhooks]") {
    const auto kind = [](const char* word) {
        return name_of(writing("accounting.document", "kind", std::string(word)));
    };
    CHECK(kind("credit_memo") == "CreditMemoIssued");
    CHECK(kind("debit_memo") == "DebitMemoIssued");
    CHECK(kind("payment").empty());
    CHECK(name_of(writing("price.edition", "published", true)) == "PriceListPublished");
    CHECK(name_of(writing("price.edition", "published", false)).empty());
}

TEST_CASE("webhook events: an event is a CloudEvent with an id that never changes", "[webhooks]") {
    const Entry entry = moving("warranty.claim", "draft", "submitted");
    const auto found = occurrences(registry(), entry, 1);
    REQUIRE(found.size() == 1);
    const EventPlace place{.stream = "dealer/D01",
                           .source = "urn:branchline:0123:hub",
                           .branch = "B0101",
                           .subject = "B0101-CL-0000001"};
    const auto event = event_json(found.front(), entry, place);
    CHECK(event["specversion"] == "1.0");
    CHECK(event["id"] == "0000000000000000-9-0");
    CHECK(event["type"] == "org.branchline.ClaimSubmitted.v1");
    CHECK(event["source"] == place.source);
    CHECK(event["subject"] == place.subject);
    CHECK(event["branchlineseq"] == std::string(64, '0') + ":9");
    CHECK(event["data"]["from"] == "draft");
    CHECK(event["data"]["to"] == "submitted");
    CHECK(event["data"]["collection"] == "claims");
    CHECK_FALSE(event["data"].contains("values"));
    EventPlace nameless = place;
    nameless.subject.clear();
    CHECK(event_json(found.front(), entry, nameless)["subject"] == to_hex(found.front().row));
}

TEST_CASE("webhook events: names of attributes are as CloudEvents wants them", "[webhooks]") {
    const Entry entry = moving("warranty.claim", "draft", "submitted");
    const auto event = event_json(occurrences(registry(), entry, 1).front(), entry, {});
    for (const auto& [name, value] : event.items()) {
        CAPTURE(name);
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == name.npos);
        CHECK(name.size() <= 20);
    }
}
