#include "common/domain/orders/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

const schema::Entity& entity() {
    return *domain::registry().by_name("orders.wholesale_order");
}

/// The code of the first rule that a change from one state breaks; empty: none.
std::string broken(const std::string& status, const std::map<std::string, Value>& writes) {
    std::vector<Value> before(entity().fields.size());
    before[entity().index_of(entity().field("status")->id)] = status;
    engine::Proposal change{.entity = entity()};
    change.before = before;
    for (const auto& [name, value] : writes) change.writes[entity().field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(orders::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

Value text(std::string_view value) {
    return std::string(value);
}

}  // namespace

TEST_CASE("order rules: a cancellation that comes after the decision is refused", "[orders]") {
    CHECK(broken("submitted",
                 {
                     {"status", text("cancelled")}
    })
              .empty());
    CHECK(broken("draft",
                 {
                     {"status", text("cancelled")}
    })
              .empty());
    CHECK(broken("confirmed", {
                                  {"status", text("cancelled")}
    }) == "ALREADY_DECIDED");
    CHECK(broken("rejected", {
                                 {"status", text("cancelled")}
    }) == "ALREADY_DECIDED");
    CHECK(broken("allocated", {
                                  {"status", text("cancelled")}
    }) == "ALREADY_DECIDED");
}

TEST_CASE("order rules: the importer cancels with a fee, be it none", "[orders]") {
    CHECK(broken("allocated",
                 {
                     {"status",     text("cancelled")},
                     {"cancel_fee", 0                }
    })
              .empty());
}

TEST_CASE("order rules: a rejected order is confirmed with a reason alone", "[orders]") {
    CHECK(broken("rejected", {
                                 {"status", text("confirmed")}
    }) == "OVERRIDE_WITHOUT_REASON");
    CHECK(broken("rejected", {
                                 {"status",          text("confirmed")},
                                 {"override_reason", text("")         }
    }) == "OVERRIDE_WITHOUT_REASON");
    CHECK(broken("rejected",
                 {
                     {"status",          text("confirmed") },
                     {"override_reason", text("launch car")}
    })
              .empty());
    CHECK(broken("submitted",
                 {
                     {"status", text("confirmed")}
    })
              .empty());
}

TEST_CASE("order rules: what an order asks for changes as a draft or by modify", "[orders]") {
    for (const char* field : {"kind", "model", "required", "excluded", "preferred"}) {
        CAPTURE(field);
        CHECK(broken("draft",
                     {
                         {field, text("RED")}
        })
                  .empty());
        CHECK(broken("awaiting_grant",
                     {
                         {field, text("RED")}
        })
                  .empty());
        CHECK(broken("submitted", {
                                      {field, text("RED")}
        }) == "ORDER_FIXED");
        CHECK(broken("confirmed", {
                                      {field, text("RED")}
        }) == "ORDER_FIXED");
        CHECK(broken("confirmed",
                     {
                         {field,    text("RED")      },
                         {"status", text("submitted")}
        })
                  .empty());
    }
    CHECK(broken("confirmed",
                 {
                     {"customer_ref", text("C1")}
    })
              .empty());
}

TEST_CASE("order rules: what was decided is not made void, what was not may be", "[orders]") {
    const auto voids = [](const std::string& status) {
        std::vector<Value> before(entity().fields.size());
        before[entity().index_of(entity().field("status")->id)] = status;
        engine::Proposal change{.entity = entity()};
        change.before = before;
        change.writes[schema::kLifeField] = text("void");
        const engine::Rule* rule = engine::first_broken(orders::rules(), change);
        return rule == nullptr ? "" : std::string(rule->code);
    };
    for (const char* open : {"draft", "submitted", "awaiting_grant", "cancelled"}) {
        CHECK(voids(open).empty());
    }
    for (const char* decided : {"confirmed", "rejected", "allocated", "invoiced", "delivered"}) {
        CHECK(voids(decided) == "ORDER_DECIDED");
    }
}
