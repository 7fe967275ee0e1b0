// Rounding and splitting: worked cases, then what must hold for any amounts.
#include "common/domain/money.hpp"

#include <numeric>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace branchline;
using domain::rounded;
using domain::split;

namespace {

using Shares = std::vector<std::int64_t>;

Shares shares_of(std::int64_t total, const Shares& weights) {
    return split(total, weights);
}

/// Weights that are not negative, a few or many.
rc::Gen<Shares> weights() {
    return rc::gen::nonEmpty(
        rc::gen::container<Shares>(rc::gen::inRange<std::int64_t>(0, 1'000'000)));
}

}  // namespace

TEST_CASE("money: half a unit is rounded away from zero, less than half towards it", "[domain]") {
    CHECK(rounded({1}, 2) == 1);
    CHECK(rounded({-1}, 2) == -1);
    CHECK(rounded({149}, 100) == 1);
    CHECK(rounded({150}, 100) == 2);
    CHECK(rounded({-149}, 100) == -1);
    CHECK(rounded({-150}, 100) == -2);
    CHECK(rounded({0}, 7) == 0);
}

TEST_CASE("money: a product beyond 64 bits is exact before it is divided", "[domain]") {
    CHECK(rounded({INT64_MAX, 1000}, 1000) == INT64_MAX);
    CHECK(rounded({INT64_MIN, 1000}, 1000) == INT64_MIN);
    CHECK(rounded({INT64_MAX}, INT64_MAX) == 1);
}

TEST_CASE("money: what does not fit has no value instead of a wrong one", "[domain]") {
    CHECK_FALSE(rounded({INT64_MAX, 2}, 1));
    CHECK_FALSE(rounded({INT64_MAX, INT64_MAX, INT64_MAX}, INT64_MAX));
    CHECK_FALSE(domain::sum(INT64_MAX, 1));
    CHECK_FALSE(domain::sum(std::nullopt, 1));
    CHECK(domain::sum(INT64_MAX, 0) == INT64_MAX);
}

TEST_CASE("money: units left over go to the largest remainders, the first of equal ones",
          "[domain]") {
    CHECK(shares_of(100, {1, 1, 1}) == Shares{34, 33, 33});
    CHECK(shares_of(1000, {50, 20, 30}) == Shares{500, 200, 300});
    CHECK(shares_of(5, {3, 3, 1}) == Shares{2, 2, 1});
    CHECK(shares_of(-100, {1, 1, 1}) == Shares{-34, -33, -33});
}

TEST_CASE("money: weights of nothing count as equal, and no weights give no shares", "[domain]") {
    CHECK(shares_of(5, {0, 0}) == Shares{3, 2});
    CHECK(shares_of(5, {}).empty());
    CHECK(shares_of(5, {0, 1}) == Shares{0, 5});
}

TEST_CASE("money: the extremes of 64 bits are split without overflow", "[domain]") {
    CHECK(shares_of(INT64_MIN, {1}) == Shares{INT64_MIN});
    CHECK(shares_of(INT64_MIN, {INT64_MAX, INT64_MAX}) == Shares{INT64_MIN / 2, INT64_MIN / 2});
    CHECK(shares_of(INT64_MAX, {INT64_MAX, 1}) == Shares{INT64_MAX - 1, 1});
}

TEST_CASE("money: shares of any split add up to the total", "[domain]") {
    CHECK(rc::check([](std::int64_t total) {
        const Shares parts = split(total, *weights());
        // In unsigned arithmetic a sum may pass the range in the middle.
        std::uint64_t sum = 0;
        for (const std::int64_t part : parts) sum += static_cast<std::uint64_t>(part);
        RC_ASSERT(sum == static_cast<std::uint64_t>(total));
    }));
}

TEST_CASE("money: no share is further than one unit from its exact part, nor of the other sign",
          "[domain]") {
    CHECK(rc::check([] {
        const std::int64_t total = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
        Shares by = *weights();
        by.front() += 1;  // Not all of them zero.
        const Shares parts = split(total, by);
        const std::int64_t whole = std::accumulate(by.begin(), by.end(), std::int64_t{0});
        for (std::size_t i = 0; i < by.size(); ++i) {
            const std::int64_t error = parts[i] * whole - total * by[i];
            RC_ASSERT(error < whole && error > -whole);
            RC_ASSERT(parts[i] == 0 || (parts[i] < 0) == (total < 0));
        }
    }));
}

TEST_CASE("money: rounding is off by at most half a unit and symmetric around zero", "[domain]") {
    CHECK(rc::check([] {
        const std::int64_t amount = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
        const std::int64_t divisor = *rc::gen::inRange<std::int64_t>(1, 100'000);
        const std::int64_t result = rounded({amount}, divisor).value();
        const std::int64_t error = result * divisor - amount;
        RC_ASSERT(2 * error <= divisor && 2 * error >= -divisor);
        RC_ASSERT(rounded({-amount}, divisor) == -result);
    }));
}
