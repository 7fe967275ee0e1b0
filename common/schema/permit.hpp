// Words of permission, as a role lists them: "warranty.claim:submit|stock.*:read|org.branch". One
// reading of them, so that the API and the verdict of every replica cannot disagree.
#pragma once

#include <string_view>

namespace branchline::schema {

// Verbs of every entity. The commands of its flow are verbs beside them; they cover the values that
// a command brings along.
inline constexpr std::string_view kReadVerb = "read";    ///< Judged by the API alone.
inline constexpr std::string_view kWriteVerb = "write";  ///< Making a row, and changing one.
inline constexpr std::string_view kVoidVerb = "void";

/// Does one of the words, separated by '|', permit `verb` in `area`? A word is an area and perhaps
/// ':' and a verb; without one it permits all of them. An area is an entity's name, the entities of
/// one module ("stock.*") or everything ("*").
bool permits(std::string_view words, std::string_view area, std::string_view verb);

/// A word taken apart.
struct PermitWord {
    std::string_view area;
    std::string_view verb;  ///< Empty: every verb.
};
PermitWord split_permit(std::string_view word);

/// Calls `visit` with each word of a list.
template <class Visit>
void for_each_permit(std::string_view words, const Visit& visit) {
    if (words.empty()) return;
    while (true) {
        const std::size_t bar = words.find('|');
        visit(words.substr(0, bar));
        if (bar == words.npos) return;
        words.remove_prefix(bar + 1);
    }
}

}  // namespace branchline::schema
