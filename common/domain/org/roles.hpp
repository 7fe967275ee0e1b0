// The roles that a network is founded with: one row each says who works with it and what it
// permits. The importer may change them afterwards; what counts is the row of the policy stream.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace branchline::org {

struct DefaultRole {
    std::string_view role;
    std::string_view side;  ///< importer or dealer: whose people it is given to.
    std::string_view name;
    std::string permits;  ///< As common/schema/permit.hpp reads it.
};

/// All of them, importer's first. Names are permanent: grants refer to them.
std::span<const DefaultRole> default_roles();

}  // namespace branchline::org
