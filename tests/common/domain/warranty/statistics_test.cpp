// A dealer's month beside its group: rounded once, and never beyond 64 bits.
#include "common/domain/warranty/statistics.hpp"

#include <catch2/catch.hpp>

using namespace branchline::warranty;

TEST_CASE("statistics: value and frequency are rounded once, half away from zero", "[warranty]") {
    const std::vector<DealerMonth> group{
        {.dealer = "D01", .vehicles = 8, .claims = 3, .value = 1'004},
        {.dealer = "D02", .vehicles = 3, .claims = 0, .value = -2   }
    };
    const auto rows = statistics_of(group);
    REQUIRE(rows);
    REQUIRE(rows->size() == 2);
    CHECK((*rows)[0].value.own == 126);  // 125.5
    CHECK((*rows)[0].frequency.own == 375);
    CHECK((*rows)[1].value.own == -1);  // -0.67
    CHECK((*rows)[1].value.sum == 125);
    CHECK((*rows)[0].value.squares == 126 * 126 + 1);
    CHECK((*rows)[0].group_size == 2);
}

TEST_CASE("statistics: a dealer without vehicles is not of the group", "[warranty]") {
    const std::vector<DealerMonth> group{
        {.dealer = "D01", .vehicles = 0, .claims = 9, .value = 900},
        {.dealer = "D02", .vehicles = 1, .claims = 1, .value = 100}
    };
    const auto rows = statistics_of(group);
    REQUIRE(rows);
    REQUIRE(rows->size() == 1);
    CHECK(rows->front().dealer == "D02");
    CHECK(rows->front().group_size == 1);
    CHECK(rows->front().value.sum == 100);
}

TEST_CASE("statistics: sums that do not fit make none", "[warranty]") {
    const std::vector<DealerMonth> group{
        {.dealer = "D01", .vehicles = 1, .claims = 1, .value = INT64_MAX}
    };
    CHECK_FALSE(statistics_of(group));
}
