// Every check of the tidy test, on a snippet that it must refuse and beside it one it must not.
#include "tests/tidy/checks.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace branchline::tidy {

namespace {

std::string lines(std::size_t count, const std::string& line) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += line + "\n";
    return out;
}

File cpp(std::string text) {
    return {"common/pack/thing.cpp", std::move(text)};
}
File header(std::string text) {
    return {"common/pack/thing.hpp", std::move(text)};
}
File page(std::string path, std::string text) {
    return {std::move(path), std::move(text)};
}

const std::vector<BannedWord> kWords = read_words(
    "# word places instead\n"
    "manager file,type registry\n"
    "process function apply\n"
    "store_id name branch\n"
    "out"
    "let name,text branch\n");

const std::vector<Layer> kLayers = read_layers(
    "common/base\n"
    "common/pack common/base\n"
    "sync/entry common/base common/pack\n"
    "node *\n");

}  // namespace

TEST_CASE("tidy checks: a line of 101 columns is too long, one of 100 is not", "[tidy]") {
    const auto found = long_lines(cpp(std::string(100, 'x') + "\n" + std::string(101, 'x') + "\n"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 2);
    CHECK(long_lines({"docs/page.md", std::string(101, 'x')}).empty());
}

TEST_CASE("tidy checks: a script without extension is known by its first line", "[tidy]") {
    CHECK(long_lines({"installers/run", "#!/bin/sh\n" + std::string(101, 'x')}).size() == 1);
}

TEST_CASE("tidy checks: tabs, trailing blanks and a missing last line break are found", "[tidy]") {
    CHECK(tabs_and_trailing_blanks(cpp("int a;\tint b;\n")).size() == 1);
    CHECK(tabs_and_trailing_blanks(cpp("int a; \n")).size() == 1);
    CHECK(tabs_and_trailing_blanks(cpp("int a;")).size() == 1);
    CHECK(tabs_and_trailing_blanks(cpp("int a;\n")).empty());
}

TEST_CASE("tidy checks: a character beyond ASCII is found", "[tidy]") {
    CHECK(non_ascii(cpp("// caf\xc3\xa9\n")).size() == 1);
    CHECK(non_ascii({"common/portal/de.ts", "caf\xc3\xa9\n"}).empty());
    CHECK(non_ascii(cpp("// cafe\n")).empty());
}

TEST_CASE("tidy checks: a mark is a whole word", "[tidy]") {
    CHECK(unfinished_marks(cpp("// TO"
                               "DO: later\n"))
              .size() == 1);
    CHECK(unfinished_marks(cpp("// FIX"
                               "ME\n"))
              .size() == 1);
    CHECK(unfinished_marks(cpp("mkstemp(\"a." + std::string(6, 'X') + "\");\n")).empty());
}

TEST_CASE("tidy checks: an absolute path of a machine is found, a relative one is not", "[tidy]") {
    CHECK(machine_paths(page("docs/a.md",
                             "see /wo"
                             "rk/main\n"))
              .size() == 1);
    CHECK(machine_paths(page("docs/a.md",
                             "\"/ho"
                             "me/me/x\"\n"))
              .size() == 1);
    CHECK(machine_paths(page("docs/a.md",
                             "see net/wo"
                             "rk/main\n"))
              .empty());
}

TEST_CASE("tidy checks: 600 lines are the most of a file, 800 of a test", "[tidy]") {
    CHECK(long_file(cpp(lines(600, "x"))).empty());
    CHECK(long_file(cpp(lines(601, "x"))).size() == 1);
    CHECK(long_file({"tests/common/a_test.cpp", lines(800, "x")}).empty());
    CHECK(long_file({"tests/common/a_test.cpp", lines(801, "x")}).size() == 1);
    CHECK(long_file({"common/domain/stock/entities.cpp", lines(900, "x")}).empty());
}

TEST_CASE("tidy checks: more than 100 kB are a blob", "[tidy]") {
    CHECK(large_blob({"docs/a.png", std::string(100'001, 'x')}).size() == 1);
    CHECK(large_blob({"docs/a.png", std::string(100'000, 'x')}).empty());
}

TEST_CASE("tidy checks: a function of 71 lines is named", "[tidy]") {
    const std::string body = lines(69, "    work();");
    CHECK(long_functions(cpp("void small() {\n" + lines(68, "    work();") + "}\n")).empty());
    const auto found = long_functions(cpp("int Thing::large(int a) const {\n" + body + "}\n"));
    REQUIRE(found.size() == 1);
    CHECK(found[0].subject == "common/pack/thing.cpp:Thing::large");
    CHECK(found[0].line == 1);
}

TEST_CASE("tidy checks: classes, namespaces, tables and braces in text are no functions",
          "[tidy]") {
    const std::string rows = lines(80, "    {1, name(\"}\")},");
    CHECK(long_functions(cpp("namespace a {\n" + rows + "}\n")).empty());
    CHECK(long_functions(cpp("struct A {\n" + rows + "};\n")).empty());
    CHECK(long_functions(cpp("constexpr Row kRows[] = {\n" + rows + "};\n")).empty());
}

TEST_CASE("tidy checks: a function inside a long class is measured by itself", "[tidy]") {
    const std::string large = "void f() {\n" + lines(70, "    {") + lines(70, "    }") + "}\n";
    CHECK(long_functions(cpp("class A {\n" + large + "};\n")).size() == 1);
}

TEST_CASE("tidy checks: a header may not open a namespace", "[tidy]") {
    CHECK(using_namespace_in_header(header("using namespace std;\n")).size() == 1);
    CHECK(using_namespace_in_header(cpp("using namespace std;\n")).empty());
    CHECK(using_namespace_in_header(header("// using namespace is wrong here\n")).empty());
}

TEST_CASE("tidy checks: a library may not print, a daemon may", "[tidy]") {
    CHECK(printing_in_library(cpp("std::cout << 1;\n")).size() == 1);
    CHECK(printing_in_library(cpp("printf(\"\");\n")).size() == 1);
    CHECK(printing_in_library(cpp("snprintf(a, 1, \"\");\n")).empty());
    CHECK(printing_in_library({"node/main.cpp", "std::cout << 1;\n"}).empty());
}

TEST_CASE("tidy checks: only base and crypto may read a clock or a random device", "[tidy]") {
    const std::string now = "auto t = std::chrono::system_clock::now();\n";
    CHECK(clock_or_random_device(cpp(now)).size() == 1);
    CHECK(clock_or_random_device(cpp("randombytes_buf(a, 1);\n")).size() == 1);
    CHECK(clock_or_random_device(cpp("int a = rand();\n")).size() == 1);
    CHECK(clock_or_random_device(cpp("int a = operand(1);\n")).empty());
    CHECK(clock_or_random_device({"common/base/time.cpp", now}).empty());
}

TEST_CASE("tidy checks: a package header belongs to one folder", "[tidy]") {
    const std::string include = "#include <sqlite3.h>\n";
    CHECK(package_outside_its_folder(cpp(include)).size() == 1);
    CHECK(package_outside_its_folder({"node/main.cpp", include}).size() == 1);
    CHECK(package_outside_its_folder({"common/db/database.cpp", include}).empty());
    CHECK(package_outside_its_folder({"tests/sim/disk.cpp", include}).empty());
    CHECK(package_outside_its_folder(cpp("#include <catch2/catch.hpp>\n")).size() == 1);
}

TEST_CASE("tidy checks: a banned word is found in file names, types and functions", "[tidy]") {
    CHECK(banned_words({"common/pack/log_manager.cpp", "\n"}, kWords).size() == 1);
    CHECK(banned_words(cpp("class LogManager {};\n"), kWords).size() == 1);
    CHECK(banned_words(cpp("void process_entry(int a);\n"), kWords).size() == 1);
    CHECK(banned_words(cpp("int storeId = 0;\n"), kWords).size() == 1);
    CHECK(banned_words(page("docs/a.md",
                            "Every out"
                            "let sells.\n"),
                       kWords)
              .size() == 1);
}

TEST_CASE("tidy checks: a word is left alone where it is not banned", "[tidy]") {
    CHECK(banned_words(cpp("const Role manager = role(1);\n"), kWords).empty());
    CHECK(banned_words(cpp("// The manager may process it.\n"), kWords).empty());
    CHECK(banned_words(cpp("store(id);\n"), kWords).empty());
}

TEST_CASE("tidy checks: an include needs a row of the layer list", "[tidy]") {
    const std::string upward = "#include \"sync/entry/entry.hpp\"\n";
    CHECK(includes_against_layers(cpp(upward), kLayers).size() == 1);
    CHECK(includes_against_layers({"node/main.cpp", upward}, kLayers).empty());
    CHECK(includes_against_layers({"tests/a.cpp", upward}, kLayers).empty());
    CHECK(includes_against_layers(cpp("#include \"common/base/bytes.hpp\"\n"), kLayers).empty());
    CHECK(includes_against_layers(cpp("#include \"thing.hpp\"\n"), kLayers).size() == 1);
}

TEST_CASE("tidy checks: a folder without a row may include nothing", "[tidy]") {
    const File file{"sync/other/a.cpp", "#include \"common/base/bytes.hpp\"\n"};
    CHECK(includes_against_layers(file, kLayers).size() == 1);
}

TEST_CASE("tidy checks: a header of a top folder serves that folder's layers", "[tidy]") {
    const std::string tuning = "#include \"sync/tuning.hpp\"\n";
    CHECK(includes_against_layers({"sync/entry/a.cpp", tuning}, kLayers).empty());
    CHECK(includes_against_layers(cpp(tuning), kLayers).size() == 1);
    const File itself{"sync/tuning.hpp", "#include \"sync/entry/entry.hpp\"\n"};
    CHECK(includes_against_layers(itself, kLayers).size() == 1);
}

TEST_CASE("tidy checks: a source that no CMake file names is found", "[tidy]") {
    const File library{"common/CMakeLists.txt",
                       "branchline_library(common/pack\n    SOURCES reader.cpp # old.cpp\n)\n"
                       "add_executable(tool tool/main.cpp)\n"};
    const Tree tree{
        {library,
         {"common/pack/reader.cpp", ""},
         {"common/tool/main.cpp", ""},
         {"common/pack/old.cpp", ""},
         {"common/db/reader.cpp", ""}}
    };
    const auto found = sources_missing_in_cmake(tree);
    REQUIRE(found.size() == 2);
    CHECK(found[0].path == "common/pack/old.cpp");
    CHECK(found[1].path == "common/db/reader.cpp");
}

TEST_CASE("tidy checks: a source needs a test of its name or one that includes its header",
          "[tidy]") {
    const Tree tree{
        {{"common/pack/reader.cpp", ""},
         {"common/pack/writer.cpp", ""},
         {"common/pack/writer.hpp", ""},
         {"common/pack/writer_maps.cpp", "#include \"common/pack/writer.hpp\"\n"},
         {"common/pack/lonely.cpp", ""},
         {"tests/common/pack/reader_test.cpp", ""},
         {"tests/common/pack/round_trip_test.cpp", "#include \"common/pack/writer.hpp\"\n"}}
    };
    const auto found = sources_without_test(tree);
    REQUIRE(found.size() == 1);
    CHECK(found[0].path == "common/pack/lonely.cpp");
}

TEST_CASE("tidy checks: a business module needs README and entities", "[tidy]") {
    const Tree tree{
        {{"common/domain/modules.cpp", ""},
         {"common/domain/stock/entities.cpp", ""},
         {"common/domain/stock/commands.cpp", ""}}
    };
    const auto found = incomplete_modules(tree);
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == "the module has no README.md");
}

TEST_CASE("tidy checks: a link to nowhere is found, links outside are left alone", "[tidy]") {
    const Tree tree{
        {{"README.md", ""},
         {"docs/a.md",
          "[up](../README.md#what) [out](https://example.org) [here](#top)\n"
          "[folder](../docs) [gone](gone.md)\n"
          "```\n[code](not.md)\n```\n"}}
    };
    const auto found = dead_links(tree);
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 2);
    CHECK(found[0].what == "a link to nowhere: gone.md");
}

TEST_CASE("tidy checks: a page of docs that the index does not link is found", "[tidy]") {
    const Tree tree{
        {{"docs/README.md", "| [style](style.md) | words |\n"},
         {"docs/style.md", ""},
         {"docs/formats/entry.md", ""}}
    };
    const auto found = pages_missing_in_index(tree);
    REQUIRE(found.size() == 1);
    CHECK(found[0].path == "docs/formats/entry.md");
}

TEST_CASE("tidy checks: comments, strings and characters are not code", "[tidy]") {
    CHECK(code_only("a; // b\nc;") == "a;     \nc;");
    CHECK(code_only("f(\"a\\\"b\", 'c');") == "f(      ,    );");
    CHECK(code_only("x = 1'000; /* y\n*/ z") == "x = 1'000;     \n   z");
    CHECK(code_only("R\"(a \" b)\" c") == "           c");
}

TEST_CASE("tidy checks: a row of allow.txt names check, subject and reason", "[tidy]") {
    const auto rows = read_exceptions("# comment\n\nblob  docs/a.png  a picture\n");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].check == "blob");
    CHECK(rows[0].subject == "docs/a.png");
    CHECK(rows[0].reason == "a picture");
}

TEST_CASE("tidy checks: a code of a problem without a row is found, wherever it stands", "[tidy]") {
    const File table = page("common/api/problem_texts.cpp",
                            "    row(\"known\", \"It is.\", \"Go on.\"),\n"
                            "    row(\"made-here\", \"It is.\", \"Go on.\"),\n");
    const auto found = [&](const std::string& path, const std::string& text) {
        std::string out;
        const File known =
            page("hub/a.cpp", "Error{Code::io, \"known\"}; fail(Code::io, \"made-\" + x)");
        for (const Violation& one : unexplained_problems({
                 {table, known, page(path, text)}
        })) {
            out += fmt::format("{}:{} {};", one.path, one.line, one.what);
        }
        return out;
    };
    CHECK(found("hub/b.cpp", "fail(Code::invalid, \"known\", \"x\")") == "");
    CHECK(found("hub/b.cpp", "\nfail(Code::invalid,\n  \"new\", \"x\")") ==
          "hub/b.cpp:2 \"new\" has no row in common/api/problem_texts.cpp;");
    CHECK_FALSE(found("sync/b.cpp", "http::problem(400, \"new\", x)").empty());
    CHECK_FALSE(found("common/api/b.cpp", "bad_request(\"new\", x)").empty());
    CHECK(found("common/cli/b.cpp", "fail(Code::invalid, \"new\", x)") == "");
    CHECK(found("hub/import/commands.cpp", "fail(Code::invalid, \"new\", x)") == "");
    CHECK(found("hub/b.cpp", "switch (x) { case Code::io: return \"I/O error\"; }") == "");
}

TEST_CASE("tidy checks: a row about a code that nobody answers any more is found", "[tidy]") {
    const File table =
        page("common/api/problem_texts.cpp", "    row(\"gone\", \"It is.\", \"x\"),\n");
    CHECK(unexplained_problems({{table}}).size() == 1);
    CHECK(unexplained_problems({
                                   {table, page("sync/a.cpp", "f(\"gone\")")}
    })
              .empty());
}

}  // namespace branchline::tidy
