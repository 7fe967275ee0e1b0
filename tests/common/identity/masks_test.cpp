// The table of masked fields against the declarations.
#include "common/identity/masks.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using namespace branchline::identity;

TEST_CASE("masks: every row names a field that exists, and never part of a key", "[masks]") {
    for (const MaskedField& row : masked_fields()) {
        CAPTURE(row.entity, row.field);
        const schema::Entity* entity = domain::registry().by_name(row.entity);
        REQUIRE(entity != nullptr);
        REQUIRE(entity->field(row.field) != nullptr);
        CHECK_FALSE(entity->in_key(row.field));
        CHECK(mask_of(*entity, *entity->field(row.field)) == row.mask);
    }
}

TEST_CASE("masks: a sensitive field is never open", "[masks]") {
    for (const schema::Entity* entity : domain::registry().entities()) {
        for (const schema::Field& field : entity->fields) {
            CAPTURE(entity->name, field.name);
            CHECK((!field.sensitive() || mask_of(*entity, field) != Mask::none));
        }
    }
}
