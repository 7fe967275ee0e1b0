// branchline-hub: the importer's daemon and its command line.
#include <iostream>

#include "hub/commands.hpp"
#include "sync/console/console.hpp"

int main(int argc, char** argv) {
    return branchline::sync::run_program(branchline::hub::program, argc, argv,
                                         {std::cin, std::cout, std::cerr});
}
