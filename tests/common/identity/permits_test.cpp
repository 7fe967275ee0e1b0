// Words of permission against what there is.
#include "common/identity/permits.hpp"

#include <catch2/catch.hpp>

#include "tests/common/identity/people.hpp"

using namespace branchline;
using namespace branchline::identity;

namespace {

std::string check(std::string_view permits) {
    return test::id_of(check_permits(domain::registry(), permits));
}

}  // namespace

TEST_CASE("permits: entities, modules, verbs and areas are known", "[permits]") {
    for (const char* fine : {"*", "*:read", "notes.note", "notes.note:submit", "stock.*:read",
                             "notes.note|stock.move:write", "see:personal", "system:read"}) {
        CAPTURE(fine);
        CHECK(check(fine) == "accepted");
    }
}

TEST_CASE("permits: a misspelt word is refused with what is possible", "[permits]") {
    CHECK(check("nots.note") == "unknown-entity");
    CHECK(check("nots.*") == "unknown-entity");
    CHECK(check("notes.note|") == "unknown-entity");
    CHECK(check("notes.note:sumbit") == "unknown-verb");
    CHECK(check("notes.*:submit") == "unknown-verb");
    CHECK(check("*:approve") == "unknown-verb");
    CHECK(check("see:everything") == "unknown-entity");
    CHECK(check("") == "validation-failed");
    const auto refused = check_permits(domain::registry(), "notes.note:sumbit");
    CHECK(refused.error().hint.find("submit") != std::string::npos);
}
