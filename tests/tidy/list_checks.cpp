// Checks against the lists of this folder: layers.txt, words.txt and allow.txt.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "tests/tidy/checks.hpp"

namespace branchline::tidy {

namespace {

/// The rows of a list as words, without comments and empty lines.
std::vector<std::vector<std::string>> read_rows(std::string_view text) {
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines_of(text)) {
        if (line.text.starts_with('#')) continue;
        auto words = split_words(line.text);
        if (!words.empty()) rows.push_back(std::move(words));
    }
    return rows;
}

std::string joined(const std::vector<std::string>& words, std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < words.size(); ++i) {
        if (i > from) out += ' ';
        out += words[i];
    }
    return out;
}

/// "storeId", "StoreId" and "store_id" are all {"store", "id"}.
std::vector<std::string> parts_of(std::string_view identifier) {
    std::vector<std::string> parts(1);
    char before = '_';
    for (const char c : identifier) {
        const auto is_upper = [](char x) {
            return std::isupper(static_cast<unsigned char>(x)) != 0;
        };
        const bool separates = c == '_' || c == '.' || c == '/' || c == '-';
        if ((separates || (is_upper(c) && !is_upper(before))) && !parts.back().empty()) {
            parts.emplace_back();
        }
        if (!separates) {
            parts.back().push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
        }
        before = c;
    }
    return parts;
}

bool contains_run(const std::vector<std::string>& parts, const std::vector<std::string>& run) {
    return std::search(parts.begin(), parts.end(), run.begin(), run.end()) != parts.end();
}

bool begins_with_run(const std::vector<std::string>& parts, const std::vector<std::string>& run) {
    return parts.size() >= run.size() && std::equal(run.begin(), run.end(), parts.begin());
}

bool applies_to(const BannedWord& word, std::string_view place) {
    return has_whole_word(word.places, place);
}

struct Identifier {
    std::string_view text;
    bool declares_type = false;  ///< Follows class, struct, enum, union, concept or using.
    bool is_called = false;      ///< A parenthesis follows.
};

/// The identifiers of one line of code.
std::vector<Identifier> identifiers(std::string_view line) {
    std::vector<Identifier> out;
    for (std::size_t at = 0; at < line.size();) {
        if (!is_identifier_char(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && is_identifier_char(line[end])) ++end;
        const std::string_view before = out.empty() ? std::string_view() : out.back().text;
        Identifier found{line.substr(at, end - at)};
        for (const auto* word : {"class", "struct", "enum", "union", "concept", "using"}) {
            found.declares_type = found.declares_type || before == word;
        }
        found.is_called = end < line.size() && line[end] == '(';
        out.push_back(found);
        at = end;
    }
    return out;
}

bool breaks(const Identifier& identifier, const BannedWord& word) {
    const auto parts = parts_of(identifier.text);
    if (applies_to(word, "name") && contains_run(parts, word.parts)) return true;
    if (applies_to(word, "type") && identifier.declares_type)
        return contains_run(parts, word.parts);
    if (applies_to(word, "function") && identifier.is_called) {
        return begins_with_run(parts, word.parts);
    }
    return false;
}

void check_identifier(const File& file,
                      const Line& line,
                      const Identifier& identifier,
                      const std::vector<BannedWord>& words,
                      Violations& out) {
    for (const BannedWord& word : words) {
        if (!breaks(identifier, word)) continue;
        out.push_back(
            violation(file, line.number, fmt::format("{}: say {}", identifier.text, word.instead)));
    }
}

void check_names(const File& file, const std::vector<BannedWord>& words, Violations& out) {
    const std::string code = code_only(file.text);
    for (const Line& line : lines_of(code)) {
        if (line.text.starts_with("#include")) continue;
        for (const Identifier& identifier : identifiers(line.text)) {
            check_identifier(file, line, identifier, words, out);
        }
    }
}

void check_text(const File& file, const std::vector<BannedWord>& words, Violations& out) {
    for (const auto& [number, line] : lines_of(file.text)) {
        std::string lower(line);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        for (const BannedWord& word : words) {
            if (!applies_to(word, "text") || word.parts.size() != 1) continue;
            if (!has_whole_word(lower, word.parts[0])) continue;
            out.push_back(
                violation(file, number, fmt::format("{}: say {}", word.parts[0], word.instead)));
        }
    }
}

/// The row of the folder that holds `path`, or the nearest one above it.
const Layer* layer_of(std::string_view path, const std::vector<Layer>& layers) {
    const Layer* best = nullptr;
    for (const Layer& layer : layers) {
        const bool holds = path.starts_with(layer.folder) && path.size() > layer.folder.size() &&
                           path[layer.folder.size()] == '/';
        if (holds && (best == nullptr || layer.folder.size() > best->folder.size())) best = &layer;
    }
    return best;
}

/// sync/tuning.hpp and its like: a header of a top folder, used by every layer of that folder.
bool is_of_top_folder(std::string_view path) {
    return std::count(path.begin(), path.end(), '/') == 1;
}

bool is_granted(const File& file, std::string_view included, const std::vector<Layer>& layers) {
    const std::string_view top = included.substr(0, included.find('/'));
    if (is_of_top_folder(included) && file.is_below(top)) return true;
    const Layer* to = layer_of(included, layers);
    if (is_of_top_folder(file.path) && layer_of(file.path, layers) == nullptr) {
        return to != nullptr && to->folder == "common/base";
    }
    const Layer* from = layer_of(file.path, layers);
    if (from == nullptr) return false;
    if (from == to) return true;
    const auto granted = [&](const std::string& use) {
        return use == "*" || (to != nullptr && use == to->folder);
    };
    return std::any_of(from->uses.begin(), from->uses.end(), granted);
}

}  // namespace

