// The rules of the house that no formatter knows, one function each. A check reads what it is given
// and nothing else, so every one of them is tested on a planted snippet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace branchline::tidy {

/// One thing that breaks a rule. `subject` is what allow.txt names: the path, or path:function.
struct Violation {
    std::string subject;
    std::string path;
    std::size_t line = 0;
    std::string what;
};
using Violations = std::vector<Violation>;

inline Violation violation(const File& file, std::size_t line, std::string what) {
    return {file.path, file.path, line, std::move(what)};
}

// The text of one file.
Violations long_lines(const File& file);
Violations tabs_and_trailing_blanks(const File& file);
Violations non_ascii(const File& file);
Violations unfinished_marks(const File& file);
Violations machine_paths(const File& file);
Violations long_file(const File& file);
Violations large_blob(const File& file);

// The C++ of one file.
Violations long_functions(const File& file);
Violations using_namespace_in_header(const File& file);
Violations printing_in_library(const File& file);
Violations clock_or_random_device(const File& file);
Violations package_outside_its_folder(const File& file);

/// A row of words.txt: a word that is banned in the given places.
struct BannedWord {
    std::vector<std::string> parts;  ///< "store_id" is {"store", "id"}.
    std::string places;              ///< Some of "file,type,function,name,text".
    std::string instead;
};
std::vector<BannedWord> read_words(std::string_view text);
Violations banned_words(const File& file, const std::vector<BannedWord>& words);

/// A row of layers.txt: a folder and the folders it may include.
struct Layer {
    std::string folder;
    std::vector<std::string> uses;  ///< {"*"}: everything.
};
std::vector<Layer> read_layers(std::string_view text);
Violations includes_against_layers(const File& file, const std::vector<Layer>& layers);

// The tree as a whole.
Violations sources_missing_in_cmake(const Tree& tree);
Violations sources_without_test(const Tree& tree);
Violations incomplete_modules(const Tree& tree);
Violations dead_links(const Tree& tree);
Violations pages_missing_in_index(const Tree& tree);
/// Codes of problems without a row in the table that `help` leads to, and rows without a code.
Violations unexplained_problems(const Tree& tree);

/// A row of allow.txt: one exception to one check.
struct Exception {
    std::string check;
    std::string subject;
    std::string reason;
};
std::vector<Exception> read_exceptions(std::string_view text);

}  // namespace branchline::tidy
