// The command tree of branchline-hub.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::hub {

cli::Program program();

}  // namespace branchline::hub
