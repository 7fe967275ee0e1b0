#pragma once

#include "common/engine/rule.hpp"

namespace branchline::sales {

/// In hundredths of the list price: nobody gives more, and beyond the second somebody says why.
inline constexpr std::int64_t kDiscountMax = 20;
inline constexpr std::int64_t kDiscountInSilence = 10;

std::span<const engine::Rule> rules();

}  // namespace branchline::sales
