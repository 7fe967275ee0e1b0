// Medians, ranks and ratios, by numbers that were worked out by hand.
#include "common/domain/figures/statistics.hpp"

#include <catch2/catch.hpp>

using namespace branchline::figures;

TEST_CASE("figures: the median of no values is none", "[figures]") {
    CHECK_FALSE(median({}, 10));
}

TEST_CASE("figures: the median of one value is that value", "[figures]") {
    CHECK(median({7}, 10) == 70);
    CHECK(median({-7}, 1) == -7);
}

TEST_CASE("figures: the median of an odd count is the one in the middle", "[figures]") {
    CHECK(median({9, 1, 5}, 10) == 50);
    CHECK(median({5, 5, 1, 9, 2}, 10) == 50);
}

TEST_CASE("figures: the median of an even count is the mean of the two in the middle",
          "[figures]") {
    CHECK(median({1, 2}, 10) == 15);
    CHECK(median({8, 1, 3, 4}, 10) == 35);
    CHECK(median({4, 4, 4, 4}, 10) == 40);
}

TEST_CASE("figures: a mean of two is rounded once, away from zero", "[figures]") {
    CHECK(median({1, 2}, 1) == 2);
    CHECK(median({-1, -2}, 1) == -2);
}

TEST_CASE("figures: a median that does not fit is none", "[figures]") {
    CHECK_FALSE(median({INT64_MAX, INT64_MAX}, 10));
    CHECK_FALSE(median({INT64_MAX}, 10));
}

TEST_CASE("figures: the nearest rank is always one of the values", "[figures]") {
    CHECK_FALSE(nearest_rank({}, 95));
    CHECK(nearest_rank({4}, 95) == 4);
    // Of 20 values the 19th is the first that 95 of a hundred do not exceed.
    std::vector<std::int64_t> twenty;
    for (std::int64_t i = 20; i > 0; --i) twenty.push_back(i);
    CHECK(nearest_rank(twenty, 95) == 19);
    CHECK(nearest_rank(twenty, 100) == 20);
    CHECK(nearest_rank(twenty, 1) == 1);
    CHECK(nearest_rank({1, 2, 3}, 50) == 2);
}

TEST_CASE("figures: a ratio of nothing is none, and one of something is rounded once",
          "[figures]") {
    CHECK_FALSE(ratio(0, 0, 1000));
    CHECK_FALSE(ratio(1, -1, 1000));
    CHECK(ratio(0, 3, 1000) == 0);
    CHECK(ratio(2, 3, 1000) == 667);
    CHECK(ratio(1, 3, 1000) == 333);
    CHECK(ratio(-1, 8, 100) == -13);
}
