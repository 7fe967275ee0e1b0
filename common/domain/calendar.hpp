// Days and months of the calendar, without a time zone: a day is a number of days since 1970-01-01.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/time.hpp"

namespace branchline::domain {

/// The same day of another month; a month that is too short gives its last day. 2024-02-29 and 24
/// months give 2026-02-28. None outside the years 1 to 9999.
std::optional<std::int64_t> add_months(std::int64_t day, std::int64_t months);

/// The day of an instant, in UTC.
std::int64_t day_of(Instant instant);

}  // namespace branchline::domain
