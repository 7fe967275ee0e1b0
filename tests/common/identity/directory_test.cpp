// Accounts, roles and audit rows as records.
#include "common/identity/directory.hpp"

#include <catch2/catch.hpp>

#include "tests/common/identity/people.hpp"

using namespace branchline;
using namespace branchline::identity;
using test::id_of;
using test::People;

TEST_CASE("directory: a login is read strictly", "[directory]") {
    CHECK(*read_login("Ada.Byron-2_x@d01") == "ada.byron-2_x@d01");
    for (const std::string& wrong :
         {std::string("a"), std::string(), std::string("a b"), std::string("ada\n"),
          std::string("\xc3\xa4"
                      "da"),
          std::string(65, 'a')}) {
        CAPTURE(wrong);
        CHECK(id_of(read_login(wrong)) == "bad-login");
    }
}

TEST_CASE("directory: an account is found by its login and by its id", "[directory]") {
    People people;
    const RowId ada = people.add("ada", {"advisor"});
    const auto found = find_login(people.store, people.directory, "ada");
    REQUIRE(found);
    REQUIRE(*found);
    CHECK((*found)->user == ada);
    CHECK((*found)->active);
    CHECK(crypto::fits_verifier(test::kPassword, (*found)->verifier));
    CHECK_FALSE(*find_login(people.store, people.directory, "bob"));
    CHECK_FALSE(*find_account(people.store, people.directory, RowId::from(Bytes(16, 9))));
}

TEST_CASE("directory: a login is given once, and one that two have admits neither", "[directory]") {
    People people;
    people.add("ada", {});
    CHECK(id_of(add_account(people.store, people.directory, {"ADA", "", {}})) == "login-taken");
    const RowId bob = people.add("bob", {});
    people.store.set(people.store.entity("org.user"), bob, "login", std::string("ada"));
    CHECK_FALSE(*find_login(people.store, people.directory, "ada"));
}

TEST_CASE("directory: roles come and go by grants and revocations", "[directory]") {
    People people;
    const RowId ada = people.add("ada", {"advisor", "technician"});
    CHECK(people.person(ada).roles == std::vector<std::string>{"advisor", "technician"});
    REQUIRE(give_role(people.store, people.directory, ada, "advisor", {}));
    CHECK(grants_of(people.store, people.directory, ada)->size() == 2);
    REQUIRE(take_role(people.store, people.directory, ada, "advisor", {}));
    CHECK(people.person(ada).roles == std::vector<std::string>{"technician"});
    CHECK(id_of(take_role(people.store, people.directory, ada, "advisor", {})) == "no-such-grant");
    REQUIRE(give_role(people.store, people.directory, ada, "advisor", {}));
    CHECK(people.person(ada).roles.size() == 2);
}

TEST_CASE("directory: a role that is unknown or the importer's is not given", "[directory]") {
    People people;
    const RowId ada = people.add("ada", {});
    CHECK(id_of(give_role(people.store, people.directory, ada, "king", {})) == "no-such-role");
    CHECK(id_of(give_role(people.store, people.directory, ada, "warranty_mgr", {})) ==
          "role-of-the-other-side");
}

TEST_CASE("directory: a new password changes the version that sessions hold on to", "[directory]") {
    People people;
    const RowId ada = people.add("ada", {});
    const auto before = *find_account(people.store, people.directory, ada);
    people.set_password(ada, "another one");
    const auto after = *find_account(people.store, people.directory, ada);
    CHECK(before->credential_version != after->credential_version);
    CHECK(crypto::fits_verifier("another one", after->verifier));
}

TEST_CASE("directory: what is written names its actor, and an audit row the daemon",
          "[directory]") {
    People people;
    const RowId ada = people.add("ada", {});
    const RowId admin = people.add("root", {"dealer_admin"});
    REQUIRE(give_role(people.store, people.directory, ada, "advisor", admin));
    CHECK(people.store.last_edit().actor == admin);
    REQUIRE(record_event(people.store, people.directory,
                         {.event = "failure", .way = "password", .user = ada, .address = "::1"},
                         people.clock.now()));
    CHECK_FALSE(people.store.last_edit().actor);
    CHECK(people.store.last_edit().rows.front().entity->name == "org.sign_in");
}

TEST_CASE("directory: the importer's people are other records", "[directory]") {
    People people;
    people.directory = importer_directory();
    const RowId ada = people.add("ada", {"network_mgr"});
    CHECK(people.person(ada).roles == std::vector<std::string>{"network_mgr"});
    CHECK(people.store.last_edit().stream == "hub");
    CHECK(id_of(give_role(people.store, people.directory, ada, "advisor", {})) ==
          "role-of-the-other-side");
    const auto dealers = dealer_directory("dealer/D01", "B0101");
    CHECK_FALSE(*find_login(people.store, dealers, "ada"));
}
