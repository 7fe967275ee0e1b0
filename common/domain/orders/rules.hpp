#pragma once

#include "common/engine/rule.hpp"

namespace branchline::orders {

std::span<const engine::Rule> rules();

}  // namespace branchline::orders
