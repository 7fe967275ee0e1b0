#include "common/domain/figures/figure.hpp"

#include "tests/common/domain/figures/facts_of.hpp"

using namespace branchline;
using namespace branchline::figures;

TEST_CASE("figures: a share of nothing has no value, never 0 percent", "[figures]") {
    CHECK(share_of(0, 0) == without_value(Missing::no_rows));
    CHECK(share_of(0, 4) == test::told(0, 4, 0));
    CHECK(share_of(3, 4) == test::told(3, 4, 750));
    CHECK(share_of(4, 4) == test::told(4, 4, 1000));
    CHECK(share_of(2, 3).value == 667);
}

TEST_CASE("figures: a median of nothing has no value, and a count of nothing", "[figures]") {
    CHECK(median_of({}) == without_value(Missing::no_rows));
    CHECK(median_of({2, 5}).value == 35);
    CHECK(median_of({2, 5}).count == 2);
}

TEST_CASE("figures: a period holds both its days, and the one before ends the day before",
          "[figures]") {
    const Scope scope = test::november();
    CHECK(scope.days() == 30);
    CHECK(scope.holds(test::day("2026-11-01")));
    CHECK(scope.holds(test::day("2026-11-30")));
    CHECK_FALSE(scope.holds(test::day("2026-10-31")));
    CHECK_FALSE(scope.holds(test::day("2026-12-01")));
    CHECK_FALSE(scope.holds(Known()));
    CHECK(scope.before().from == test::day("2026-10-02"));
    CHECK(scope.before().to == test::day("2026-10-31"));
    CHECK(scope.before().days() == 30);
}

TEST_CASE("figures: an empty name of a scope stands for all", "[figures]") {
    Scope scope = test::november();
    CHECK(scope.contains(test::kFirst));
    scope.dealer = "D01";
    CHECK(scope.contains(test::kFirst));
    CHECK_FALSE(scope.contains(test::kSecond));
    scope.brand = "VOLVO";
    CHECK_FALSE(scope.contains(test::kFirst));
}

TEST_CASE("figures: every reason has a name of its own", "[figures]") {
    CHECK(name_of(Missing::none).empty());
    CHECK(name_of(Missing::no_rows) == "no-rows");
    CHECK(name_of(Missing::only_today) == "only-today");
}
