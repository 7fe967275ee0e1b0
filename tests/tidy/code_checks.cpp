// Checks on C++: function length, what a header and a library may not do, package headers.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

constexpr std::size_t kFunctionLinesMax = 70;

/// One package, the beginning of its header names and the folders that may include it.
struct Package {
    std::string_view header;
    std::array<std::string_view, 2> folders;
};

constexpr Package kPackages[] = {
    {"sqlite3.h",  {"common/db", ""}               },
    {"sodium",     {"common/crypto", ""}           },
    {"boost/",     {"common/http", ""}             },
    {"zmq",        {"sync/transport", ""}          },
    {"msgpack",    {"common/pack", ""}             },
    {"nlohmann/",  {"common/text", ""}             },
    {"CLI/",       {"common/cli", ""}              },
    {"toml++/",    {"common/cli", "common/base"}   },
    {"zstd",       {"common/compress", "sync/wire"}},
    {"zlib.h",     {"common/compress", ""}         },
    {"spdlog/",    {"common/base", ""}             },
    {"curl/",      {"common/http", ""}             },
    {"openssl/",   {"common/tls", ""}              },
    {"xlsxwriter", {"common/sheet", ""}            },
    {"pango/",     {"common/paper", ""}            },
    {"cairo",      {"common/paper", ""}            },
    {"fontconfig", {"common/paper", ""}            },
    {"ZXing/",     {"common/paper", ""}            },
    {"catch2/",    {"", ""}                        },
    {"rapidcheck", {"", ""}                        },
};

/// Calls that read the clock or a random device; "(" ends a name that must be a call.
constexpr std::string_view kDevices[] = {
    "system_clock::now",
    "steady_clock::now",
    "high_resolution_clock",
    "time(nullptr)",
    "time(NULL)",
    "time(0)",
    "clock_gettime(",
    "gettimeofday(",
    "rand(",
    "srand(",
    "random_device",
    "randombytes",
    "getrandom(",
    "mt19937",
};

constexpr std::string_view kPrinting[] = {
    "std::cout", "std::cerr", "std::clog", "printf(", "puts(", "putchar(",
};

bool is_library(const File& file) {
    return file.is_cpp() && (file.is_below("common") || file.is_below("sync"));
}

/// True when `what` stands in the line and does not merely end a longer name, as in snprintf(.
bool mentions(std::string_view line, std::string_view what) {
    for (std::size_t at = line.find(what); at != std::string_view::npos;
         at = line.find(what, at + 1)) {
        if (at == 0 || !is_identifier_char(line[at - 1])) return true;
    }
    return false;
}

template <class Words>
Violations lines_that_mention(const File& file, const Words& words, std::string_view verb) {
    Violations out;
    const std::string code = code_only(file.text);
    for (const auto& [number, line] : lines_of(code)) {
        for (const std::string_view word : words) {
            if (!mentions(line, word)) continue;
            out.push_back(violation(file, number, fmt::format("{} {}", verb, word)));
        }
    }
    return out;
}

/// Blanks preprocessor lines with their continuations: a macro need not have matching braces.
std::string without_macros(std::string text) {
    bool inside = false;
    bool at_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            inside = inside && i > 0 && text[i - 1] == '\\';
            at_start = true;
            continue;
        }
        if (at_start && c == '#') inside = true;
        if (c != ' ') at_start = false;
        if (inside && c != '\\') text[i] = ' ';
    }
    return text;
}

/// The identifier before the first parenthesis, qualified as written.
std::string function_name(std::string_view head) {
    std::size_t end = head.find('(');
    while (end > 0 && head[end - 1] == ' ') --end;
    std::size_t start = end;
    while (start > 0 && (is_identifier_char(head[start - 1]) || head[start - 1] == ':')) --start;
    return std::string(head.substr(start, end - start));
}

