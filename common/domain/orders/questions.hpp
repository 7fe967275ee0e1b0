#pragma once

#include <span>

#include "common/engine/question.hpp"

namespace branchline::orders {

std::span<const engine::Question> questions();

}  // namespace branchline::orders
