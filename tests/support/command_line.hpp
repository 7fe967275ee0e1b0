// A command as somebody would type it, run inside the test.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "common/cli/run.hpp"

namespace branchline::test {

struct Said {
    int exit = 0;
    std::string out;
    std::string error;
};

/// `words` without the program's name.
inline Said run_line(const cli::Program& program,
                     std::vector<std::string> words,
                     const std::string& input = "") {
    words.insert(words.begin(), program.name);
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream error;
    cli::Streams streams{in, out, error};
    const int exit =
        cli::run(program, static_cast<int>(arguments.size()), arguments.data(), streams);
    return {exit, out.str(), error.str()};
}

/// The same at a data directory, which these commands take with --data-dir.
inline Said run_at(const std::string& data_dir,
                   std::vector<cli::Command> commands,
                   std::vector<std::string> words,
                   const std::string& input = "") {
    cli::Program program{
        .name = "prog", .version = "1", .help = "x", .commands = std::move(commands)};
    program.options = {
        {.name = "data-dir", .value = "DIR", .help = "x"}
    };
    words.insert(words.end(), {"--data-dir", data_dir});
    return run_line(program, std::move(words), input);
}

}  // namespace branchline::test
