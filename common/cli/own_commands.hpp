// What every program can say about itself: version, completion, man, config show.
#pragma once

#include "common/cli/command.hpp"

namespace branchline::cli {

/// Adds them to the program's commands. `config show` needs settings.
void add_own_commands(Program& program);

}  // namespace branchline::cli
