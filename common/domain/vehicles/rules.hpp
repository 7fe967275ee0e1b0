#pragma once

#include "common/engine/rule.hpp"

namespace branchline::vehicles {

std::span<const engine::Rule> rules();

}  // namespace branchline::vehicles
