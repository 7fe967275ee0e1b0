// The commands that divide cars among dealers.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::hub {

/// allocation preview, allocation publish
std::vector<cli::Command> allocation_commands();

}  // namespace branchline::hub
