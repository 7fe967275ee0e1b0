#pragma once

#include "common/engine/rule.hpp"

namespace branchline::warranty {

/// After the day of the rejection, and once.
inline constexpr std::int64_t kDaysToAppeal = 30;

std::span<const engine::Rule> rules();

}  // namespace branchline::warranty
