#include "common/identity/person.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/schema/permit.hpp"

namespace branchline::identity {

namespace {

// Permanent: they stand in roles.
constexpr std::string_view kPlain[] = {
    "data:import", "network:enrol", "network:read",  "network:write", "people:manage", "see:cost",
    "see:margin",  "see:personal",  "system:export", "system:manage", "system:read",
};

}  // namespace

std::span<const std::string_view> plain_permits() {
    return kPlain;
}

const Person& machine_operator() {
    static const Person kOperator{.is_operator = true,
                                  .user = {},
                                  .login = {},
                                  .name = {},
                                  .roles = {},
                                  .known = {},
                                  .scope = {}};
    return kOperator;
}

bool may(const Person& person, std::string_view area, std::string_view verb) {
    if (person.is_operator) return true;
    if (!person.scope.empty() && !schema::permits(person.scope, area, verb)) return false;
    if (person.known == nullptr) return false;
    return std::any_of(person.roles.begin(), person.roles.end(), [&](const std::string& code) {
        const auto role = person.known->find(code);
        return role != person.known->end() && schema::permits(role->second.permits, area, verb);
    });
}

bool sees(const Person& person, const schema::Entity& entity, const schema::Field& field) {
    const Mask mask = mask_of(entity, field);
    if (mask == Mask::none) return true;
    return mask != Mask::secret && may(person, kSee, name_of(mask));
}

Error not_permitted(const Person& person, std::string_view area, std::string_view verb) {
    std::string who;
    if (person.known != nullptr) {
        for (const auto& [code, role] : *person.known) {
            if (schema::permits(role.permits, area, verb)) append_item(who, code, ", ");
        }
    }
    const std::string mine = person.roles.empty() ? "no role" : joined(person.roles, ", ");
    const std::string narrow =
        person.scope.empty() ? "" : fmt::format(", and a token for {} alone", person.scope);
    return {Code::forbidden, "not-permitted",
            fmt::format("{}:{} is not permitted to {}, who has {}{}", area, verb, person.login,
                        mine, narrow),
            who.empty() ? "No role permits it."
                        : fmt::format("The roles that permit it: {}. An administrator of people"
                                      " gives roles.",
                                      who)};
}

}  // namespace branchline::identity
