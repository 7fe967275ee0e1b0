// The commands about people: users, roles, API tokens. Passwords come from standard input or a
// file, never from the arguments that every user of the machine can list.
#pragma once

#include <vector>

#include "common/cli/command.hpp"

namespace branchline::sync {

/// user, grant, role and api-token, of both programs.
std::vector<cli::Command> people_commands();
/// user link, user unlink: where an OpenID provider knows people.
std::vector<cli::Command> link_commands();
std::vector<cli::Group> people_groups();

}  // namespace branchline::sync
