// Checks on the tree as a whole: what is built, what is tested, what is linked.
#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

/// The words of a CMake file, parentheses apart, without comments and quotes.
std::vector<std::string> cmake_words(std::string_view text) {
    std::string plain;
    for (const Line& line : lines_of(text)) {
        for (const char c : line.text.substr(0, line.text.find('#'))) {
            if (c == '(' || c == ')') plain += ' ';
            plain += c == '"' ? ' ' : c;
            if (c == '(' || c == ')') plain += ' ';
        }
        plain += ' ';
    }
    return split_words(plain);
}

std::string without_prefix(std::string_view text, std::string_view prefix) {
    return std::string(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}

/// What a word of a CMake file that works in `base` means, from the root.
std::string path_named(const std::string& base, std::string_view word) {
    const std::string here = without_prefix(word, "${CMAKE_CURRENT_SOURCE_DIR}/");
    std::string from_root = without_prefix(here, "${PROJECT_SOURCE_DIR}/");
    if (from_root != here || base.empty()) return from_root;
    return fmt::format("{}/{}", base, here);
}

/// Adds every source that one CMake file names, as paths from the root. The sources of
/// branchline_library(folder ...) are named from that folder, all others from the file's own.
void add_named_sources(const File& cmake, std::set<std::string>& named) {
    const auto words = cmake_words(cmake.text);
    const std::string own(cmake.folder());
    std::string base = own;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == ")") base = own;
        if (words[i] == "branchline_library" && i + 2 < words.size()) base = words[i + 2];
        if (!words[i].ends_with(".cpp")) continue;
        named.insert(path_named(base, words[i]));
    }
}

/// The header a source implements: its own, or for a part such as replica_query.cpp the first one
/// of its folder that it includes.
std::string header_of(const File& source, const Tree& tree) {
    std::string own = fmt::format("{}/{}.hpp", source.folder(), source.stem());
    if (tree.find(own) != nullptr) return own;
    std::string found;
    for (const Line& line : lines_of(source.text)) {
        const std::string start = fmt::format("#include \"{}/", source.folder());
        if (!found.empty() || !line.text.starts_with(start)) continue;
        const std::string_view path = line.text.substr(10);
        found = path.substr(0, path.find('"'));
    }
    return found;
}

bool is_tested(const File& source, const Tree& tree) {
    const std::string top = source.path.substr(0, source.path.find('/'));
    const std::string header = header_of(source, tree);
    const std::string include = fmt::format("#include \"{}\"", header);
    const std::string wanted = fmt::format("{}_test.cpp", source.stem());
    return std::any_of(tree.files.begin(), tree.files.end(), [&](const File& test) {
        if (!test.is_below("tests/" + top) || !test.is_cpp()) return false;
        const bool includes = !header.empty() && test.text.find(include) != std::string::npos;
        return test.name() == wanted || includes;
    });
}

/// Every link of a page outside code: the line's number and the target as written.
std::vector<Line> links_of(const File& page) {
    std::vector<Line> links;
    bool in_code = false;
    for (const auto& [number, text] : lines_of(page.text)) {
        if (text.starts_with("```")) in_code = !in_code;
        std::size_t at = in_code ? std::string_view::npos : text.find("](");
        for (; at != std::string_view::npos; at = text.find("](", at + 1)) {
            const std::string_view rest = text.substr(at + 2);
            links.push_back({number, rest.substr(0, rest.find(')'))});
        }
    }
    return links;
}

/// Where a relative link leads, from the root; empty for a link to the page itself or outside.
std::string target_of(const File& page, std::string_view link) {
    const std::string_view path = link.substr(0, link.find('#'));
    if (path.empty() || path.find(':') != std::string_view::npos) return {};
    std::string normal =
        (std::filesystem::path(page.folder()) / path).lexically_normal().generic_string();
    if (normal.ends_with('/')) normal.pop_back();
    return normal;
}

bool exists(const Tree& tree, const std::string& path) {
    return path == "." || tree.find(path) != nullptr || tree.has_folder(path);
}

}  // namespace

Violations sources_missing_in_cmake(const Tree& tree) {
    std::set<std::string> named;
    for (const File& file : tree.files) {
        if (file.is_cmake()) add_named_sources(file, named);
    }
    Violations out;
    for (const File& file : tree.files) {
        if (file.extension() != ".cpp" || named.contains(file.path)) continue;
        out.push_back(violation(file, 0, "no CMakeLists.txt names this source"));
    }
    return out;
}

Violations sources_without_test(const Tree& tree) {
    Violations out;
    for (const File& file : tree.files) {
        const bool counts = file.is_below("common") || file.is_below("sync");
        if (!counts || file.extension() != ".cpp" || is_tested(file, tree)) continue;
        out.push_back(violation(
            file, 0, fmt::format("no {}_test.cpp, and no test includes its header", file.stem())));
    }
    return out;
}

Violations incomplete_modules(const Tree& tree) {
    std::set<std::string> modules;
    for (const File& file : tree.files) {
        if (!file.is_below("common/domain")) continue;
        const std::string folder(file.folder());
        if (folder != "common/domain") modules.insert(folder);
    }
    Violations out;
    for (const std::string& module : modules) {
        for (const auto* name : {"README.md", "entities.cpp"}) {
            if (tree.find(module + "/" + name) != nullptr) continue;
            out.push_back({module, module, 0, fmt::format("the module has no {}", name)});
        }
    }
    return out;
}

Violations dead_links(const Tree& tree) {
    Violations out;
    for (const File& page : tree.files) {
        if (page.extension() != ".md") continue;
        for (const auto& [number, link] : links_of(page)) {
            const std::string target = target_of(page, link);
            if (target.empty() || exists(tree, target)) continue;
            out.push_back(violation(page, number, fmt::format("a link to nowhere: {}", link)));
        }
    }
    return out;
}

Violations pages_missing_in_index(const Tree& tree) {
    std::set<std::string> linked;
    if (const File* index = tree.find("docs/README.md")) {
        for (const Line& link : links_of(*index)) linked.insert(target_of(*index, link.text));
    }
    Violations out;
    for (const File& page : tree.files) {
        const bool is_page = page.is_below("docs") && page.extension() == ".md";
        if (!is_page || page.path == "docs/README.md" || linked.contains(page.path)) continue;
        out.push_back(violation(page, 0, "docs/README.md does not link this page"));
    }
    return out;
}

}  // namespace branchline::tidy
