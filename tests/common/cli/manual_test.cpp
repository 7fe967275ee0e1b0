// The pages of the test's tool against tests/golden/manual.txt, and against groff where it is
// installed. BRANCHLINE_REWRITE_GOLDEN=1 writes the file anew.
#include "common/cli/manual.hpp"

#include <cstdlib>

#include "common/cli/own_commands.hpp"
#include "tests/common/cli/tool.hpp"

using namespace branchline;
using namespace branchline::cli;

namespace {

std::vector<ManualPage> pages() {
    Program program = tool();
    program.configuration_file = "/etc/branchline/tool.toml";
    add_own_commands(program);
    return manual_pages(program);
}

}  // namespace

TEST_CASE("manual: one page for the program, one a noun", "[cli]") {
    std::vector<std::string> names;
    for (const ManualPage& page : pages()) names.push_back(page.name);
    CHECK(names == std::vector<std::string>{"tool-box", "tool-box-completion", "tool-box-config",
                                            "tool-box-log"});
}

TEST_CASE("manual: the pages are what the golden file shows", "[cli]") {
    std::string text;
    for (const ManualPage& page : pages()) {
        if (page.name == "tool-box" || page.name == "tool-box-log") text += page.text;
    }
    const std::string path = BRANCHLINE_GOLDEN "/manual.txt";
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
    std::ifstream file(path);
    std::stringstream golden;
    golden << file.rdbuf();
    CHECK(golden.str() == text);
}

TEST_CASE("manual: groff has nothing to say against any page", "[cli]") {
    if (!is_here("groff")) return;
    const Folder folder;
    for (const ManualPage& page : pages()) {
        CAPTURE(page.name);
        const std::string path = folder.write(page.name, page.text);
        CHECK(printed_by("groff -man -Tutf8 -ww -z '" + path + "'").empty());
    }
}

TEST_CASE("man: prints one page, or writes all of them for everybody to read", "[cli]") {
    const Folder folder;
    CHECK(call(tool(), {"man", "log"}).out == pages()[3].text);
    CHECK(mentions(call(tool(), {"man"}).out, ".TH TOOL-BOX 1"));
    const Outcome outcome = call(tool(), {"man", "--dir", folder.path().string()});
    CHECK(outcome.code == 0);
    CHECK(mentions(outcome.out, (folder / "tool-box-log.1").string() + "\n"));
    const auto mode = std::filesystem::status(folder / "tool-box.1").permissions();
    CHECK(static_cast<unsigned>(mode) == 0644);
}

TEST_CASE("man: a noun or a folder that does not exist is refused", "[cli]") {
    CHECK(call(tool(), {"man", "status"}).code == 5);
    CHECK(call(tool(), {"man", "--dir", "no/such/folder"}).code == 5);
    CHECK(call(tool(), {"man", "--dir", "/proc/self/task"}).code == 74);
}

TEST_CASE("own commands: each has JSON", "[cli]") {
    for (const std::vector<std::string>& words : {
             std::vector<std::string>{"man", "--json"},
             {"man", "log", "--json"},
             {"completion", "bash", "--json"},
             {"version", "--json"}
    }) {
        const Outcome outcome = call(tool(), words);
        CHECK(outcome.code == 0);
        CHECK(outcome.out.starts_with("{\"schema\":\"branchline."));
    }
}

TEST_CASE("own commands: a program may have its own version of one", "[cli]") {
    Program program = tool();
    program.commands.push_back({.path = "version", .help = "Ours.", .function = say_settings});
    add_own_commands(program);
    CHECK(std::count_if(program.commands.begin(), program.commands.end(),
                        [](const Command& command) { return command.path == "version"; }) == 1);
}
