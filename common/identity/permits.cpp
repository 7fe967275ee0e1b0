#include "common/identity/permits.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/identity/person.hpp"
#include "common/schema/permit.hpp"

namespace branchline::identity {

namespace {

bool is_module(const schema::Registry& registry, std::string_view area) {
    if (!area.ends_with(".*")) return false;
    const std::string_view module = area.substr(0, area.size() - 1);
    const auto entities = registry.entities();
    return std::any_of(entities.begin(), entities.end(), [&](const schema::Entity* entity) {
        return entity->name.starts_with(module);
    });
}

Result<> check_verb(const schema::Entity& entity, std::string_view verb) {
    const auto verbs = verbs_of(entity);
    if (std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) return {};
    return fail(Code::invalid, "unknown-verb",
                fmt::format("{} has no verb \"{}\"", entity.name, verb),
                fmt::format("Its verbs are {}.", joined(verbs, ", ")));
}

Result<> check_word(const schema::Registry& registry, std::string_view word) {
    const auto plain = plain_permits();
    if (std::find(plain.begin(), plain.end(), word) != plain.end()) return {};
    const schema::PermitWord parts = schema::split_permit(word);
    const bool is_wide = parts.area == "*" || is_module(registry, parts.area);
    const schema::Entity* entity = registry.by_name(parts.area);
    if (entity == nullptr && !is_wide) {
        return fail(Code::not_found, "unknown-entity",
                    fmt::format("there is no entity \"{}\"", parts.area),
                    "Separate entities by '|', or write '*' for all of them.");
    }
    if (parts.area.size() == word.size()) return {};
    if (entity != nullptr) return check_verb(*entity, parts.verb);
    constexpr std::string_view kCommon[] = {schema::kReadVerb, schema::kWriteVerb,
                                            schema::kVoidVerb};
    if (std::find(std::begin(kCommon), std::end(kCommon), parts.verb) != std::end(kCommon)) {
        return {};
    }
    return fail(Code::invalid, "unknown-verb",
                fmt::format("\"{}\" is no verb of every entity", parts.verb),
                "The verbs of every entity are read, write and void.");
}

}  // namespace

std::vector<std::string_view> verbs_of(const schema::Entity& entity) {
    std::vector<std::string_view> verbs{schema::kReadVerb, schema::kWriteVerb, schema::kVoidVerb};
    for (const schema::Transition& t : entity.flow) {
        const bool is_new = std::find(verbs.begin(), verbs.end(), t.command) == verbs.end();
        if (!t.from.empty() && is_new) verbs.push_back(t.command);
    }
    return verbs;
}

Result<> check_permits(const schema::Registry& registry, std::string_view permits) {
    if (permits.empty()) return fail(Code::invalid, "validation-failed", "no permission is named");
    Result<> out;
    schema::for_each_permit(permits, [&](std::string_view word) {
        if (out) out = check_word(registry, word);
    });
    return out;
}

}  // namespace branchline::identity
