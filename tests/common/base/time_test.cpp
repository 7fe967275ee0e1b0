#include "common/base/time.hpp"

#include <catch2/catch.hpp>

using namespace branchline;

TEST_CASE("time: an instant is written in UTC with milliseconds and read back", "[base]") {
    const auto instant = parse_instant("2026-11-21T09:14:02.007Z");
    REQUIRE(instant);
    CHECK(to_text(*instant) == "2026-11-21T09:14:02.007Z");
    CHECK(to_text(*parse_instant("2026-11-21T09:14:02Z")) == "2026-11-21T09:14:02.000Z");
}

TEST_CASE("time: what is no instant is refused", "[base]") {
    for (const char* text :
         {"", "2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-02-30T09:00:00Z",
          "2026-11-21T09:14:02+01:00", "2026-11-21T09:14:02.1Z", "2026-11-21 09:14:02Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text));
    }
}

TEST_CASE("time: dates follow the calendar", "[base]") {
    CHECK(to_text(*parse_date("2024-02-29")) == "2024-02-29");
    CHECK_FALSE(parse_date("2025-02-29"));
    CHECK_FALSE(parse_date("2025-2-9"));
}

TEST_CASE("time: a duration is a whole number and one unit", "[base]") {
    CHECK(parse_duration("90s")->count() == 90);
    CHECK(parse_duration("5m")->count() == 300);
    CHECK(parse_duration("72h")->count() == 259'200);
    CHECK(parse_duration("14d")->count() == 1'209'600);
    for (const char* text : {"", "s", "0s", "-1s", "1.5h", "5", "5 m", "1w", "999999999999s"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("random: one seed gives one sequence, and below() stays below", "[base]") {
    SeededRandom a(7);
    SeededRandom b(7);
    for (int i = 0; i < 100; ++i) {
        const auto drawn = a.below(10);
        CHECK(drawn == b.below(10));
        CHECK(drawn < 10);
    }
}
