// What a person may do.
#include "common/identity/person.hpp"

#include <catch2/catch.hpp>

#include "tests/common/identity/people.hpp"

using namespace branchline;
using namespace branchline::identity;

TEST_CASE("person: roles permit, and a person without one may nothing", "[person]") {
    test::People people;
    const Person clerk = people.person(people.add("ada", {"technician"}));
    CHECK(may(clerk, "notes.note", "submit"));
    CHECK(may(clerk, "catalog.part", "read"));
    CHECK_FALSE(may(clerk, "warranty.claim", "submit"));
    CHECK_FALSE(may(people.person(people.add("bob", {})), "catalog.part", "read"));
    CHECK_FALSE(may(Person{}, "catalog.part", "read"));
    CHECK(may(machine_operator(), "org.grant", "write"));
}

TEST_CASE("person: two roles permit what either does", "[person]") {
    test::People people;
    const Person both = people.person(people.add("ada", {"technician", "warranty_admin"}));
    CHECK(may(both, "warranty.claim", "submit"));
    CHECK(may(both, "service.repair_order", "start"));
    CHECK_FALSE(may(both, "org.grant", "write"));
}

TEST_CASE("person: a token's scope narrows and never widens", "[person]") {
    test::People people;
    Person clerk = people.person(people.add("ada", {"technician"}));
    clerk.scope = "notes.note:write|warranty.claim";
    CHECK(may(clerk, "notes.note", "write"));
    CHECK_FALSE(may(clerk, "notes.note", "submit"));
    CHECK_FALSE(may(clerk, "warranty.claim", "submit"));
}

TEST_CASE("person: masked values take a word of their own", "[person]") {
    test::People people;
    const schema::Entity& order = people.store.entity("service.repair_order");
    const schema::Field& customer = *order.field("customer");
    CHECK(sees(people.person(people.add("ada", {"advisor"})), order, customer));
    CHECK_FALSE(sees(people.person(people.add("bob", {"technician"})), order, customer));
    const schema::Entity& credential = people.store.entity("org.credential");
    CHECK_FALSE(sees(machine_operator(), credential, *credential.field("verifier")));
}

TEST_CASE("person: a refusal says what is missing and who has it", "[person]") {
    test::People people;
    const Person clerk = people.person(people.add("ada", {"technician"}));
    const Error error = not_permitted(clerk, "warranty.claim", "submit");
    CHECK(error.id == "not-permitted");
    CHECK(error.what == "warranty.claim:submit is not permitted to ada, who has technician");
    CHECK(error.hint.find("warranty_admin") != std::string::npos);
    CHECK(not_permitted(Person{}, "no.such", "verb").hint == "No role permits it.");
}
