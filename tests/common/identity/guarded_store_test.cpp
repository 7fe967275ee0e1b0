// The store as one person may use it.
#include "common/identity/guarded_store.hpp"

#include <catch2/catch.hpp>

#include "tests/common/identity/people.hpp"

using namespace branchline;
using namespace branchline::identity;
using test::id_of;
using test::People;

namespace {

const schema::Value kNothing;

const schema::Value& value(const engine::Record& record, std::string_view field) {
    return record.values[record.entity->index_of(record.entity->field(field)->id)];
}

engine::Edit note_edit(People& people, std::string_view transition) {
    const schema::Entity& note = people.store.entity("notes.note");
    engine::Edit edit;
    edit.stream = "dealer/D01";
    edit.command = 0x0301;
    engine::RowEdit row;
    row.entity = &note;
    row.transition = std::string(transition);
    row.wishes[note.field("branch")->id] = std::string("B0101");
    row.wishes[note.field("title")->id] = std::string("one");
    edit.rows.push_back(row);
    return edit;
}

}  // namespace

TEST_CASE("guarded store: what may not be read is refused, what is masked is left out",
          "[guarded]") {
    People people;
    const RowId order = people.add_order();
    const schema::Entity& orders = people.store.entity("service.repair_order");
    const Person technician = people.person(people.add("ada", {"technician"}));
    GuardedStore masked(people.store, technician);
    const auto record = masked.find(orders, order);
    REQUIRE(record);
    CHECK(value(*record, "customer") == kNothing);
    CHECK(value(*record, "vin") == schema::Value(std::string("V1")));
    const Person advisor = people.person(people.add("bob", {"advisor"}));
    GuardedStore open(people.store, advisor);
    CHECK(value(*open.find(orders, order), "customer") ==
          schema::Value(std::string("a synthetic customer")));
    const Person nobody = people.person(people.add("eve", {}));
    GuardedStore closed(people.store, nobody);
    CHECK(id_of(closed.find(orders, order)) == "not-permitted");
    CHECK(id_of(closed.list(orders, {})) == "not-permitted");
}

TEST_CASE("guarded store: a masked field cannot be found out by filters and order", "[guarded]") {
    People people;
    people.add_order();
    const schema::Entity& orders = people.store.entity("service.repair_order");
    const Person technician = people.person(people.add("ada", {"technician"}));
    GuardedStore store(people.store, technician);
    engine::Query query;
    query.filters.push_back({.field = orders.field("customer"), .value = std::string("a")});
    CHECK(id_of(store.list(orders, query)) == "field-masked");
    CHECK(id_of(store.list(orders, {.sort = orders.field("customer")})) == "field-masked");
    const auto page = store.list(orders, {});
    REQUIRE(page);
    REQUIRE(page->records.size() == 1);
    CHECK(value(page->records.front(), "customer") == kNothing);
}

TEST_CASE("guarded store: writes carry the person and ask for their verbs", "[guarded]") {
    People people;
    const RowId ada = people.add("ada", {"technician"});
    const Person technician = people.person(ada);
    GuardedStore store(people.store, technician);
    REQUIRE(store.commit(note_edit(people, "draft")));
    CHECK(people.store.last_edit().actor == ada);
    const std::size_t before = people.store.writes();
    const Person counter = people.person(people.add("eve", {"controller"}));
    GuardedStore other(people.store, counter);
    const std::size_t added = people.store.writes();
    CHECK(id_of(other.commit(note_edit(people, "draft"))) == "not-permitted");
    CHECK(people.store.writes() == added);
    CHECK(added > before);
}

