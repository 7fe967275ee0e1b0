#pragma once

#include "common/engine/rule.hpp"

namespace branchline::stock {

std::span<const engine::Rule> rules();

}  // namespace branchline::stock
