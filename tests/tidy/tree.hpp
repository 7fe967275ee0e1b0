// The tree as the tidy test sees it: every file with its text, and small readers of text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::tidy {

struct File {
    std::string path;  ///< From the repository root, with forward slashes.
    std::string text;

    std::string_view folder() const;     ///< "common/base" of "common/base/bytes.cpp".
    std::string_view name() const;       ///< "bytes.cpp".
    std::string_view stem() const;       ///< "bytes".
    std::string_view extension() const;  ///< ".cpp"; empty when there is none.
    bool is_binary() const;              ///< Holds a zero byte, or is called so: .bin.
    bool is_header() const;
    bool is_cpp() const;  ///< C++ source or header.
    bool is_cmake() const;
    bool is_script() const;  ///< Starts with a shell's shebang or ends in .sh.
    bool is_code() const { return is_cpp() || is_cmake() || is_script(); }
    bool is_below(std::string_view folder) const;  ///< In that folder or deeper.
};

struct Tree {
    std::vector<File> files;

    const File* find(std::string_view path) const;
    bool has_folder(std::string_view path) const;
};

/// Every file that git tracks or would track; without git every file outside build folders.
Tree read_tree(const std::string& root);

struct Line {
    std::size_t number = 0;  ///< From 1.
    std::string_view text;   ///< Without its line break; lives as long as the text it is from.
};

std::vector<Line> lines_of(std::string_view text);
/// C++ text of the same shape with comments, strings and character literals blanked out, so that a
/// word in a sentence is never taken for code. Line breaks stay where they are.
std::string code_only(std::string_view text);
/// The words of a line between blanks and tabs.
std::vector<std::string> split_words(std::string_view line);

bool is_identifier_char(char c);
/// True when `word` stands in `line` with no identifier character beside it.
bool has_whole_word(std::string_view line, std::string_view word);

}  // namespace branchline::tidy
