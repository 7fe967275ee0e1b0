#include "common/domain/allocation/explain.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::allocation;

namespace {

Input example() {
    Input input{
        .terms = {.division = {}, .window_days = 90, .price = 2'000'000},
        .dealers = {{.dealer = "D1", .sales = 30, .stock = 10, .headroom = 9'000'000},
                  {.dealer = "D2", .sales = 15, .stock = 3, .quota = 2, .headroom = 9'000'000},
                  {.dealer = "D3", .active = false},
                  {.dealer = "D4", .headroom = 1'999'999},
                  {.dealer = "D5", .quota = 0},
                  {.dealer = "D6"}},
        .orders = {},
        .cars = {}
    };
    for (int i = 0; i < 10; ++i) {
        const std::string dealer = "D" + std::to_string(1 + i % 5);
        input.orders.push_back({
            .order = std::to_string(i), .dealer = dealer, .wish = {"A1", {}, {}, {"RED", "HOOK"}}
        });
    }
    input.orders.push_back({
        .order = "X", .dealer = "D1", .wish = {"A1", {"GOLD"}, {}, {}}
    });
    for (int i = 0; i < 3; ++i) {
        input.cars.push_back({
            .vin = "V" + std::to_string(i), .build = {"A1", {"HOOK"}}
        });
    }
    return input;
}

Outcome outcome() {
    auto out = allocate(example());
    REQUIRE(out);
    return *std::move(out);
}

}  // namespace

TEST_CASE("explanation: a dealer's line tells every figure that gave it its units",
          "[allocation]") {
    const Outcome found = outcome();
    CHECK(found.dealers[1].reason ==
          "2 of 3 cars: 0 guaranteed, 2 by balanced; cap 2: 2 open orders, quota 2, credit for 4; "
          "days' supply 18 before, 30 after, of 15 sold in 90 days; the last unit went to 30 days' "
          "supply");
}

TEST_CASE("explanation: a dealer that takes no part reads why", "[allocation]") {
    const Outcome found = outcome();
    CHECK(found.dealers[2].reason == "none: no contract for the brand");
    CHECK(found.dealers[3].reason == "none: the credit does not pay for one car");
    CHECK(found.dealers[4].reason == "none: the quota is used up");
    CHECK(found.dealers[5].reason == "none: no open orders");
}

TEST_CASE("explanation: an order reads why it got its car, or none", "[allocation]") {
    const Outcome found = outcome();
    CHECK(found.orders[0].reason ==
          "all that is required and nothing excluded; 1 of 2 preferences");
    CHECK(found.orders[2].reason == "the dealer takes no part");
    CHECK(found.orders[5].reason ==
          "3 of the cars fit, but the dealer's units (1) serve more orders, sold ones first, or "
          "serve them better, without it");
    CHECK(found.orders[10].reason == "no car of the supply fits");
}

TEST_CASE("explanation: turn and earn tells what was divided by what", "[allocation]") {
    Input input = example();
    input.terms.division = {.method = Method::turn_and_earn, .percent = 100};
    const auto found = allocate(input);
    REQUIRE(found);
    CHECK(found->dealers[0].reason.ends_with("; 3 units were divided by sales of 45"));
}

TEST_CASE("explanation: days are told with as many places as they have", "[allocation]") {
    CHECK(days_text(39'000) == "39");
    CHECK(days_text(37'500) == "37.5");
    CHECK(days_text(1) == "0.001");
    CHECK(days_text(0) == "0");
}
