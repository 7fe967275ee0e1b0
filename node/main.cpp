// branchline-node: the daemon of a dealer branch and its command line.
#include <exception>
#include <iostream>

#include "common/cli/run.hpp"
#include "node/commands.hpp"
#include "sync/console/console.hpp"

int main(int argc, char** argv) {
    using namespace branchline;
    try {
        sync::prepare_process();
        cli::Streams streams{std::cin,
                             std::cout,
                             std::cerr,
                             cli::may_colour(1),
                             cli::may_colour(2),
                             cli::terminal_columns(1),
                             cli::terminal_columns(2)};
        return cli::run(node::program(), argc, argv, streams);
    } catch (const std::exception& exception) {
        // Nothing of ours throws; this is a package that broke its word, or no memory.
        std::cerr << "error: " << exception.what() << '\n';
        return 1;
    }
}
