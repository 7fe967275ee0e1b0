// Manual pages in roff, written from a command tree.
#pragma once

#include <string>
#include <vector>

#include "common/cli/command.hpp"

namespace branchline::cli {

struct ManualPage {
    std::string name;  ///< Without section: "branchline-node-conflict".
    std::string text;
};

/// One page for the program with its one-word commands, then one a noun.
std::vector<ManualPage> manual_pages(const Program& program);

}  // namespace branchline::cli
