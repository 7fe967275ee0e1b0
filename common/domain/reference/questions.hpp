#pragma once

#include "common/engine/question.hpp"

namespace branchline::reference {

std::span<const engine::Question> questions();

}  // namespace branchline::reference
