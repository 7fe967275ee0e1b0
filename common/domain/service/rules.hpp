#pragma once

#include "common/engine/rule.hpp"

namespace branchline::service {

std::span<const engine::Rule> rules();

}  // namespace branchline::service
