// An edition is published once, and by its own command.
#pragma once

#include "common/engine/precondition.hpp"
#include "common/engine/rule.hpp"

namespace branchline::price {

std::span<const engine::Rule> rules();

/// "own-command" refuses to publish or discard an edition by an edit of its fields: the command of
/// hub/prices looks at rows, day and comparison first.
std::span<const engine::Precondition> preconditions();

}  // namespace branchline::price
