#include <sstream>

#include <catch2/catch.hpp>

#include "common/cli/command.hpp"
#include "common/cli/exit_code.hpp"
#include "common/cli/run.hpp"
#include "common/text/json.hpp"

using namespace branchline;
using namespace branchline::cli;

namespace {

struct Outcome {
    int code = 0;
    std::string out;
    std::string error;
};

/// Writes what it was called with, so that a case can compare one string.
Result<int> echo(const Invocation& invocation) {
    invocation.out() << invocation.command().path;
    for (const Argument& argument : invocation.command().arguments) {
        for (const std::string& value : invocation.all(argument.name)) {
            invocation.out() << ' ' << argument.name << '=' << value;
        }
    }
    for (const Option& option : invocation.command().options) {
        for (const std::string& value : invocation.all(option.name)) {
            invocation.out() << ' ' << option.name << '=' << value;
        }
    }
    for (const Flag& flag : invocation.command().flags) {
        if (invocation.flag(flag.name)) invocation.out() << ' ' << flag.name;
    }
    if (invocation.json()) invocation.out() << " as-json";
    if (invocation.plain()) invocation.out() << " as-plain";
    return 0;
}

Result<int> limited(const Invocation& invocation) {
    TRY(const auto limit, invocation.integer("limit"));
    invocation.out() << limit.value_or(-1);
    return 0;
}

Program program() {
    Program out{.name = "tool", .version = "1.2.3", .help = "A tool for tests.", .commands = {}};
    out.groups = {
        {"org", "Brands, dealers, branches"}
    };
    out.options = {
        {.name = "socket", .value = "PATH", .help = "Where the daemon listens"}
    };
    out.commands = {
        {.path = "status",
         .help = "Say how it goes",
         .function = echo,
         .arguments = {{.name = "WHEN", .help = "A time", .required = false}},
         .examples = {"status", "status --json"}},
        {.path = "org dealer add",
         .help = "Add a dealer",
         .function = echo,
         .arguments = {{.name = "NAME", .help = "Its name"},
                       {.name = "TAG", .help = "Tags", .required = false, .many = true}},
         .options = {{.name = "role",
                      .value = "ROLE",
                      .help = "What it does",
                      .fallback = "branch",
                      .choices = {"branch", "field"}},
                     {.name = "phone", .value = "N", .help = "May be repeated", .many = true}},
         .flags = {{"yes", "Do not ask"}}},
        {.path = "org dealer ls",
         .help = "List dealers",
         .function = limited,
         .options = {{.name = "limit", .value = "N", .help = "At most"}}},
        {.path = "org brand ls", .help = "List brands", .function = echo},
        {.path = "join",
         .help = "Join a net",
         .function = echo,
         .options = {{.name = "hub", .value = "URL", .help = "Where", .required = true}}},
        {.path = "fail",
         .help = "Fail",
         .function = [](const Invocation&) -> Result<int> {
             return fail(Code::locked, "data-in-use", "somebody has it", "Stop it.");
         }},
        {.path = "diff",
         .help = "Compare",
         .function = [](const Invocation&) -> Result<int> {
             return to_int(ExitCode::differences);
         }},
    };
    return out;
}

Outcome call(std::vector<const char*> words, bool colour = false) {
    words.insert(words.begin(), "tool");
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream error;
    Streams streams{in, out, error, colour, colour};
    const int code = run(program(), static_cast<int>(words.size()), words.data(), streams);
    return {code, out.str(), error.str()};
}

bool mentions(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("cli: a command gets its arguments, options and flags", "[cli]") {
    const Outcome outcome = call({"org", "dealer", "add", "North", "a", "b", "--role", "field",
                                  "--phone=1", "--phone", "2", "--yes"});
    CHECK(outcome.error.empty());
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "org dealer add NAME=North TAG=a TAG=b role=field phone=1 phone=2 yes");
}

TEST_CASE("cli: an option that is not given has its fallback", "[cli]") {
    CHECK(call({"org", "dealer", "add", "North"}).out == "org dealer add NAME=North role=branch");
}

TEST_CASE("cli: values are taken as they are written", "[cli]") {
    CHECK(call({"org", "dealer", "add", "-", "[1,2]", "--phone", "[::1]"}).out ==
          "org dealer add NAME=- TAG=[1,2] role=branch phone=[::1]");
    CHECK(call({"status", "[now]"}).out == "status WHEN=[now]");
    CHECK(call({"org", "dealer", "add", "--", "--role"}).out ==
          "org dealer add NAME=--role role=branch");
}

TEST_CASE("cli: --json and --plain may stand before and after the command", "[cli]") {
    CHECK(call({"--json", "status"}).out == "status as-json");
    CHECK(call({"status", "--json"}).out == "status as-json");
    CHECK(call({"org", "--json", "brand", "ls", "--plain"}).out == "org brand ls as-json as-plain");
}

TEST_CASE("cli: every command takes the program's own options", "[cli]") {
    CHECK(call({"status", "--socket", "/x"}).code == 0);
    CHECK(call({"org", "brand", "ls", "--socket=/x"}).code == 0);
}

TEST_CASE("cli: an unknown command suggests the nearest", "[cli]") {
    const Outcome outcome = call({"stauts"});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.error ==
          "error: unknown command: tool stauts\nhint: Did you mean tool status?\n");
    CHECK(mentions(call({"org", "deale", "ls"}).error, "Did you mean tool org dealer?"));
}