TEST_CASE("guarded store: a command is a verb of its own and covers its values", "[guarded]") {
    People people;
    const schema::Entity& note = people.store.entity("notes.note");
    engine::Edit edit;
    edit.command = 0x0302;
    engine::RowEdit row;
    row.entity = &note;
    row.transition = "submitted";
    row.wishes[note.field("text")->id] = std::string("x");
    CHECK(verbs_of(edit, row) == std::vector<std::string_view>{"submit"});
    row.transition.reset();
    CHECK(verbs_of(edit, row) == std::vector<std::string_view>{"write"});
    row.make_void = true;
    CHECK(verbs_of(edit, row) == std::vector<std::string_view>{"void", "write"});
    row.wishes.clear();
    CHECK(verbs_of(edit, row) == std::vector<std::string_view>{"void"});
    CHECK(verbs_of(note_edit(people, "draft"), note_edit(people, "draft").rows.front()) ==
          std::vector<std::string_view>{"write"});
}

TEST_CASE("guarded store: secrets are shown to nobody and written by no ordinary edit",
          "[guarded]") {
    People people;
    const RowId ada = people.add("ada", {});
    GuardedStore store(people.store, machine_operator());
    const schema::Entity& credential = people.store.entity("org.credential");
    const auto page = store.list(credential, {});
    REQUIRE(page);
    CHECK(value(page->records.front(), "verifier") == kNothing);
    engine::Edit edit;
    edit.stream = "dealer/D01";
    engine::RowEdit row;
    row.entity = &credential;
    row.key = {to_hex(ada)};
    row.wishes[credential.field("verifier")->id] = std::string("x");
    edit.rows.push_back(row);
    CHECK(id_of(store.commit(edit)) == "field-masked");
}

TEST_CASE("guarded store: conflicts, rejections and reasons are masked, too", "[guarded]") {
    People people;
    const RowId order = people.add_order();
    const schema::Entity& orders = people.store.entity("service.repair_order");
    const schema::Field& customer = *orders.field("customer");
    engine::Conflict conflict{.entity = &orders, .row = order, .field = &customer, .sides = {}};
    conflict.sides.push_back({.value = std::string("hidden"), .branch = "B0101"});
    people.store.told_conflicts["dealer/D01"] = {conflict};
    engine::RejectedEntry entry;
    entry.rows = {
        {&orders, order}
    };
    entry.values = {
        {"customer", std::string("hidden")},
        {"vin",      std::string("V1")    }
    };
    people.store.told_rejected["dealer/D01"] = {entry};
    engine::Why why;
    why.value = std::string("hidden");
    why.writes.push_back({.value = std::string("hidden")});
    people.store.told_why = why;

    const Person technician = people.person(people.add("ada", {"technician"}));
    GuardedStore store(people.store, technician);
    CHECK(store.conflicts("dealer/D01")->front().sides.front().value == kNothing);
    CHECK(store.rejected("dealer/D01")->front().values.front().second == kNothing);
    CHECK(store.rejected("dealer/D01")->front().values.back().second != kNothing);
    CHECK(store.why(orders, order, customer)->value == kNothing);
    CHECK(store.why(orders, order, customer)->writes.front().value == kNothing);

    const Person nobody = people.person(people.add("eve", {}));
    GuardedStore closed(people.store, nobody);
    CHECK(closed.conflicts("dealer/D01")->empty());
    CHECK(closed.rejected("dealer/D01")->empty());
    CHECK(id_of(closed.why(orders, order, customer)) == "not-permitted");
}

TEST_CASE("guarded store: a repair journal is told whole, or refused with the permit it takes",
          "[guarded]") {
    People people;
    const RowId order = people.add_order();
    const auto told = [&](const std::string& login, const std::string& role) {
        const Person person = people.person(people.add(login, {role}));
        GuardedStore guarded(people.store, person);
        for (const engine::Question& question : domain::questions()) {
            if (question.command != "repair journal") continue;
            return question.ask(guarded, {.parameters = {{"id", to_hex(order)}}, .today = 0});
        }
        FAIL("no such question");
        return Result<engine::Answer>();
    };
    const auto masked = told("ada", "advisor");
    REQUIRE_FALSE(masked);
    CHECK(masked.error().code == Code::forbidden);
    CHECK(masked.error().id == "field-masked");
    CHECK(masked.error().what == "service.line.unit_cost is masked for you");
    CHECK(masked.error().hint == "It takes a role that permits see:cost.");
    CHECK(told("con", "controller"));
}
