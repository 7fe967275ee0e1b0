// Months of the calendar, and where they are shorter than a day's number.
#include "common/domain/calendar.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "common/domain/text.hpp"

using namespace branchline;

namespace {

std::int64_t day(std::string_view text) {
    return parse_date(text)->time_since_epoch().count();
}

std::string later(std::string_view from, std::int64_t months) {
    const auto found = domain::add_months(day(from), months);
    return found ? domain::date_text(*found) : "none";
}

}  // namespace

TEST_CASE("calendar: a month later is the same day of the next month", "[domain]") {
    CHECK(later("2026-01-15", 1) == "2026-02-15");
    CHECK(later("2026-12-15", 1) == "2027-01-15");
    CHECK(later("2026-01-15", 0) == "2026-01-15");
    CHECK(later("2026-01-15", -1) == "2025-12-15");
    CHECK(later("2026-01-15", 24) == "2028-01-15");
}

TEST_CASE("calendar: a month that is too short gives its last day", "[domain]") {
    CHECK(later("2026-01-31", 1) == "2026-02-28");
    CHECK(later("2024-01-31", 1) == "2024-02-29");
    CHECK(later("2024-02-29", 24) == "2026-02-28");
    CHECK(later("2024-02-29", 48) == "2028-02-29");
    CHECK(later("2026-03-31", -1) == "2026-02-28");
}

TEST_CASE("calendar: beyond the years 1 to 9999 there is no day", "[domain]") {
    CHECK(later("9999-12-31", 0) == "9999-12-31");
    CHECK(later("9999-12-31", 1) == "none");
    CHECK(later("2026-01-01", INT64_MAX) == "none");
    CHECK_FALSE(domain::add_months(INT64_MAX, 0));
    CHECK_FALSE(domain::add_months(INT64_MIN, 0));
}

TEST_CASE("calendar: an instant belongs to its day in UTC, before 1970 too", "[domain]") {
    CHECK(domain::day_of(Instant(Milliseconds(0))) == 0);
    CHECK(domain::day_of(Instant(Milliseconds(86'399'999))) == 0);
    CHECK(domain::day_of(Instant(Milliseconds(86'400'000))) == 1);
    CHECK(domain::day_of(Instant(Milliseconds(-1))) == -1);
}

TEST_CASE("calendar: more months never lead to an earlier day", "[domain]") {
    CHECK(rc::check([] {
        const auto from = *rc::gen::inRange<std::int64_t>(-10'000, 40'000);
        const auto months = *rc::gen::inRange<std::int64_t>(0, 600);
        const auto first = domain::add_months(from, months);
        const auto second = domain::add_months(from, months + 1);
        RC_ASSERT(first && second && *first >= from && *second > *first);
        RC_ASSERT(*second - *first >= 28 && *second - *first <= 31);
    }));
}
