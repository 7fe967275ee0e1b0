#pragma once

#include "common/engine/rule.hpp"

namespace branchline::vehicles {

std::span<const engine::Rule> rules();

/// For rule rows of any entity with a field "odometer_km".
inline constexpr std::string_view kOdometerText = "no vehicle has such a reading";
inline constexpr std::string_view kOdometerRemedy = "read the odometer again";
bool has_implausible_odometer(const engine::Proposal& change);

}  // namespace branchline::vehicles
