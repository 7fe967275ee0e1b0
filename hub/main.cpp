// branchline-hub: the importer's daemon and its command line.
#include <iostream>

#include "common/cli/run.hpp"
#include "hub/commands.hpp"
#include "sync/console/console.hpp"

int main(int argc, char** argv) {
    branchline::sync::prepare_process();
    branchline::cli::Streams streams{std::cin, std::cout, std::cerr,
                                     branchline::cli::may_colour(1), branchline::cli::may_colour(2)};
    return branchline::cli::run(branchline::hub::program(), argc, argv, streams);
}
