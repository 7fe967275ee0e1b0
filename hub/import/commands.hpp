// The commands that bring files from outside into the network.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::hub {

/// data import KIND FILE ...
std::vector<cli::Command> import_commands();

/// Starts an import at the daemon and shows on a terminal how far it is; its final figures are the
/// output.
Result<int> import_and_watch(const cli::Invocation& invocation,
                             const std::string& kind,
                             const text::Json& body);

}  // namespace branchline::hub
