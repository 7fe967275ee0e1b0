// The command tree of branchline-node.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::node {

cli::Program program();

}  // namespace branchline::node
