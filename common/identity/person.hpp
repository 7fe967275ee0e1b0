// Who acts, and what that person may do: the one judgement behind the API, the portal's menu and
// the commands. It reads the same words as the verdict of every replica (common/schema/permit.hpp),
// so that what is let in here is not void elsewhere.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/identity/masks.hpp"

namespace branchline::identity {

struct Role {
    std::string name;     ///< For people.
    std::string side;     ///< importer or dealer; empty: either.
    std::string permits;  ///< As common/schema/permit.hpp reads it.
};
/// By the role's code.
using Roles = std::map<std::string, Role>;

struct Person {
    /// The daemon's own operator, behind the admin socket: may do everything, is no user.
    bool is_operator = false;
    std::optional<RowId> user;
    std::string login;
    std::string name;
    std::vector<std::string> roles;  ///< Codes, ascending.
    /// All that there are: what the person's own permit, and who else may.
    std::shared_ptr<const Roles> known;
    /// Words of a token that is narrower than its person; empty: no narrower.
    std::string scope;
};

/// The operator of this machine.
const Person& machine_operator();

// Areas beside the entities.
inline constexpr std::string_view kSystem = "system";    ///< read, export, manage
inline constexpr std::string_view kNetwork = "network";  ///< read, write, enrol
inline constexpr std::string_view kData = "data";        ///< import
inline constexpr std::string_view kPeople = "people";    ///< manage
inline constexpr std::string_view kSee = "see";          ///< cost, margin, personal

/// The words that name no entity, as "system:read"; permanent.
std::span<const std::string_view> plain_permits();

bool may(const Person& person, std::string_view area, std::string_view verb);
bool sees(const Person& person, const schema::Entity& entity, const schema::Field& field);

/// Code::forbidden "not-permitted": what is missing, and which roles have it.
Error not_permitted(const Person& person, std::string_view area, std::string_view verb);

}  // namespace branchline::identity
