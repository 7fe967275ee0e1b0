// What a new edition of prices would change.
#include "common/domain/price/comparison.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::price;

namespace {

std::string parts_of(const Comparison& comparison, Difference difference) {
    std::string out;
    for (const PriceChange& change : comparison.lines(difference)) out += change.part + " ";
    return out;
}

}  // namespace

TEST_CASE("price comparison: every part is counted once, by what becomes of it", "[price]") {
    const Comparison comparison({
        {"NEW",  {},  100},
        {"GONE", 100, {} },
        {"UP",   100, 101},
        {"DOWN", 100, 99 },
        {"SAME", 100, 100}
    });
    for (const auto kind : {Difference::added, Difference::missing, Difference::raised,
                            Difference::lowered, Difference::unchanged}) {
        CHECK(comparison.count(kind) == 1);
    }
    CHECK(parts_of(comparison, Difference::added) == "NEW ");
    CHECK(parts_of(comparison, Difference::missing) == "GONE ");
    CHECK(comparison.lines(Difference::unchanged).empty());
}

TEST_CASE("price comparison: the greatest rise and the deepest fall stand first", "[price]") {
    const Comparison comparison({
        {"A", 100,  110},
        {"B", 100,  200},
        {"C", 100,  110},
        {"D", 100,  90 },
        {"E", 1000, 1  },
        {"F", 0,    5  }
    });
    CHECK(parts_of(comparison, Difference::raised) == "B A C F ");
    CHECK(parts_of(comparison, Difference::lowered) == "E D ");
}

TEST_CASE("price comparison: a percent is rounded once, half away from zero", "[price]") {
    CHECK(percent_of({"A", 800, 801}) == 13);  // 0.125 percent.
    CHECK(percent_of({"A", 800, 799}) == -13);
    CHECK(percent_of({"A", 3, 4}) == 3333);
    CHECK(percent_of({"A", 0, 4}) == std::nullopt);
    CHECK(percent_of({"A", {}, 4}) == std::nullopt);
    CHECK(percent_of({"A", 1, INT64_MAX}) == std::nullopt);
}

TEST_CASE("price comparison: what changes by more than a threshold is counted, up and down",
          "[price]") {
    const Comparison comparison({
        {"A", 100, 120},
        {"B", 100, 121},
        {"C", 100, 50 },
        {"D", 0,   5  }
    });
    CHECK(comparison.above(2000) == 2);
    CHECK(comparison.above(5000) == 0);
    CHECK(comparison.above(0) == 3);
}

TEST_CASE("price comparison: a price is moved once, half away from zero", "[price]") {
    CHECK(moved_by(1000, 350) == 1035);
    CHECK(moved_by(50, 100) == 51);   // 50.5
    CHECK(moved_by(50, -100) == 50);  // 49.5
    CHECK(moved_by(4150, 1000) == 4565);
}

TEST_CASE("price comparison: nothing is moved to nothing, or beyond what fits", "[price]") {
    CHECK(moved_by(1, -9000) == std::nullopt);
    CHECK(moved_by(INT64_MAX, 100) == std::nullopt);
}

TEST_CASE("price comparison: the names of differences are permanent", "[price]") {
    for (const char* name : {"added", "missing", "raised", "lowered", "unchanged"}) {
        CHECK(name_of(*difference_of(name)) == name);
    }
    CHECK(difference_of("gone") == std::nullopt);
}