TEST_CASE("cli: an unknown command like no other points to the help", "[cli]") {
    CHECK(call({"frobnicate"}).error ==
          "error: unknown command: tool frobnicate\nhint: Run tool --help.\n");
}

TEST_CASE("cli: a noun without a verb lists the verbs", "[cli]") {
    const Outcome outcome = call({"org", "dealer"});
    CHECK(outcome.code == 2);
    CHECK(outcome.error ==
          "error: a command is missing after tool org dealer\nhint: One of: add, ls.\n");
    CHECK(call({}).code == 2);
    CHECK(call({"--json"}).code == 2);
}

TEST_CASE("cli: wrong usage is 2 and names the command whose help to read", "[cli]") {
    for (const std::vector<const char*>& words : {
             std::vector<const char*>{"org", "dealer", "add"},
             {"org", "dealer", "add", "North", "--role", "king"},
             {"org", "dealer", "add", "North", "--colour"},
             {"org", "dealer", "add", "North", "--role"},
             {"org", "dealer", "add", "North", "--role", "field", "--role", "branch"},
    }) {
        const Outcome outcome = call(words);
        INFO(outcome.error);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK(mentions(outcome.error, "hint: Run tool org dealer add --help."));
    }
    CHECK(call({"join"}).code == 2);
    CHECK(call({"status", "now", "superfluous"}).code == 2);
}

TEST_CASE("cli: what is missing is named as the help names it", "[cli]") {
    CHECK(call({"org", "dealer", "add"}).error.starts_with("error: NAME is required\n"));
    CHECK(call({"join"}).error.starts_with("error: --hub is required\n"));
}

TEST_CASE("cli: with --json wrong usage is a problem document", "[cli]") {
    for (const std::vector<const char*>& words : {
             std::vector<const char*>{"stauts", "--json"},
             {"--json"},
             {"join", "--json"},
             {"status", "--bogus", "--json"}
    }) {
        const Outcome outcome = call(words);
        INFO(outcome.error);
        CHECK(outcome.code == 2);
        const auto document = text::parse_json(outcome.error);
        REQUIRE(document.has_value());
        CHECK(text::string_of(*document, "code") == "usage");
    }
}

