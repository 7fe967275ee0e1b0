#pragma once

#include "common/engine/question.hpp"

namespace branchline::warranty {

std::span<const engine::Question> questions();

}  // namespace branchline::warranty
