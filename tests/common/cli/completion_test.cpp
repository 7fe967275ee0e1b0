// The script for bash runs in bash; the others are read.
#include "common/cli/completion.hpp"

#include <algorithm>

#include "common/cli/own_commands.hpp"
#include "common/cli/tree.hpp"
#include "tests/common/cli/tool.hpp"

using namespace branchline;
using namespace branchline::cli;

namespace {

Program complete_tool() {
    Program program = tool();
    add_own_commands(program);
    return program;
}

/// What bash offers after these words, the last of which is being written; in its order.
std::string offered(const std::vector<std::string>& words) {
    const Folder folder;
    folder.write("script", bash_completion(complete_tool()));
    folder.write("notes.txt", "");
    folder.write("notes two.txt", "");
    std::filesystem::create_directory(folder / "notes.d");
    std::string list = "tool-box";
    for (const std::string& word : words) list += " '" + word + "'";
    const std::string line = "cd '" + folder.path().string() + "' && bash -c \"source ./script; " +
                             "COMP_WORDS=(" + list +
                             "); COMP_CWORD=" + std::to_string(words.size()) +
                             "; _tool_box; printf '%s\\n' \\\"\\${COMPREPLY[@]}\\\"\"";
    std::string out = printed_by(line);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out.empty() ? out : out.substr(0, out.size() - 1);
}

}  // namespace

TEST_CASE("completion: bash offers the words of the tree", "[cli]") {
    if (!is_here("bash")) return;
    CHECK(offered({""}) == "completion config log man run status version --help --version");
    CHECK(offered({"st"}) == "status");
    CHECK(offered({"log", ""}) == "export verify --help");
    CHECK(offered({"log", "e"}) == "export");
    CHECK(offered({"completion", "b"}) == "bash");
    CHECK(offered({"frobnicate", "sta"}) == "status");
}

TEST_CASE("completion: bash offers options, those of every command among them", "[cli]") {
    if (!is_here("bash")) return;
    CHECK(offered({"log", "export", "--"}) ==
          "--data-dir --output --word --config --color --yes --json --plain --help");
    CHECK(offered({"version", "--"}) == "--color --json --plain --help");
    CHECK(offered({"--json", "run", "--lo"}) == "--log-level");
}

TEST_CASE("completion: bash offers the values of an enumeration", "[cli]") {
    if (!is_here("bash")) return;
    CHECK(offered({"run", "--log-level", ""}) == "debug info");
    CHECK(offered({"run", "--log-level", "=", "d"}) == "debug");
    CHECK(offered({"run", "--log-level", "="}) == "debug info");
    CHECK(offered({"version", "--color", "a"}) == "auto always");
    CHECK(offered({"run", "--http", ""}).empty());
}

TEST_CASE("completion: bash offers files and folders where they are wanted", "[cli]") {
    if (!is_here("bash")) return;
    CHECK(offered({"run", "--data-dir", ""}) == "notes.d");
    for (const std::vector<std::string>& words : {
             std::vector<std::string>{"log", "export", "--output", "notes"},
             {"log", "verify", "notes"}
    }) {
        const std::string found = offered(words);
        INFO(found);
        CHECK(found.size() == std::string("notes.d notes.txt notes two.txt").size());
        CHECK(mentions(found, "notes two.txt"));
    }
    CHECK(offered({"log", "verify", "--j"}) == "--json");
}

TEST_CASE("completion: zsh gets words with their help, and values", "[cli]") {
    const std::string script = zsh_completion(complete_tool());
    CHECK(script.starts_with("#compdef tool-box\n"));
    CHECK(mentions(script, "        ('log') found=( 'export:Writes the log.'"));
    CHECK(mentions(script, "'status:It'\\''s fine.'"));
    CHECK(mentions(script, "        'run --log-level') compadd debug info; return ;;\n"));
    CHECK(mentions(script, "        'run --data-dir') _files -/; return ;;\n"));
    CHECK(mentions(script, "        ('log verify') files=1; found=( '--color:Colour"));
}

TEST_CASE("completion: fish gets a row a word and option", "[cli]") {
    const std::string script = fish_completion(complete_tool());
    CHECK(mentions(script, "complete -c tool-box -f\n"));
    CHECK(mentions(script,
                   "complete -c tool-box -n '__tool_box_at \\'log\\'' -a verify -d 'Checks a "
                   "file.'\n"));
    CHECK(mentions(script, " -l log-level -x -a 'debug info' -d 'How much is logged.'\n"));
    CHECK(mentions(script, " -l word -x -d 'Any \\\\ word.'\n"));
    CHECK(mentions(script, " -l output -r -F -d 'Where.'\n"));
    CHECK(mentions(script, "-n '__tool_box_at \\'log verify\\'' -F\n"));
}

TEST_CASE("tree: groups, words and help come from the rows", "[cli]") {
    const Program program = tool();
    CHECK(groups_of(program) == std::vector<std::string>{"", "log"});
    CHECK(words_after(program, "") == std::set<std::string>{"log", "run", "status"});
    CHECK(words_after(program, "log") == std::set<std::string>{"export", "verify"});
    CHECK(help_of(program, "") == "A tool for tests.");
    CHECK(help_of(program, "log") == "What was logged.");
    CHECK(help_of(program, "log verify") == "Checks a file.");
    CHECK(help_of(program, "nothing").empty());
    CHECK(kind_of("FILE") == ValueKind::file);
    CHECK(kind_of("DIR") == ValueKind::directory);
    CHECK(kind_of("N") == ValueKind::text);
}