std::vector<BannedWord> read_words(std::string_view text) {
    std::vector<BannedWord> words;
    for (const auto& row : read_rows(text)) {
        if (row.size() < 3) continue;
        words.push_back({parts_of(row[0]), row[1], joined(row, 2)});
    }
    return words;
}

Violations banned_words(const File& file, const std::vector<BannedWord>& words) {
    Violations out;
    if (file.is_binary() || file.path == "tests/tidy/words.txt") return out;
    const auto path_parts = parts_of(file.path);
    for (const BannedWord& word : words) {
        if (applies_to(word, "file") && contains_run(path_parts, word.parts)) {
            out.push_back(violation(file, 0, fmt::format("file name: say {}", word.instead)));
        }
    }
    check_text(file, words, out);
    if (file.is_cpp()) check_names(file, words, out);
    return out;
}

std::vector<Layer> read_layers(std::string_view text) {
    std::vector<Layer> layers;
    for (const auto& row : read_rows(text)) {
        layers.push_back({
            row.front(), {row.begin() + 1, row.end()}
        });
    }
    return layers;
}

Violations includes_against_layers(const File& file, const std::vector<Layer>& layers) {
    Violations out;
    if (!file.is_cpp() || file.is_below("tests")) return out;
    for (const auto& [number, line] : lines_of(file.text)) {
        constexpr std::string_view kInclude = "#include \"";
        if (!line.starts_with(kInclude)) continue;
        std::string_view included = line.substr(kInclude.size());
        included = included.substr(0, included.find('"'));
        const bool from_root =
            included.find('/') != std::string_view::npos && !included.starts_with('.');
        if (!from_root) {
            out.push_back(
                violation(file, number, fmt::format("{} is not written from the root", included)));
        } else if (!is_granted(file, included, layers)) {
            out.push_back(violation(file, number,
                                    fmt::format("{} may not include {}", file.folder(), included)));
        }
    }
    return out;
}

std::vector<Exception> read_exceptions(std::string_view text) {
    std::vector<Exception> out;
    for (const auto& row : read_rows(text)) {
        const std::string subject = row.size() > 1 ? row[1] : "";
        out.push_back({row[0], subject, joined(row, 2)});
    }
    return out;
}

}  // namespace branchline::tidy
