#pragma once

#include "common/engine/question.hpp"

namespace branchline::catalog {

std::span<const engine::Question> questions();

}  // namespace branchline::catalog
