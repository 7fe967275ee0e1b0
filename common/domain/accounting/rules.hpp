// What may not happen to the papers of an account, whoever tries it.
#pragma once

#include "common/engine/rule.hpp"

namespace branchline::accounting {

std::span<const engine::Rule> rules();

}  // namespace branchline::accounting
