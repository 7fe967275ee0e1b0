#pragma once

#include "common/engine/question.hpp"

namespace branchline::price {

std::span<const engine::Question> questions();

}  // namespace branchline::price
