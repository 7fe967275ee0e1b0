#pragma once

#include <span>

#include "common/engine/question.hpp"

namespace branchline::sales {

std::span<const engine::Question> questions();

}  // namespace branchline::sales
