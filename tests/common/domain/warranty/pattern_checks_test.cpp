// Repeated repairs and dealers that stand out, on either side of their boundaries.
#include "common/domain/warranty/pattern_checks.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::day;
using test::Desk;
using warranty::Comparison;
using warranty::Outcome;
using warranty::stands_out;

namespace {

/// Nine dealers at 100 and one at `own`.
Comparison beside_nine(std::int64_t own) {
    return {own, 900 + own, 90'000 + own * own};
}

}  // namespace

TEST_CASE("warranty: W23 sees a repair of thirty days ago and not one of thirty-one",
          "[warranty]") {
    Desk desk;
    desk.facts.repairs = {
        {"B0101-RO-01-000001", desk.claim.failure_on - 30, 10'000}
    };
    CHECK(desk.outcome("W23") == Outcome::broken);
    CHECK(desk.finding("W23").text ==
          "the same component was repaired on 2025-05-11 with B0101-RO-01-000001");
    CHECK(desk.state() == "in_review");
    desk.facts.repairs->front().repaired_on -= 1;
    CHECK(desk.outcome("W23") == Outcome::passed);
    desk.facts.repairs->front().repaired_on = desk.claim.failure_on + 1;  // That came later.
    CHECK(desk.outcome("W23") == Outcome::passed);
}

TEST_CASE("warranty: W23 sees a repair of a thousand kilometres ago and not one of more",
          "[warranty]") {
    Desk desk;
    desk.facts.repairs = {
        {"B0101-RO-01-000001", day("2024-06-01"), 29'000}
    };
    CHECK(desk.outcome("W23") == Outcome::broken);
    desk.facts.repairs->front().odometer_km = 28'999;
    CHECK(desk.outcome("W23") == Outcome::passed);
    desk.facts.repairs->front().odometer_km = std::nullopt;
    CHECK(desk.outcome("W23") == Outcome::passed);
}

TEST_CASE("warranty: W23 names the last repair, in whatever order they were found", "[warranty]") {
    Desk desk;
    desk.facts.repairs = {
        {"B", desk.claim.failure_on - 2, {}},
        {"A", desk.claim.failure_on - 1, {}},
        {"C", desk.claim.failure_on - 3, {}}
    };
    const std::string first = explain(desk.judge());
    CHECK(desk.finding("W23").text.ends_with("with A"));
    std::reverse(desk.facts.repairs->begin(), desk.facts.repairs->end());
    CHECK(explain(desk.judge()) == first);
    desk.facts.repairs = std::nullopt;
    CHECK(desk.outcome("W23") == Outcome::undetermined);
}

TEST_CASE("warranty: W25 sees a dealer more than two deviations above its group", "[warranty]") {
    // Of ten dealers, nine alike: the other one is three deviations above, whatever its figure.
    CHECK(stands_out(beside_nine(101), 10, 2) == true);
    CHECK(stands_out(beside_nine(101), 10, 3) == false);  // Exactly three are not more.
    CHECK(stands_out(beside_nine(100), 10, 0) == false);
    CHECK(stands_out(beside_nine(99), 10, 2) == false);
    // 6, 1, 1, 1, 1 and five of 0: the mean is 1, two deviations are 3.46.
    CHECK(stands_out({6, 10, 40}, 10, 2) == true);
    CHECK(stands_out({4, 10, 40}, 10, 2) == false);  // Three above.
}

TEST_CASE("warranty: W25 compares in whole numbers and knows when they do not fit", "[warranty]") {
    CHECK_FALSE(stands_out({1, 1, 1}, 0, 2));
    CHECK_FALSE(stands_out({1, 10, 1}, 10, 2));  // No group has such squares.
    CHECK_FALSE(stands_out({INT64_MAX, 0, INT64_MAX}, INT64_MAX, 2));
    CHECK(stands_out({3'000'000'000, 3'000'000'000, 9'000'000'000'000'000'000}, 10, 2) == true);
}

TEST_CASE("warranty: W25 is asked when it is in force, of value and of frequency", "[warranty]") {
    Desk desk;
    CHECK(desk.outcome("W25") == Outcome::skipped);
    desk.row("W25").active = true;
    CHECK(desk.outcome("W25") == Outcome::undetermined);
    desk.facts.statistics = warranty::Statistics{"2025-05", 10, beside_nine(100), beside_nine(100)};
    CHECK(desk.outcome("W25") == Outcome::passed);
    CHECK(desk.state() == "approved");
    desk.facts.statistics->value = beside_nine(101);
    CHECK(desk.finding("W25").text == "value per vehicle of 2025-05 far above the group");
    CHECK(desk.state() == "in_review");
    desk.facts.statistics->frequency = beside_nine(150);
    CHECK(desk.finding("W25").text ==
          "value per vehicle and claims per vehicle of 2025-05 far above the group");
    desk.facts.statistics->group_size = 0;
    CHECK(desk.outcome("W25") == Outcome::undetermined);
}
