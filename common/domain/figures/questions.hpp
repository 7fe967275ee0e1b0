#pragma once

#include <span>

#include "common/engine/question.hpp"

namespace branchline::figures {

std::span<const engine::Question> questions();

}  // namespace branchline::figures
