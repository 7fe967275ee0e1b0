#pragma once

#include "common/engine/rule.hpp"

namespace branchline::notes {

std::span<const engine::Rule> rules();

}  // namespace branchline::notes
