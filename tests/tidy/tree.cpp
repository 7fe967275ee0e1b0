#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace branchline::tidy {

namespace {

namespace fs = std::filesystem;

/// The paths git knows, separated by zero bytes; empty when there is no git here.
std::string paths_from_git(const std::string& root) {
    const std::string command =
        "git -C '" + root + "' ls-files -co --exclude-standard -z 2>/dev/null";
    const auto close = [](std::FILE* pipe) { pclose(pipe); };
    const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
    std::string out;
    if (pipe == nullptr) return out;
    std::array<char, 65536> buffer{};
    for (;;) {
        const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
        if (got == 0) return out;
        out.append(buffer.data(), got);
    }
}

std::vector<std::string> walked_paths(const std::string& root) {
    std::vector<std::string> out;
    for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
        const std::string name = at->path().filename().string();
        if (name == "build" || name == ".git" || name == "node_modules") {
            at.disable_recursion_pending();
        } else if (at->is_regular_file()) {
            out.push_back(fs::relative(at->path(), root).generic_string());
        }
    }
    return out;
}

std::vector<std::string> paths_of(const std::string& root) {
    const std::string listed = paths_from_git(root);
    if (listed.empty()) return walked_paths(root);
    std::vector<std::string> out;
    for (std::size_t at = 0; at < listed.size();) {
        const std::size_t end = std::min(listed.find('\0', at), listed.size());
        out.push_back(listed.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// Blanks what is not code, one literal or comment at a time.
class CodeReader {
public:
    explicit CodeReader(std::string_view text) : text_(text), out_(text) {}

    std::string read() {
        while (at_ < text_.size()) {
            if (starts("//")) {
                blank_until(text_.find('\n', at_));
            } else if (starts("/*")) {
                blank_past("*/", 2);
            } else if (starts("R\"")) {
                blank_raw_string();
            } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_digit_separator())) {
                blank_literal(text_[at_]);
            } else {
                ++at_;
            }
        }
        return std::move(out_);
    }

private:
    bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

    void blank_until(std::size_t end) {
        for (end = std::min(end, text_.size()); at_ < end; ++at_) {
            if (text_[at_] != '\n') out_[at_] = ' ';
        }
    }

    void blank_past(std::string_view closing, std::size_t skip) {
        const std::size_t found = text_.find(closing, at_ + skip);
        blank_until(found == std::string_view::npos ? found : found + closing.size());
    }

    void blank_raw_string() {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return blank_until(open);
        const std::string closing = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
        blank_past(closing, open - at_);
    }

    void blank_literal(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        blank_until(end + 1);
    }

    /// The mark in 1'000 or 0xff'ff: inside a token that starts with a digit.
    bool is_digit_separator() const {
        std::size_t start = at_;
        while (start > 0 && (is_identifier_char(text_[start - 1]) || text_[start - 1] == '\'')) {
            --start;
        }
        return start < at_ && std::isdigit(static_cast<unsigned char>(text_[start])) != 0;
    }

    std::string_view text_;
    std::string out_;
    std::size_t at_ = 0;
};

}  // namespace

std::string_view File::folder() const {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string_view()
                                      : std::string_view(path).substr(0, slash);
}

std::string_view File::name() const {
    return std::string_view(path).substr(path.rfind('/') + 1);  // npos + 1 is 0.
}

std::string_view File::stem() const {
    return name().substr(0, name().rfind('.'));
}

std::string_view File::extension() const {
    const std::size_t dot = name().rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name().substr(dot);
}

bool File::is_binary() const {
    return extension() == ".bin" || text.find('\0') != std::string::npos;
}

bool File::is_header() const {
    return extension() == ".hpp" || extension() == ".h";
}

bool File::is_cpp() const {
    return is_header() || extension() == ".cpp";
}

bool File::is_cmake() const {
    return name() == "CMakeLists.txt" || extension() == ".cmake";
}

bool File::is_script() const {
    const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
    return extension() == ".sh" || (first.starts_with("#!") && first.ends_with("sh"));
}

bool File::is_below(std::string_view below) const {
    return path.starts_with(below) && path.size() > below.size() && path[below.size()] == '/';
}

const File* Tree::find(std::string_view path) const {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const File& f) { return f.path == path; });
    return found == files.end() ? nullptr : &*found;
}

bool Tree::has_folder(std::string_view path) const {
    return path.empty() ||
           std::any_of(files.begin(), files.end(), [&](const File& f) { return f.is_below(path); });
}

Tree read_tree(const std::string& root) {
    std::vector<std::string> paths = paths_of(root);
    std::sort(paths.begin(), paths.end());
    Tree tree;
    for (const std::string& path : paths) {
        std::ifstream in(fs::path(root) / path, std::ios::binary);
        if (!in) continue;  // Deleted, but still known to git.
        tree.files.push_back({
            path, {std::istreambuf_iterator<char>(in), {}}
        });
    }
    return tree;
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back({lines.size() + 1, text.substr(at, end - at)});
        at = end + 1;
    }
    return lines;
}

std::string code_only(std::string_view text) {
    return CodeReader(text).read();
}

std::vector<std::string> split_words(std::string_view line) {
    std::vector<std::string> out;
    constexpr std::string_view kBlanks = " \t\r";
    for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = line.find_first_not_of(kBlanks, end);
    }
    return out;
}

bool is_identifier_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_whole_word(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos;
         at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool starts = at == 0 || !is_identifier_char(line[at - 1]);
        const bool ends = end == line.size() || !is_identifier_char(line[end]);
        if (starts && ends) return true;
    }
    return false;
}

}  // namespace branchline::tidy
