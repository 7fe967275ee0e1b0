#include "common/domain/month.hpp"

#include <catch2/catch.hpp>

using namespace branchline;

TEST_CASE("month: it has a first and a last day", "[domain]") {
    const auto month = domain::read_month("2024-02");
    REQUIRE(month);
    CHECK(month->last - month->first == 28);
    CHECK(domain::month_text(month->first) == "2024-02");
    CHECK(domain::month_text(month->last) == "2024-02");
    CHECK(domain::month_text(month->last + 1) == "2024-03");
}

TEST_CASE("month: what is none is refused", "[domain]") {
    for (const char* text : {"", "2024", "2024-13", "2024-00", "2024-2", "2024-02-01", "next"}) {
        CAPTURE(text);
        const auto month = domain::read_month(text);
        REQUIRE_FALSE(month);
        CHECK(month.error().id == "invalid-month");
    }
}