/// Whether the text before an opening brace begins a function: it has parameters, and it is
/// neither a type, a namespace nor a value that is initialised.
bool begins_function(std::string_view head) {
    const std::size_t parameters = head.find('(');
    if (parameters == std::string_view::npos) return false;
    for (const std::string_view word : {"namespace", "class", "struct", "union", "enum"}) {
        const std::string_view before = head.substr(0, parameters);
        const bool is_template = before.find("template") != std::string_view::npos;
        if (!is_template && has_whole_word(before, word)) return false;
    }
    const std::size_t equals = head.find('=');
    const bool is_operator = head.find("operator") < equals;
    return equals > parameters || is_operator;
}

/// Finds function bodies by matching braces; bodies inside a body count as part of the outer one.
class FunctionScanner {
public:
    explicit FunctionScanner(const File& file)
        : file_(file), code_(without_macros(code_only(file.text))) {}

    Violations scan() {
        for (const char c : code_) {
            if (c == '\n') ++line_;
            if (c == '{') {
                open();
            } else if (c == '}') {
                close();
            } else if (c == ';' && !inside_function()) {
                head_.clear();
            } else if (!head_.empty() || (c != ' ' && c != '\n')) {
                if (head_.empty()) head_line_ = line_;
                head_.push_back(c == '\n' ? ' ' : c);
            }
        }
        return std::move(out_);
    }

private:
    bool inside_function() const { return function_depth_ > 0; }

    void open() {
        ++depth_;
        if (!inside_function() && begins_function(head_)) {
            function_depth_ = depth_;
            function_line_ = head_line_;
            name_ = function_name(head_);
        }
        head_.clear();
    }

    void close() {
        if (inside_function() && depth_ == function_depth_) {
            report();
            function_depth_ = 0;
        }
        if (depth_ > 0) --depth_;
        head_.clear();
    }

    void report() {
        const std::size_t lines = line_ - function_line_ + 1;
        if (lines <= kFunctionLinesMax) return;
        out_.push_back(
            {file_.path + ":" + name_, file_.path, function_line_,
             fmt::format("{} has {} lines, at most {}", name_, lines, kFunctionLinesMax)});
    }

    const File& file_;
    std::string code_;
    std::string head_;  ///< What stands between the last ; { or } and here.
    std::string name_;
    std::size_t line_ = 1;
    std::size_t head_line_ = 1;
    std::size_t function_line_ = 0;
    int depth_ = 0;
    int function_depth_ = 0;
    Violations out_;
};

/// True when the line includes a header of a package that does not belong to the file's folder.
bool is_foreign_package(const File& file, std::string_view line) {
    constexpr std::string_view kInclude = "#include <";
    if (!line.starts_with(kInclude)) return false;
    const std::string_view header = line.substr(kInclude.size());
    const auto is_home = [&](std::string_view folder) {
        return !folder.empty() && file.is_below(folder);
    };
    return std::any_of(std::begin(kPackages), std::end(kPackages), [&](const Package& package) {
        return header.starts_with(package.header) &&
               std::none_of(package.folders.begin(), package.folders.end(), is_home);
    });
}

}  // namespace

Violations long_functions(const File& file) {
    if (!file.is_cpp()) return {};
    return FunctionScanner(file).scan();
}

Violations using_namespace_in_header(const File& file) {
    if (!file.is_header()) return {};
    return lines_that_mention(file, std::array{std::string_view("using namespace")}, "says");
}

Violations printing_in_library(const File& file) {
    if (!is_library(file)) return {};
    return lines_that_mention(file, kPrinting, "a library writes to");
}

Violations clock_or_random_device(const File& file) {
    const bool is_door = file.is_below("common/base") || file.is_below("common/crypto");
    if (!is_library(file) || is_door) return {};
    return lines_that_mention(file, kDevices, "reads");
}

Violations package_outside_its_folder(const File& file) {
    Violations out;
    if (!file.is_cpp() || file.is_below("tests")) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        if (is_foreign_package(file, line)) {
            out.push_back(violation(file, number, fmt::format("{} outside its folder", line)));
        }
    }
    return out;
}

}  // namespace branchline::tidy
