// Checks on plain text: length, blanks, characters, marks, paths.
#include <algorithm>

#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

constexpr std::size_t kLineMax = 100;
constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kTestFileLinesMax = 800;
constexpr std::size_t kBlobBytesMax = 100'000;

// Written in two pieces, so that this file passes its own checks.
constexpr std::string_view kMarks[] = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};
constexpr std::string_view kMachinePaths[] = {
    "/wo"
    "rk/",
    "/ro"
    "ot/",
    "/ho"
    "me/"};

/// True when an absolute path below `folder` starts somewhere in the line.
bool names_path(std::string_view line, std::string_view folder) {
    for (std::size_t at = line.find(folder); at != std::string_view::npos;
         at = line.find(folder, at + 1)) {
        const char before = at == 0 ? ' ' : line[at - 1];
        if (!is_identifier_char(before) && before != '.' && before != '}') return true;
    }
    return false;
}

/// The lines in which one of the words is found, each with what it is.
template <class Words>
Violations lines_where(const File& file,
                       const Words& words,
                       bool (*finds)(std::string_view line, std::string_view word),
                       std::string_view what) {
    Violations out;
    if (file.is_binary()) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        for (const std::string_view word : words) {
            if (!finds(line, word)) continue;
            out.push_back(violation(file, number, fmt::format("{} {}", what, word)));
        }
    }
    return out;
}

}  // namespace

Violations long_lines(const File& file) {
    Violations out;
    if (!file.is_code()) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        if (line.size() > kLineMax) {
            out.push_back(violation(file, number, fmt::format("{} columns", line.size())));
        }
    }
    return out;
}

Violations tabs_and_trailing_blanks(const File& file) {
    Violations out;
    if (file.is_binary()) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        if (line.find('\t') != std::string_view::npos) {
            out.push_back(violation(file, number, "a tab"));
        }
        if (!line.empty() && (line.back() == ' ' || line.back() == '\r')) {
            out.push_back(violation(file, number, "a trailing blank"));
        }
    }
    if (!file.text.empty() && file.text.back() != '\n') {
        out.push_back(violation(file, 0, "no line break at the end"));
    }
    return out;
}

Violations non_ascii(const File& file) {
    Violations out;
    if (file.is_binary() || file.is_below("common/portal")) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        const auto beyond = [](char c) { return static_cast<unsigned char>(c) > 0x7e; };
        if (std::any_of(line.begin(), line.end(), beyond)) {
            out.push_back(violation(file, number, "a character beyond ASCII"));
        }
    }
    return out;
}

Violations unfinished_marks(const File& file) {
    return lines_where(file, kMarks, has_whole_word, "the mark");
}

Violations machine_paths(const File& file) {
    return lines_where(file, kMachinePaths, names_path, "a path below");
}

Violations long_file(const File& file) {
    if (!file.is_code() || file.name() == "entities.cpp") return {};
    const auto lines =
        static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
    const std::size_t most = file.is_below("tests") ? kTestFileLinesMax : kFileLinesMax;
    if (lines <= most) return {};
    return {violation(file, most + 1, fmt::format("{} lines, at most {}", lines, most))};
}

Violations large_blob(const File& file) {
    if (file.text.size() <= kBlobBytesMax) return {};
    return {
        violation(file, 0, fmt::format("{} bytes, at most {}", file.text.size(), kBlobBytesMax))};
}

}  // namespace branchline::tidy
