// branchline-node: the daemon of a dealer branch and its command line.
#include <iostream>

#include "common/cli/run.hpp"
#include "node/commands.hpp"
#include "sync/console/console.hpp"

int main(int argc, char** argv) {
    branchline::sync::prepare_process();
    branchline::cli::Streams streams{std::cin, std::cout, std::cerr,
                                     branchline::cli::may_colour(1), branchline::cli::may_colour(2)};
    return branchline::cli::run(branchline::node::program(), argc, argv, streams);
}
