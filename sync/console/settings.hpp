// The settings of both programs, one row a key, and the files that their manuals name.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::sync {

/// Gives the program its configuration, and each command the options of the rows that it takes.
/// Call when all commands are there.
void add_settings(cli::Program& program);

/// Of a daemon: how often one caller may ask in a minute.
Result<std::uint64_t> api_limit(const cli::Invocation& invocation);

/// Of a daemon: how much it logs.
void apply_log_level(const cli::Invocation& invocation);

}  // namespace branchline::sync
