// Decisions that end a log, and decisions that are quicker than what they decide.
#include <catch2/catch.hpp>

#include "tests/sync/replica/watched.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

void revoke(Watched& world) {
    const std::uint64_t serial = world.hub()
                                     .replica()
                                     .policy()
                                     .certificate(world.network.node("B0101").key().public_key())
                                     ->serial;
    REQUIRE(world.network.write(
        world.hub(), [&](sync::Replica& hub) { return hub::revoke_node(hub, serial, "stolen"); }));
}

/// Two settled notes, and one more that only the node has.
Forger settled_and_more(Watched& world) {
    Forger log = world.forger();
    log.add(body_of({note_op("B0101", "one")}));
    log.add(body_of({note_op("B0101", "two")}));
    world.at_hub(log);
    world.at_node(log);
    world.decide();
    log.add(body_of({
        note_op("B0101", "three"),
        change_op("notes.note", log.row(1), {{"text", plain("changed")}}
          )
    }));
    return log;
}

}  // namespace

TEST_CASE("settle: entries behind a cut count no more, settled ones stay", "[replica]") {
    Watched world;
    const Forger log = settled_and_more(world);
    world.at_node(log);
    CHECK(world.shown(log.row(3), "text") == "three");
    revoke(world);
    world.decide();
    CHECK(world.shown(log.row(1), "text") == "one");
    CHECK(world.shown(log.row(2), "text") == "two");
    CHECK(world.shown(log.row(3), "text") == "-");
}

TEST_CASE("settle: entries that arrive behind a cut contribute nothing", "[replica]") {
    Watched world;
    Forger log = settled_and_more(world);
    revoke(world);
    world.decide();
    log.add(body_of({note_op("B0101", "four")}));
    world.at_node(log);
    CHECK(world.shown(log.row(1), "text") == "one");
    CHECK(world.shown(log.row(3), "text") == "-");
    CHECK(world.shown(log.row(4), "text") == "-");
}

TEST_CASE("settle: replicas agree on a cut whenever it reaches them", "[replica]") {
    Watched world;
    const Forger log = settled_and_more(world);
    world.at_node(log);
    revoke(world);
    world.decide();
    world.at_hub(log);
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
    Site& late = world.newcomer();
    world.decide(late);  // Cut and receipts before any entry of the log.
    REQUIRE(receive(world.network, late, log, log.all()) == "taken");
    CHECK(compare(world.hub(), late, kStream) == "equal");
    CHECK(text_of(late.replica(), "notes.note", log.row(1), "text") == "one");
    CHECK(text_of(late.replica(), "notes.note", log.row(3), "text") == "-");
}

TEST_CASE("settle: a cut survives a restart", "[replica]") {
    Watched world;
    const Forger log = settled_and_more(world);
    revoke(world);
    world.decide();
    world.node().stop();
    REQUIRE(world.node().start());
    world.at_node(log);
    CHECK(world.shown(log.row(3), "text") == "-");
    CHECK(world.shown(log.row(1), "text") == "one");
}

// Receipts that are quicker than what they decide.

TEST_CASE("settle: a receipt that arrives before its entries settles them when they come",
          "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101", "one")}));
    log.add(body_of({
        change_op("notes.note", log.row(1),
                  {{"text", plain("two")}, {"odometer_km", sync::Reading{0, -1}}}
                   )
    }));
    log.add(body_of({note_op("B0101", "three")}));
    world.at_hub(log);
    Site& late = world.newcomer();
    world.decide(late);
    REQUIRE(receive(world.network, late, log, log.all()) == "taken");
    CHECK(text_of(late.replica(), "notes.note", log.row(1), "text") == "one");
    CHECK(text_of(late.replica(), "notes.note", log.row(3), "text") == "three");
    CHECK(late.replica().rejected(kStream)->size() == 1);
    CHECK(late.replica().state().books.log(log.log())->settled_seq() == 3);
    CHECK(compare(world.hub(), late, kStream) == "equal");
    const auto& notes = *domain::registry().by_name("notes.note");
    const auto record = late.replica().find(notes, log.row(1));
    REQUIRE(record);
    REQUIRE(record->rejection);
    CHECK(record->rejection->code == "ODOMETER_IMPLAUSIBLE");
}

TEST_CASE("settle: a receipt before the policy that knows its author is not lost", "[replica]") {
    Watched world;
    Site& late = world.network.add_node("B0103");  // Without policy so far.
    Forger log = world.forger();
    log.policy_epoch = world.hub().replica().state().policy_epoch();
    log.add(body_of({note_op("B0101", "one")}));
    log.add(body_of({
        change_op("notes.note", log.row(1),
                  {{"text", plain("two")}, {"odometer_km", sync::Reading{0, -1}}}
                   )
    }));
    world.at_hub(log);
    world.decide(late);
    REQUIRE(carry(world.network, world.hub(), late, "policy", world.hub().key().public_key()) ==
            "taken");
    REQUIRE(receive(world.network, late, log, log.all()) == "taken");
    CHECK(text_of(late.replica(), "notes.note", log.row(1), "text") == "one");
    CHECK(compare(world.hub(), late, kStream) == "equal");
}

TEST_CASE("settle: void entries are excepted, whichever arrives first", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101", "one")}));
    log.add(body_of({
        change_op("notes.note", log.row(1), {{"locked", plain_flag(true)}}
          )
    }));
    world.at_hub(log);
    world.at_node(log);
    world.decide();
    Site& late = world.newcomer();
    world.decide(late);
    REQUIRE(receive(world.network, late, log, log.all()) == "taken");
    const auto& notes = *domain::registry().by_name("notes.note");
    for (Site* site : {&world.hub(), &world.node(), &late}) {
        CAPTURE(site->name());
        CHECK(site->replica().rejected(kStream)->size() == 1);
        const auto record = site->replica().find(notes, log.row(1));
        REQUIRE(record);
        REQUIRE(record->rejection);
        CHECK(record->rejection->code == "hub_field");
        CHECK(text_of(site->replica(), "notes.note", log.row(1), "locked") == "-");
    }
    CHECK(compare(world.hub(), late, kStream) == "equal");
}
