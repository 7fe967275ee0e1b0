#include "common/schema/permit.hpp"

namespace branchline::schema {

namespace {

bool covers(std::string_view pattern, std::string_view area) {
    if (pattern == "*" || pattern == area) return true;
    if (!pattern.ends_with(".*")) return false;
    return area.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

PermitWord split_permit(std::string_view word) {
    const std::size_t colon = word.find(':');
    if (colon == word.npos) return {word, {}};
    return {word.substr(0, colon), word.substr(colon + 1)};
}

bool permits(std::string_view words, std::string_view area, std::string_view verb) {
    bool found = false;
    for_each_permit(words, [&](std::string_view word) {
        const PermitWord parts = split_permit(word);
        // "entity:" permits nothing: a verb was forgotten.
        const bool every_verb = parts.area.size() == word.size();
        found = found || (covers(parts.area, area) && (every_verb || parts.verb == verb));
    });
    return found;
}

}  // namespace branchline::schema
