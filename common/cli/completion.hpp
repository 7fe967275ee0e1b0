// Completion scripts for shells, written from a command tree.
#pragma once

#include <string>

#include "common/cli/command.hpp"

namespace branchline::cli {

std::string bash_completion(const Program& program);
std::string zsh_completion(const Program& program);
std::string fish_completion(const Program& program);

}  // namespace branchline::cli
