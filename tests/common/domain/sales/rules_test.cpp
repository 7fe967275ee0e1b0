#include "common/domain/sales/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

using Values = std::map<std::string, Value>;

Value text(std::string_view value) {
    return std::string(value);
}

const schema::Entity& entity() {
    return *domain::registry().by_name("sales.quote");
}

/// A quote of a car for 30,000.00, offered on day 100 until day 114.
Values quote() {
    return {
        {"vin",         text("SYN00000000000001")},
        {"list_price",  30'000'00                },
        {"price",       30'000'00                },
        {"valid_until", 114                      },
        {"status",      text("draft")            }
    };
}

/// The code of the first rule that a change breaks; empty: none. Nothing before: a new quote.
std::string broken(const Values& before, const Values& writes) {
    std::vector<Value> values;
    if (!before.empty()) values.resize(entity().fields.size());
    for (const auto& [name, value] : before) {
        values[entity().index_of(entity().field(name)->id)] = value;
    }
    engine::Proposal change{.entity = entity()};
    change.before = values;
    for (const auto& [name, value] : writes) change.writes[entity().field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(sales::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

std::string broken_by(Values changes, const std::string& status = "draft") {
    Values before = quote();
    before["status"] = text(status);
    return broken(before, changes);
}

Values priced(std::int64_t list, std::int64_t discount, std::int64_t price) {
    return {
        {"list_price", list    },
        {"discount",   discount},
        {"price",      price   }
    };
}

}  // namespace

TEST_CASE("quote rules: a quote at the list price is taken", "[sales]") {
    CHECK(broken({}, quote()).empty());
}

TEST_CASE("quote rules: a VIN has 17 characters without I, O and Q", "[sales]") {
    Values wrong = quote();
    wrong["vin"] = text("SYN1");
    CHECK(broken({}, wrong) == "BAD_VIN");
    wrong["vin"] = text("SYNO0000000000001");
    CHECK(broken({}, wrong) == "BAD_VIN");
}

TEST_CASE("quote rules: the price is the list price less the discount", "[sales]") {
    CHECK(broken_by(priced(30'000'00, 1'000'00, 29'000'00)).empty());
    CHECK(broken_by(priced(30'000'00, 1'000'00, 29'000'01)) == "PRICE_DOES_NOT_ADD_UP");
    CHECK(broken_by({
              {"discount", 1'000'00}
    }) == "PRICE_DOES_NOT_ADD_UP");
}

TEST_CASE("quote rules: a quote has a price above zero", "[sales]") {
    CHECK(broken_by(priced(0, 0, 0)) == "NO_PRICE");
    CHECK(broken_by(priced(-1, 0, -1)) == "NO_PRICE");
    CHECK(broken_by(priced(INT64_MAX, 0, INT64_MAX)) == "NO_PRICE");
}

TEST_CASE("quote rules: a discount below zero is none", "[sales]") {
    CHECK(broken_by(priced(30'000'00, -1, 30'000'01)) == "PRICE_DOES_NOT_ADD_UP");
}

TEST_CASE("quote rules: beyond ten percent somebody says why", "[sales]") {
    CHECK(broken_by(priced(30'000'00, 3'000'00, 27'000'00)).empty());
    CHECK(broken_by(priced(30'000'00, 3'000'01, 26'999'99)) == "DISCOUNT_WITHOUT_REASON");
    Values said = priced(30'000'00, 3'000'01, 26'999'99);
    said["discount_reason"] = text("fleet of ten");
    CHECK(broken_by(said).empty());
    said["discount_reason"] = text("");
    CHECK(broken_by(said) == "DISCOUNT_WITHOUT_REASON");
}

TEST_CASE("quote rules: beyond twenty percent no reason helps", "[sales]") {
    Values said = priced(30'000'00, 6'000'00, 24'000'00);
    said["discount_reason"] = text("fleet of ten");
    CHECK(broken_by(said).empty());
    said = priced(30'000'00, 6'000'01, 23'999'99);
    said["discount_reason"] = text("fleet of ten");
    CHECK(broken_by(said) == "DISCOUNT_TOO_HIGH");
}

TEST_CASE("quote rules: what was offered stays as it is until it is revised", "[sales]") {
    CHECK(broken_by(priced(30'000'00, 500'00, 29'500'00), "offered") == "QUOTE_FIXED");
    CHECK(broken_by(
              {
                  {"valid_until", 120}
    },
              "accepted") == "QUOTE_FIXED");
    CHECK(broken_by(
              {
                  {"contact", text("+49 30 1234")}
    },
              "offered")
              .empty());
    CHECK(broken_by(
              {
                  {"status", text("draft")}
    },
              "offered")
              .empty());
}

TEST_CASE("quote rules: neither offer nor acceptance comes after the last day", "[sales]") {
    const auto offered = [](std::int64_t day) {
        return broken_by({
            {"status",     text("offered")},
            {"offered_on", day            }
        });
    };
    CHECK(offered(114).empty());
    CHECK(offered(115) == "QUOTE_RUN_OUT");
    const auto accepted = [](std::int64_t day) {
        return broken_by(
            {
                {"status",      text("accepted")},
                {"answered_on", day             }
        },
            "offered");
    };
    CHECK(accepted(114).empty());
    CHECK(accepted(115) == "QUOTE_RUN_OUT");
    CHECK(broken_by(
              {
                  {"status",      text("declined")},
                  {"answered_on", 115             }
    },
              "offered")
              .empty());
}
