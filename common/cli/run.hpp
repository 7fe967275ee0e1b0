// The door of a program: from the argument list to the exit code.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::cli {

/// Parses, calls, reports; the return value is the process's exit code. Wrong usage is 2. With
/// --json failures are problem documents on `error`, wrong usage among them. Every program gets
/// --help, --version and the command `version`.
int run(const Program& program, int argc, const char* const* argv, Streams& streams);

}  // namespace branchline::cli
