#pragma once

#include "common/engine/rule.hpp"

namespace branchline::allocation {

std::span<const engine::Rule> rules();

}  // namespace branchline::allocation
