#include "common/domain/allocation/grants.hpp"

#include <numeric>

#include <catch2/catch.hpp>

using namespace branchline::allocation;

namespace {

constexpr std::int64_t kWindow = 90;
constexpr Division kBalanced{.method = Method::balanced};
constexpr Division kByTurn{.method = Method::turn_and_earn};

/// The worked example: six units, D1 sold 30 and has 10, D2 15 and 3, D3 6 and 4.
std::vector<Claimant> example() {
    return {
        {.dealer = "D1", .sales = 30, .stock = 10, .cap = 100},
        {.dealer = "D2", .sales = 15, .stock = 3,  .cap = 100},
        {.dealer = "D3", .sales = 6,  .stock = 4,  .cap = 100},
    };
}

std::vector<std::int64_t> units(const Grants& grants) {
    std::vector<std::int64_t> out;
    for (const Grant& grant : grants.of) out.push_back(grant.units());
    return out;
}

using Units = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("grants: balanced days' supply gives the worked example 3, 3 and 0", "[allocation]") {
    const Grants grants = grant_units(example(), 6, kBalanced);
    CHECK(units(grants) == Units{3, 3, 0});
    // At 30 days each, the dealer who sells more goes first.
    CHECK(grants.sequence == std::vector<std::size_t>{1, 1, 0, 1, 0, 0});
    CHECK(days_supply({10 + 3, 30}, kWindow) == 39'000);
    CHECK(days_supply({3 + 3, 15}, kWindow) == 36'000);
    CHECK(days_supply({4 + 0, 6}, kWindow) == 60'000);
}

TEST_CASE("grants: turn and earn gives the worked example 3, 2 and 1", "[allocation]") {
    const Grants grants = grant_units(example(), 6, kByTurn);
    CHECK(units(grants) == Units{3, 2, 1});
    CHECK(grants.split_units == 6);
    CHECK(grants.split_sales == 51);
}

TEST_CASE("grants: with equal days and sales the lower code goes first", "[allocation]") {
    auto dealers = example();
    for (Claimant& dealer : dealers) dealer.sales = dealer.stock = 5;
    CHECK(units(grant_units(dealers, 1, kBalanced)) == Units{1, 0, 0});
    CHECK(units(grant_units(dealers, 2, kBalanced)) == Units{1, 1, 0});
}

TEST_CASE("grants: a dealer without sales counts as if it had sold one", "[allocation]") {
    auto dealers = example();
    dealers[2].sales = 0;
    dealers[2].stock = 0;  // No days: it goes first, and then has 90.
    CHECK(units(grant_units(dealers, 6, kBalanced)) == Units{2, 3, 1});
}

TEST_CASE("grants: nobody gets more than its cap, and what it leaves goes to the others",
          "[allocation]") {
    auto dealers = example();
    dealers[1].cap = 1;
    CHECK(units(grant_units(dealers, 6, kBalanced)) == Units{5, 1, 0});
    CHECK(units(grant_units(dealers, 6, kByTurn)) == Units{4, 1, 1});
    dealers[0].cap = 2;
    CHECK(units(grant_units(dealers, 6, kByTurn)) == Units{2, 1, 3});
    dealers[2].cap = 0;
    CHECK(units(grant_units(dealers, 6, kBalanced)) == Units{2, 1, 0});
    CHECK(units(grant_units(dealers, 6, kByTurn)) == Units{2, 1, 0});
}

TEST_CASE("grants: the guarantee comes first, up to the cap", "[allocation]") {
    auto dealers = example();
    dealers[2].guarantee = 2;
    const Grants grants = grant_units(dealers, 6, kBalanced);
    CHECK(grants.of[2] == Grant{.guaranteed = 2, .by_method = 0});
    CHECK(units(grants) == Units{1, 3, 2});
    dealers[2].cap = 1;
    CHECK(grant_units(dealers, 6, kBalanced).of[2] == Grant{.guaranteed = 1, .by_method = 0});
}

TEST_CASE("grants: a guarantee counts before turn and earn divides the rest", "[allocation]") {
    auto dealers = example();
    dealers[2].guarantee = 3;
    const Grants grants = grant_units(dealers, 6, kByTurn);
    CHECK(grants.split_units == 3);
    CHECK(units(grants) == Units{2, 1, 3});
}

TEST_CASE("grants: guarantees beyond the supply go by days' supply", "[allocation]") {
    auto dealers = example();
    for (Claimant& dealer : dealers) dealer.guarantee = 4;
    const Grants grants = grant_units(dealers, 6, kBalanced);
    CHECK(units(grants) == Units{3, 3, 0});
    CHECK(grants.sequence.empty());
}

TEST_CASE("grants: a blend gives the first percent by one method, the rest by the other",
          "[allocation]") {
    // Three of six by days' supply: two to D2, one to D1. The other three by sales: 2, 1, 0.
    const Division blend{.method = Method::balanced, .percent = 50, .rest = Method::turn_and_earn};
    CHECK(units(grant_units(example(), 6, blend)) == Units{3, 3, 0});
    // Half of seven is cut down to three, so four are divided: 2, 1, 1.
    CHECK(units(grant_units(example(), 7, blend)) == Units{3, 3, 1});
    const Division other{.method = Method::turn_and_earn, .percent = 50, .rest = Method::balanced};
    CHECK(units(grant_units(example(), 6, other)) == Units{3, 3, 0});
    const Division none{.method = Method::balanced, .percent = 0, .rest = Method::turn_and_earn};
    CHECK(units(grant_units(example(), 6, none)) == Units{3, 2, 1});
}

TEST_CASE("grants: no units or no claimants give nothing", "[allocation]") {
    CHECK(units(grant_units(example(), 0, kBalanced)) == Units{0, 0, 0});
    CHECK(units(grant_units(example(), 0, kByTurn)) == Units{0, 0, 0});
    CHECK(grant_units({}, 6, kBalanced).of.empty());
}

TEST_CASE("grants: more units than caps leave units over", "[allocation]") {
    auto dealers = example();
    for (Claimant& dealer : dealers) dealer.cap = 1;
    CHECK(units(grant_units(dealers, 6, kBalanced)) == Units{1, 1, 1});
    CHECK(units(grant_units(dealers, 6, kByTurn)) == Units{1, 1, 1});
}

TEST_CASE("grants: the largest figures do not overflow", "[allocation]") {
    constexpr std::int64_t kMost = 1'000'000'000;
    std::vector<Claimant> dealers{
        {.dealer = "D1", .sales = kMost,     .stock = kMost,     .cap = 3},
        {.dealer = "D2", .sales = kMost - 1, .stock = kMost - 1, .cap = 3},
    };
    CHECK(units(grant_units(dealers, 3, kBalanced)) == Units{2, 1});
    CHECK(days_supply({2 * kMost, 1}, 3660) == 2 * kMost * 3660 * 1000);
}

TEST_CASE("grants: methods have names", "[allocation]") {
    for (const Method method : {Method::balanced, Method::turn_and_earn}) {
        CHECK(method_of(name_of(method)) == method);
    }
    CHECK_FALSE(method_of("first-come"));
}
