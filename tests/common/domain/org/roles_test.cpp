// The default roles against the declarations.
#include "common/domain/org/roles.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/identity/permits.hpp"

using namespace branchline;

TEST_CASE("roles: there are twenty-three, each once", "[roles]") {
    std::set<std::string_view> codes;
    for (const org::DefaultRole& role : org::default_roles()) codes.insert(role.role);
    CHECK(codes.size() == 23);
    CHECK(org::default_roles().size() == 23);
}

TEST_CASE("roles: every word names something that exists, and fits its row", "[roles]") {
    for (const org::DefaultRole& role : org::default_roles()) {
        CAPTURE(role.role);
        const auto checked = identity::check_permits(domain::registry(), role.permits);
        INFO((checked ? "" : checked.error().what));
        CHECK(checked);
        CHECK(role.permits.size() <= 4096);
        CHECK((role.side == "importer" || role.side == "dealer"));
        CHECK_FALSE(role.name.empty());
    }
}
