// The commands that publish parts and prices.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::hub {

/// data import csv, data generate
std::vector<cli::Command> catalogue_commands();

}  // namespace branchline::hub
