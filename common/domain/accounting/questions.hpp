#pragma once

#include <span>

#include "common/engine/question.hpp"

namespace branchline::accounting {

std::span<const engine::Question> questions();

}  // namespace branchline::accounting
