// Figures out of many numbers, exact: whole numbers in, a whole number of scaled units out, rounded
// once by money.hpp's rule. Nothing is made of nothing: there is no median of no values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace branchline::figures {

/// The middle one; of an even count the mean of the two in the middle. Times `scale`.
std::optional<std::int64_t> median(std::vector<std::int64_t> values, std::int64_t scale);

/// The least value that at least `percent` of a hundred of the values do not exceed: always one of
/// them. `percent` is 1 to 100.
std::optional<std::int64_t> nearest_rank(std::vector<std::int64_t> values, std::int64_t percent);

/// `part * scale / whole`; none of a whole that is not positive.
std::optional<std::int64_t> ratio(std::int64_t part, std::int64_t whole, std::int64_t scale);

}  // namespace branchline::figures