TEST_CASE("cli: a value that is no number is wrong usage", "[cli]") {
    CHECK(call({"org", "dealer", "ls", "--limit", "5"}).out == "5");
    CHECK(call({"org", "dealer", "ls"}).out == "-1");
    CHECK(call({"org", "dealer", "ls", "--limit", "5x"}).code == 2);
    CHECK(call({"org", "dealer", "ls", "--limit", "99999999999999999999"}).code == 2);
}

TEST_CASE("cli: a failure is told in two lines and by the exit code", "[cli]") {
    const Outcome outcome = call({"fail"});
    CHECK(outcome.code == 75);
    CHECK(outcome.error == "error: somebody has it\nhint: Stop it.\n");
}

TEST_CASE("cli: with --json a failure is a problem document on the error stream", "[cli]") {
    const Outcome outcome = call({"fail", "--json"});
    CHECK(outcome.code == 75);
    CHECK(outcome.out.empty());
    const auto document = text::parse_json(outcome.error);
    REQUIRE(document.has_value());
    CHECK(text::string_of(*document, "code") == "data-in-use");
    CHECK(text::string_of(*document, "hint") == "Stop it.");
}

TEST_CASE("cli: colour only where the stream may have it and nobody objects", "[cli]") {
    CHECK(mentions(call({"fail"}, true).error, "\x1b[31merror:"));
    CHECK_FALSE(mentions(call({"fail", "--color=never"}, true).error, "\x1b"));
    CHECK_FALSE(mentions(call({"fail", "--color", "never"}, true).error, "\x1b"));
    CHECK(mentions(call({"fail", "--color=always"}).error, "\x1b[31m"));
    CHECK_FALSE(mentions(call({"fail"}).error, "\x1b"));
}

TEST_CASE("cli: a command may choose its exit code", "[cli]") {
    CHECK(call({"diff"}).code == 10);
}

TEST_CASE("cli: help comes from the rows and goes to the output", "[cli]") {
    const Outcome outcome = call({"org", "dealer", "add", "--help"});
    CHECK(outcome.code == 0);
    CHECK(outcome.error.empty());
    for (const char* part : {"Add a dealer", "NAME", "--role", "--yes", "--json", "--socket"}) {
        INFO(part);
        CHECK(mentions(outcome.out, part));
    }
    CHECK(mentions(call({"status", "-h"}).out, "Examples:\n  tool status\n  tool status --json"));
}

TEST_CASE("cli: help of the program and of a noun lists what follows", "[cli]") {
    CHECK(mentions(call({"--help"}).out, "status"));
    CHECK(mentions(call({"--help"}).out, "Brands, dealers, branches"));
    CHECK(mentions(call({"org", "dealer", "--help"}).out, "List dealers"));
}

TEST_CASE("cli: the version is an option and a command", "[cli]") {
    CHECK(call({"--version"}).out == "tool 1.2.3\n");
    CHECK(call({"version"}).out == "tool 1.2.3\n");
    CHECK(call({"version", "--json"}).out ==
          "{\"schema\":\"branchline.version/1\",\"name\":\"tool\",\"version\":\"1.2.3\"}\n");
}

TEST_CASE("exit code: every class of failure has its own", "[cli]") {
    const auto code = [](Code of, std::string id = "any") {
        return exit_code_of(Error{of, std::move(id), "", ""});
    };
    CHECK(code(Code::invalid) == 2);
    CHECK(code(Code::configuration) == 3);
    CHECK(code(Code::unavailable, "daemon-not-reachable") == 4);
    CHECK(code(Code::not_found) == 5);
    CHECK(code(Code::conflict, "stale-version") == 6);
    CHECK(code(Code::forbidden) == 7);
    CHECK(code(Code::unavailable) == 8);
    CHECK(code(Code::refused) == 9);
    CHECK(code(Code::io) == 74);
    CHECK(code(Code::disk_full) == 74);
    CHECK(code(Code::locked) == 75);
    CHECK(code(Code::identity) == 76);
    CHECK(code(Code::corrupt) == 77);
}
