// The commands that modules declare by their questions; see common/engine/question.hpp.
#pragma once

#include <span>
#include <vector>

#include "common/cli/command.hpp"
#include "common/engine/question.hpp"

namespace branchline::sync {

/// One command a question: the parameters of its path are arguments, those of its query options.
/// The questions must outlive the commands.
std::vector<cli::Command> question_commands(std::span<const engine::Question> questions);

}  // namespace branchline::sync
