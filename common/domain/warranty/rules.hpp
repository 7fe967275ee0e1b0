#pragma once

#include "common/engine/rule.hpp"

namespace branchline::warranty {

std::span<const engine::Rule> rules();

}  // namespace branchline::warranty
