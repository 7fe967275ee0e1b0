// The commands of the month's work.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::hub {

/// statistics compute, statements close
std::vector<cli::Command> monthly_commands();

}  // namespace branchline::hub
