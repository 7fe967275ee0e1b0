// A band instead of the figure.
#include "common/domain/stock/availability.hpp"

#include <catch2/catch.hpp>

using branchline::stock::availability_band;

TEST_CASE("availability: a band ends at its figure", "[stock]") {
    CHECK(availability_band(INT64_MIN) == "none");
    CHECK(availability_band(0) == "none");
    CHECK(availability_band(1) == "few");
    CHECK(availability_band(3'000) == "few");
    CHECK(availability_band(3'001) == "some");
    CHECK(availability_band(10'000) == "some");
    CHECK(availability_band(10'001) == "many");
}
