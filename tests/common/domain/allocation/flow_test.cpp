#include "common/domain/allocation/flow.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::allocation;

namespace {

using Ranks = std::vector<std::optional<std::size_t>>;

/// Two dealers with one wish each; the first fits both builds, the second only the first build.
Market market(std::int64_t first, std::int64_t second) {
    return {
        .wishes = 2,
        .demands = {{.dealer = 0, .wish = 0, .sold = false, .count = first},
                    {.dealer = 1, .wish = 1, .sold = false, .count = second}           },
        .supply = {2,                                                       1         },
        .fits = {{{0, 100}, {1, 100}},                                    {{0, 100}}},
        .score_max = 100
    };
}

Flow flow_of(const Market& market, const std::vector<std::int64_t>& units) {
    auto out = Flow::open(market, units);
    REQUIRE(out);
    out->maximise();
    return *std::move(out);
}

}  // namespace

TEST_CASE("flow: units of one kind are counted together", "[allocation]") {
    const Market goods = market(2, 2);
    Flow flow = flow_of(goods, {2, 2});
    const Ranks ranks{0, 2};
    REQUIRE(flow.claim(0));
    CHECK(flow.take(0, ranks) == 0);  // Another optimum serves one of each dealer from build 0.
    REQUIRE(flow.claim(0));
    CHECK(flow.take(0, {
                           {1, 2}
    }) == 1);
    REQUIRE(flow.claim(1));
    CHECK(flow.take(1, {
                           {1, {}}
    }) == 0);
    CHECK_FALSE(flow.claim(1));
}

TEST_CASE("flow: an order goes without when every optimum serves others", "[allocation]") {
    const Market goods = market(3, 3);
    Flow flow = flow_of(goods, {1, 2});
    REQUIRE(flow.claim(0));
    CHECK(flow.take(0, {
                           {0, 2}
    }) == 1);  // Build 0 is needed twice.
    CHECK_FALSE(flow.claim(0));
    CHECK_FALSE(flow.claim(0));
    REQUIRE(flow.claim(1));
    CHECK(flow.take(1, {
                           {0, {}}
    }) == 0);
}

TEST_CASE("flow: weights beyond 64 bits are refused", "[allocation]") {
    Market goods = market(1'000'000'000, 1'000'000'000);
    goods.supply = {1'000'000'000, 1'000'000'000};
    const std::vector<std::int64_t> units{1'000'000'000, 1'000'000'000};
    const auto refused = Flow::open(goods, units);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "too-large");
}
