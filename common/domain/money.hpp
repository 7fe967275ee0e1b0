// Amounts are whole minor units. Nothing is rounded but by these functions, once a named step, so
// that every replica pays the same.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace branchline::domain {

/// The product of the factors over `divisor`, rounded half away from zero: 0.5 becomes 1, -0.5
/// becomes -1. Exact before the rounding, in 128 bits; none when it does not fit. The divisor is
/// positive.
std::optional<std::int64_t> rounded(std::initializer_list<std::int64_t> factors,
                                    std::int64_t divisor);

/// None when the sum does not fit.
std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b);

/// Splits an amount by weights so that the shares add up to it exactly: every share is cut down to
/// a whole unit, and the units left over go to the largest remainders, the first of equal ones. A
/// negative amount is split like its opposite. Weights are not negative; when all are zero they
/// count as equal. Without weights there are no shares.
std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights);

}  // namespace branchline::domain
