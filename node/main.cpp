// branchline-node: the daemon of a dealer branch and its command line.
#include <iostream>

#include "node/commands.hpp"
#include "sync/console/console.hpp"

int main(int argc, char** argv) {
    return branchline::sync::run_program(branchline::node::program, argc, argv,
                                         {std::cin, std::cout, std::cerr});
}
