// Reads the tree and fails on what docs/style.md forbids. A violation is printed as file:line:
// what. An exception is a row of allow.txt with its reason.
#include <functional>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

const Tree& tree() {
    static const Tree instance = read_tree(BRANCHLINE_SOURCE_ROOT);
    return instance;
}

std::string_view list(std::string_view name) {
    const File* file = tree().find(fmt::format("tests/tidy/{}", name));
    return file == nullptr ? std::string_view() : std::string_view(file->text);
}

using Check = std::function<Violations(const Tree&)>;

/// The check of one file as a check of the tree.
template <class PerFile>
Check on_each_file(PerFile check) {
    return [check](const Tree& all) {
        Violations out;
        for (const File& file : all.files) {
            const Violations found = check(file);
            out.insert(out.end(), found.begin(), found.end());
        }
        return out;
    };
}

Violations layers(const File& file) {
    static const auto rows = read_layers(list("layers.txt"));
    return includes_against_layers(file, rows);
}

Violations words(const File& file) {
    static const auto rows = read_words(list("words.txt"));
    return banned_words(file, rows);
}

struct NamedCheck {
    std::string_view name;  ///< As allow.txt writes it.
    Check run;
};

const std::vector<NamedCheck>& checks() {
    static const std::vector<NamedCheck> all = {
        {"layers",          on_each_file(layers)                    },
        {"package",         on_each_file(package_outside_its_folder)},
        {"words",           on_each_file(words)                     },
        {"file-length",     on_each_file(long_file)                 },
        {"function-length", on_each_file(long_functions)            },
        {"line-length",     on_each_file(long_lines)                },
        {"blanks",          on_each_file(tabs_and_trailing_blanks)  },
        {"ascii",           on_each_file(non_ascii)                 },
        {"marks",           on_each_file(unfinished_marks)          },
        {"using-namespace", on_each_file(using_namespace_in_header) },
        {"printing",        on_each_file(printing_in_library)       },
        {"clock",           on_each_file(clock_or_random_device)    },
        {"machine-path",    on_each_file(machine_paths)             },
        {"blob",            on_each_file(large_blob)                },
        {"cmake",           sources_missing_in_cmake                },
        {"untested",        sources_without_test                    },
        {"module",          incomplete_modules                      },
        {"link",            dead_links                              },
        {"index",           pages_missing_in_index                  },
        {"problem",         unexplained_problems                    },
    };
    return all;
}

Violations found_by(std::string_view name) {
    for (const NamedCheck& check : checks()) {
        if (check.name == name) return check.run(tree());
    }
    FAIL("no check is called " << name);
    return {};
}

/// Prints what a check finds and allow.txt does not excuse, one line each; true when there is none.
bool is_clean(std::string_view check) {
    std::set<std::string> excused;
    for (const Exception& row : read_exceptions(list("allow.txt"))) {
        if (row.check == check) excused.insert(row.subject);
    }
    bool clean = true;
    for (const Violation& found : found_by(check)) {
        if (excused.contains(found.subject)) continue;
        fmt::print(stderr, "{}:{}: {}\n", found.path, found.line, found.what);
        clean = false;
    }
    return clean;
}

}  // namespace

TEST_CASE("tidy: the tree was read", "[tidy]") {
    CHECK(tree().find("CMakeLists.txt") != nullptr);
    CHECK(tree().find("common/base/result.hpp") != nullptr);
    CHECK_FALSE(list("layers.txt").empty());
    CHECK_FALSE(list("words.txt").empty());
    CHECK_FALSE(list("allow.txt").empty());
}

TEST_CASE("tidy: every include is granted by the layer list", "[tidy]") {
    CHECK(is_clean("layers"));
}

TEST_CASE("tidy: a package header is included from its own folder only", "[tidy]") {
    CHECK(is_clean("package"));
}

TEST_CASE("tidy: nobody uses a banned word or a synonym", "[tidy]") {
    CHECK(is_clean("words"));
}

TEST_CASE("tidy: no file is too long", "[tidy]") {
    CHECK(is_clean("file-length"));
}

TEST_CASE("tidy: no function is too long", "[tidy]") {
    CHECK(is_clean("function-length"));
}

TEST_CASE("tidy: no line passes column 100", "[tidy]") {
    CHECK(is_clean("line-length"));
}

TEST_CASE("tidy: there are no tabs and no trailing blanks", "[tidy]") {
    CHECK(is_clean("blanks"));
}

TEST_CASE("tidy: text is ASCII", "[tidy]") {
    CHECK(is_clean("ascii"));
}

TEST_CASE("tidy: no mark of unfinished work is left", "[tidy]") {
    CHECK(is_clean("marks"));
}

TEST_CASE("tidy: no header opens a namespace for its readers", "[tidy]") {
    CHECK(is_clean("using-namespace"));
}

TEST_CASE("tidy: no library writes to the terminal", "[tidy]") {
    CHECK(is_clean("printing"));
}

TEST_CASE("tidy: only base and crypto read a clock or a random device", "[tidy]") {
    CHECK(is_clean("clock"));
}

TEST_CASE("tidy: no path of one machine is written down", "[tidy]") {
    CHECK(is_clean("machine-path"));
}

TEST_CASE("tidy: no file is a large blob", "[tidy]") {
    CHECK(is_clean("blob"));
}

TEST_CASE("tidy: every source is named in CMake", "[tidy]") {
    CHECK(is_clean("cmake"));
}

TEST_CASE("tidy: every source of common and sync has a test", "[tidy]") {
    CHECK(is_clean("untested"));
}

TEST_CASE("tidy: every business module has its README and entities", "[tidy]") {
    CHECK(is_clean("module"));
}

TEST_CASE("tidy: every link of a page leads somewhere", "[tidy]") {
    CHECK(is_clean("link"));
}

TEST_CASE("tidy: every page of docs stands in the index", "[tidy]") {
    CHECK(is_clean("index"));
}

TEST_CASE("tidy: every code of a problem is explained, and none that is gone", "[tidy]") {
    CHECK(is_clean("problem"));
}

TEST_CASE("tidy: every row of allow.txt gives a reason and still excuses something", "[tidy]") {
    std::map<std::string, std::set<std::string>> found;  // Subjects, by check: asked once each.
    for (const Exception& row : read_exceptions(list("allow.txt"))) {
        CAPTURE(row.check, row.subject);
        CHECK_FALSE(row.reason.empty());
        const auto [subjects, is_new] = found.try_emplace(row.check);
        if (is_new) {
            for (const Violation& one : found_by(row.check)) subjects->second.insert(one.subject);
        }
        CHECK(subjects->second.contains(row.subject));
    }
}

}  // namespace branchline::tidy
