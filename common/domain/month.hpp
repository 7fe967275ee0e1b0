// Months of the calendar, as accounts and statistics have them: 2026-11.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/result.hpp"

namespace branchline::domain {

struct Month {
    std::string name;        ///< 2026-11
    std::int64_t first = 0;  ///< Its first day, since 1970-01-01,
    std::int64_t last = 0;   ///< and its last one.
};

/// Code::invalid "invalid-month".
Result<Month> read_month(const std::string& name);
/// The one that a day lies in.
std::string month_text(std::int64_t day);

}  // namespace branchline::domain
