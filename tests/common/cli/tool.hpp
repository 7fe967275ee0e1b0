// A small program with everything that a command tree can have, and how a test calls it.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/cli/run.hpp"
#include "tests/support/folder.hpp"

namespace branchline::cli {

/// The command's settings as KEY=VALUE.
inline Result<int> say_settings(const Invocation& invocation) {
    for (const Option& option : invocation.command().options) {
        const auto value = invocation.option(option.name);
        invocation.out() << option.name << '=' << value.value_or("-") << " ("
                         << invocation.origin(option.name) << ")\n";
    }
    return 0;
}

inline Program tool() {
    const Option data_dir{
        .name = "data-dir", .value = "DIR", .help = "The data directory.", .required = true};
    const Option level{
        .name = "log-level",
        .value = "LEVEL",
        .help = "How much is logged.",
        .fallback = "info",
        .choices = {"debug", "info"}
    };
    const Option http{.name = "http", .value = "ADDRESS", .help = "Where the API is."};
    const auto nothing = [](const Invocation&) -> Result<int> { return 0; };
    Program out{
        .name = "tool-box", .version = "1.2.3", .help = "A tool for tests.", .commands = {}};
    out.settings = {data_dir, http, level};
    out.groups = {
        {"log", "What was logged."}
    };
    out.files = {
        {"DIR/tool.db", "The database."}
    };
    out.commands = {
        {.path = "run",
         .help = "Runs it.",
         .function = say_settings,
         .options = {data_dir, http, level},
         .examples = {"run --data-dir DIR"}},
        {.path = "status", .help = "It's fine.", .function = say_settings, .options = {data_dir}},
        {.path = "log export",
         .help = "Writes the log.",
         .function = nothing,
         .options = {data_dir,
                     {.name = "output", .value = "FILE", .help = "Where.", .required = true},
                     {.name = "word", .value = "TEXT", .help = "Any \\ word.", .many = true}},
         .flags = {{"yes", "Do not ask."}},
         .examples = {"log export --output ./log --data-dir DIR"}},
        {.path = "log verify",
         .help = "Checks a file.",
         .function = nothing,
         .arguments = {{"FILE", "What was exported"}}},
    };
    return out;
}

struct Outcome {
    int code = 0;
    std::string out;
    std::string error;
};

inline Outcome call(const Program& program, std::vector<std::string> words) {
    std::vector<const char*> arguments = {program.name.c_str()};
    for (const std::string& word : words) arguments.push_back(word.c_str());
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream error;
    Streams streams{in, out, error};
    const int code = run(program, static_cast<int>(arguments.size()), arguments.data(), streams);
    return {code, out.str(), error.str()};
}

/// A folder that goes with the test, and its files.
struct Folder : test::Folder {
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(*this / name, std::ios::binary) << text;
        return file(name);
    }
};

/// What a shell's command line prints, on both streams.
inline std::string printed_by(const std::string& command_line) {
    std::string out;
    std::FILE* pipe = ::popen((command_line + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
    ::pclose(pipe);
    return out;
}

/// Says by name what is skipped where a program is not installed.
inline bool is_here(const std::string& name) {
    const bool found = !printed_by("command -v " + name).empty();
    if (!found) WARN("skipped: there is no " << name);
    return found;
}

inline bool mentions(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

}  // namespace branchline::cli
