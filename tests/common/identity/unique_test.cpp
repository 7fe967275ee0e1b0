// Values that two records must not share.
#include "common/identity/unique.hpp"

#include "common/identity/guarded_store.hpp"
#include "tests/common/identity/people.hpp"

using namespace branchline;
using namespace branchline::identity;
using test::id_of;

namespace {

struct Importer : test::People {
    Importer() : People(importer_directory()) {}

    GuardedStore guarded{store, machine_operator()};

    std::string link(const RowId& user, const std::string& subject) {
        return id_of(set_subject(guarded, directory, user, subject, {}));
    }
};

}  // namespace

TEST_CASE("unique: a subject belongs to one user", "[identity]") {
    Importer importer;
    const RowId ada = importer.add("ada", {});
    const RowId bob = importer.add("bob", {});
    CHECK(importer.link(ada, "4711") == "accepted");
    CHECK(importer.link(bob, "4711") == "subject-taken");
    CHECK(importer.link(bob, "4712") == "accepted");
    CHECK(importer.link(ada, "4711") == "accepted");
    CHECK(importer.link(ada, "") == "accepted");
    CHECK(importer.link(bob, "4711") == "accepted");
    CHECK(importer.link(ada, "") == "accepted");
}

TEST_CASE("unique: a subject differs by case, and by a blank", "[identity]") {
    Importer importer;
    const RowId ada = importer.add("ada", {});
    const RowId bob = importer.add("bob", {});
    CHECK(importer.link(ada, "abc") == "accepted");
    CHECK(importer.link(bob, "ABC") == "accepted");
    const auto found = find_subject(importer.store, importer.directory, "abc");
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().user == ada);
    CHECK(find_subject(importer.store, importer.directory, "")->empty());
}

TEST_CASE("unique: a disabled user keeps the subject", "[identity]") {
    Importer importer;
    const RowId ada = importer.add("ada", {});
    const RowId bob = importer.add("bob", {});
    CHECK(importer.link(ada, "4711") == "accepted");
    REQUIRE(set_active(importer.store, importer.directory, ada, false, {}));
    CHECK(importer.link(bob, "4711") == "subject-taken");
}

TEST_CASE("unique: two rows of one edit do not share a subject", "[identity]") {
    Importer importer;
    const schema::Entity& entity = importer.store.entity("org.importer_user");
    engine::RowEdit row;
    row.entity = &entity;
    row.wishes[entity.field("name")->id] = std::string("somebody");
    row.wishes[entity.field("oidc_subject")->id] = std::string("4711");
    CHECK(id_of(check_unique(importer.store, {.stream = "hub", .rows = {row}})) == "accepted");
    CHECK(id_of(check_unique(importer.store,
                             {
                                 .stream = "hub", .rows = {row, row}
    })) == "subject-taken");
}

TEST_CASE("unique: a subject is at most 255 characters of ASCII", "[identity]") {
    Importer importer;
    const RowId ada = importer.add("ada", {});
    CHECK(importer.link(ada, std::string(255, 'x')) == "accepted");
    CHECK(importer.link(ada, std::string(256, 'x')) == "bad-subject");
    CHECK(importer.link(ada, "a\nb") == "bad-subject");
    CHECK(importer.link(ada, "\xc3\xa4") == "bad-subject");
}
