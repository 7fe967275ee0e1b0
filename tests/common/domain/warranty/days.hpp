#pragma once

#include "common/base/time.hpp"

namespace branchline::test {

/// Days since 1970-01-01 of a date as people write it.
inline std::int64_t day(std::string_view text) {
    return parse_date(text)->time_since_epoch().count();
}

}  // namespace branchline::test
