#include "common/cli/configuration.hpp"

#include <cstdlib>

#include "common/text/json.hpp"
#include "tests/common/cli/tool.hpp"

using namespace branchline;
using namespace branchline::cli;

namespace {

Result<ConfigurationFile> read(const std::string& path, bool must_exist = true) {
    return read_configuration(path, must_exist, tool().settings);
}

/// What is wrong with a file of this text, without the folder's name.
std::string trouble_with(const std::string& text) {
    const Folder folder;
    const auto read_again = read(folder.write("a.toml", text));
    if (read_again) return "nothing";
    const Error& error = read_again.error();
    CHECK(error.code == Code::configuration);
    const std::string prefix = (folder / "").string();
    CHECK(error.what.starts_with(prefix));
    return error.what.substr(prefix.size()) + (error.hint.empty() ? "" : " | " + error.hint);
}

Environment no_environment() {
    return [](const char*) -> const char* { return nullptr; };
}

/// A variable of the process for the length of a case.
struct Variable {
    const char* name;
    Variable(const char* variable, const char* value) : name(variable) {
        ::setenv(variable, value, 1);
    }
    ~Variable() { ::unsetenv(name); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
};

}  // namespace

TEST_CASE("configuration: option, variable and key derive from one name", "[cli]") {
    CHECK(environment_name("log-level") == "BRANCHLINE_LOG_LEVEL");
    CHECK(key_name("log-level") == "log_level");
}

TEST_CASE("configuration: a file gives values with their lines", "[cli]") {
    const Folder folder;
    const std::string path =
        folder.write("a.toml", "# comment\n\nhttp = \"127.0.0.1:1\"\nlog_level = 'debug'\n");
    const auto file = read(path);
    REQUIRE(file);
    CHECK(file->size() == 2);
    CHECK(file->at("http") == Configured{"127.0.0.1:1", path + ":3"});
    CHECK(file->at("log-level") == Configured{"debug", path + ":4"});
}

TEST_CASE("configuration: what is wrong in a file is told with its line", "[cli]") {
    CHECK(trouble_with("\nhtp = \"x\"\n") == "a.toml:2: unknown key htp | did you mean http?");
    CHECK(trouble_with("colour = \"x\"") ==
          "a.toml:1: unknown key colour | one of: data_dir, http, log_level");
    CHECK(trouble_with("[http]\nlisten = \"x\"") == "a.toml:1: http must be a text in quotes");
    CHECK(trouble_with("http = 8080") == "a.toml:1: http must be a text in quotes");
    CHECK(trouble_with("log_level = \"loud\"") ==
          "a.toml:1: \"loud\" is no log_level | one of: debug, info");
    CHECK(trouble_with("http = \"a\"\nhttp = \"b\"").starts_with("a.toml:2: "));
    CHECK(trouble_with("\n\nhttp: x").starts_with("a.toml:3: "));
    CHECK(trouble_with("http = \"\xff\"").starts_with("a.toml:1: "));
    CHECK(trouble_with(std::string(100'000, '#')) == "a.toml: is too long for a configuration");
}

TEST_CASE("configuration: an empty file is one, a missing only where it may be", "[cli]") {
    const Folder folder;
    CHECK(read(folder.write("empty.toml", ""))->empty());
    const std::string gone = (folder / "gone.toml").string();
    CHECK(read(gone, false)->empty());
    REQUIRE_FALSE(read(gone, true));
    CHECK(read(gone, true).error().what == gone + ": there is no such file");
    CHECK(read(folder.path().string()).error().code == Code::configuration);
}

TEST_CASE("configuration: environment over file over default", "[cli]") {
    const Option level{.name = "log-level", .value = "", .help = "", .fallback = "info"};
    const Option http{.name = "http", .value = "", .help = ""};
    const ConfigurationFile file = {
        {"log-level", {"debug", "a.toml:1"}}
    };
    const auto environment = [](const char* name) -> const char* {
        return std::string_view(name) == "BRANCHLINE_LOG_LEVEL" ? "error" : nullptr;
    };
    const auto empty = [](const char*) -> const char* { return ""; };
    CHECK(configured(level, file, environment) ==
          Configured{"error", "environment BRANCHLINE_LOG_LEVEL"});
    CHECK(configured(level, file, empty) == Configured{"debug", "a.toml:1"});
    CHECK(configured(level, {}, no_environment()) == Configured{"info", "default"});
    CHECK(configured(http, {}, no_environment())->origin == kNotSet);
}

TEST_CASE("configuration: a variable that is not among the choices is refused", "[cli]") {
    const auto loud = [](const char*) -> const char* { return "loud"; };
    const auto value = configured(tool().settings.back(), {}, loud);
    REQUIRE_FALSE(value);
    CHECK(value.error().code == Code::configuration);
    CHECK(value.error().what == "environment BRANCHLINE_LOG_LEVEL: \"loud\" is no log_level");
}

TEST_CASE("settings: a command takes the option, then environment, file, default", "[cli]") {
    const Folder folder;
    Program program = tool();
    program.configuration_file = folder.write("a.toml", "data_dir = \"of-file\"\nhttp = \"f\"\n");
    const std::string file = program.configuration_file;
    CHECK(call(program, {"run"}).out ==
          "data-dir=of-file (" + file + ":1)\nhttp=f (" + file + ":2)\nlog-level=info (default)\n");
    const Variable variable("BRANCHLINE_DATA_DIR", "of-environment");
    CHECK(call(program, {"status"}).out ==
          "data-dir=of-environment (environment BRANCHLINE_DATA_DIR)\n");
    CHECK(call(program, {"status", "--data-dir", "given"}).out == "data-dir=given (option)\n");
}

TEST_CASE("settings: one that is nowhere is required, and the hint says where", "[cli]") {
    Program program = tool();
    program.configuration_file = "no/such/file.toml";
    const Outcome outcome = call(program, {"status"});
    CHECK(outcome.code == 2);
    CHECK(outcome.error ==
          "error: --data-dir is required\nhint: Or set BRANCHLINE_DATA_DIR, or write data_dir into "
          "no/such/file.toml.\n");
}

TEST_CASE("settings: --config names another file, which must be there", "[cli]") {
    const Folder folder;
    const std::string other = folder.write("b.toml", "data_dir = \"b\"\n");
    CHECK(call(tool(), {"status", "--config", other}).out == "data-dir=b (" + other + ":1)\n");
    CHECK(call(tool(), {"status", "--config", other + "x"}).code == 3);
    CHECK(call(tool(), {"status", "--data-dir", "x", "--config", "/dev/null"}).code == 0);
}

TEST_CASE("settings: a wrong file stops a command, but none that takes no setting", "[cli]") {
    const Folder folder;
    Program program = tool();
    program.configuration_file = folder.write("a.toml", "htp = \"x\"");
    const Outcome outcome = call(program, {"status", "--data-dir", "x", "--json"});
    CHECK(outcome.code == 3);
    CHECK(mentions(outcome.error, "a.toml:1: unknown key htp"));
    CHECK(call(program, {"version"}).code == 0);
    CHECK(call(program, {"log", "verify", "x"}).code == 0);
}

TEST_CASE("settings: the help names the variable", "[cli]") {
    CHECK(mentions(call(tool(), {"run", "--help"}).out, "[BRANCHLINE_LOG_LEVEL]"));
}

TEST_CASE("config show: key and value, with --origin where it comes from", "[cli]") {
    const Folder folder;
    const std::string file = folder.write("a.toml", "http = \"127.0.0.1:1\"\n");
    const Outcome brief = call(tool(), {"config", "show", "--config", file});
    CHECK(brief.code == 0);
    CHECK(brief.error.empty());
    CHECK(brief.out == "key        value\ndata_dir   -\nhttp       127.0.0.1:1\nlog_level  info\n");
    CHECK(call(tool(),
               {"config", "show", "--origin", "--plain", "--config", file, "--log-level", "debug"})
              .out ==
          "data_dir\t-\tnot set\nhttp\t127.0.0.1:1\t" + file + ":1\nlog_level\tdebug\toption\n");
}

TEST_CASE("config show: the document has origins always, and null for what is not set", "[cli]") {
    Program program = tool();
    program.configuration_file = "no/such/file.toml";
    CHECK(call(program, {"config", "show", "--json"}).out ==
          R"({"schema":"branchline.config/1","file":"no/such/file.toml","file_exists":false,)"
          R"("items":[{"key":"data_dir","value":null,"origin":"not set"},)"
          R"({"key":"http","value":null,"origin":"not set"},)"
          R"({"key":"log_level","value":"info","origin":"default"}]})"
          "\n");
    CHECK(call(program, {"config", "show"}).error == "note: there is no no/such/file.toml\n");
}
