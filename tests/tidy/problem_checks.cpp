// Codes of problem documents: each that a daemon may answer with is explained in the one table that
// `help` leads to, and the table explains none that is gone.
#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

constexpr std::string_view kTable = "common/api/problem_texts.cpp";
constexpr std::string_view kSources[] = {"common/", "sync/", "hub/"};

/// Beginnings of paths: what only the command line and the start of a daemon meet, or what asks
/// others and is told in the log.
constexpr std::string_view kNeverAnswer[] = {
    "common/cli/",
    "common/crypto/keys",
    "common/db/lock",
    "common/documents/",
    "common/http/assets",
    "common/http/client",
    "common/http/post",
    "common/http/problem",
    "common/http/tls_files",
    "common/oidc/",
    "common/schema/registry",
    "common/tls/",
    "hub/keys",
    "sync/authority/",
    "sync/bundle/",
    "sync/console/",
    "sync/entry/",
    "sync/transport/zap",
    "sync/transport/zmq",
};

bool begins_with_any(std::string_view path, auto&& beginnings) {
    return std::any_of(std::begin(beginnings), std::end(beginnings),
                       [&](std::string_view beginning) { return path.starts_with(beginning); });
}

bool answers(const File& file) {
    const bool command = file.name() == "commands.cpp" || file.name().ends_with("_commands.cpp");
    return file.is_cpp() && !command && begins_with_any(file.path, kSources) &&
           !begins_with_any(file.path, kNeverAnswer) && file.path != kTable;
}

void skip(std::string_view& rest, bool (*fits)(char)) {
    while (!rest.empty() && fits(rest.front())) rest.remove_prefix(1);
}
bool is_blank(char c) {
    return c == ' ' || c == '\n';
}
bool is_figure(char c) {
    return c >= '0' && c <= '9';
}

/// The literal that a call begins with, behind its number or class of failure; empty: none.
std::string_view code_behind(std::string_view rest, bool (*first)(char)) {
    if (first != nullptr) {
        skip(rest, is_blank);
        skip(rest, first);
        if (!rest.starts_with(',')) return {};
        rest.remove_prefix(1);
    }
    skip(rest, is_blank);
    if (!rest.starts_with('"')) return {};
    rest.remove_prefix(1);
    const std::string_view code = rest.substr(0, rest.find('"'));
    const bool shaped = !code.empty() && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || is_figure(c) || c == '-';
    });
    return shaped ? code : std::string_view();
}

struct Place {
    std::size_t line = 0;
    std::string code;
};

std::vector<Place> codes_in(const File& file) {
    struct Call {
        std::string_view text;
        bool (*first)(char);
    };
    constexpr Call kCalls[] = {
        {"Code::",       is_identifier_char},
        {"problem(",     is_figure         },
        {"bad_request(", nullptr           },
    };
    std::vector<Place> out;
    const std::string_view text = file.text;
    for (const Call& call : kCalls) {
        for (std::size_t at = text.find(call.text); at != text.npos;
             at = text.find(call.text, at + 1)) {
            const auto code = code_behind(text.substr(at + call.text.size()), call.first);
            if (code.empty()) continue;
            const auto before = text.substr(0, at);
            const auto line = std::count(before.begin(), before.end(), '\n') + 1;
            out.push_back({static_cast<std::size_t>(line), std::string(code)});
        }
    }
    return out;
}

std::vector<Place> rows_of(const File& table) {
    std::vector<Place> out;
    for (const Line& line : lines_of(table.text)) {
        constexpr std::string_view kBegin = "    row(\"";
        if (!line.text.starts_with(kBegin)) continue;
        const std::string_view rest = line.text.substr(kBegin.size());
        out.push_back({line.number, std::string(rest.substr(0, rest.find('"')))});
    }
    return out;
}

}  // namespace

Violations unexplained_problems(const Tree& tree) {
    Violations out;
    const File* table = tree.find(kTable);
    if (table == nullptr)
        return {
            {std::string(kTable), std::string(kTable), 0, "is missing"}
        };
    std::set<std::string, std::less<>> explained;
    for (const Place& row : rows_of(*table)) explained.insert(row.code);
    std::set<std::string> used;
    for (const File& file : tree.files) {
        if (!answers(file)) continue;
        for (const Place& place : codes_in(file)) {
            const auto row = explained.lower_bound(place.code);
            const bool begins = place.code.ends_with('-');  // The rest is made as it runs.
            const bool found = row != explained.end() &&
                               (begins ? row->starts_with(place.code) : *row == place.code);
            used.insert(place.code);
            if (found) continue;
            out.push_back(violation(file, place.line,
                                    fmt::format("\"{}\" has no row in {}", place.code, kTable)));
        }
    }
    for (const Place& row : rows_of(*table)) {
        const std::string literal = fmt::format("\"{}\"", row.code);
        const bool lives = std::any_of(used.begin(), used.end(),
                                       [&](const std::string& code) {
                                           return code.ends_with('-') && row.code.starts_with(code);
                                       }) ||
                           std::any_of(tree.files.begin(), tree.files.end(), [&](const File& file) {
                               return file.is_cpp() && begins_with_any(file.path, kSources) &&
                                      file.path != kTable &&
                                      file.text.find(literal) != std::string::npos;
                           });
        if (lives) continue;
        out.push_back(violation(*table, row.line, fmt::format("nobody answers {}", literal)));
    }
    return out;
}

}  // namespace branchline::tidy
