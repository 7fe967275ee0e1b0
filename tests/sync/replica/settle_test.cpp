// What the hub decides, and what becomes of it at a branch: a rejection gives the best remaining
// value back, whatever arrived in which order; replicas agree in the end.
#include <catch2/catch.hpp>

#include "sync/replica/applier.hpp"
#include "sync/replica/replica.hpp"
#include "sync/replica/state.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// A branch that is cut off, a note that the importer locks, and a colleague's accepted text.
class LockedNote {
public:
    LockedNote() {
        join(network, {"B0101", "B0102"});
        const auto made = network.commit(
            mine(), edit_of(kStream, new_row("notes.note", {
                                                               {"branch", text("B0101")},
                                                               {"title",  text("Key")  },
                                                               {"text",   text("first")}
        })));
        REQUIRE(made);
        note = made->rows.front();
        network.settle();
        for (const char* branch : {"B0101", "B0102"}) network.cut(branch);
    }

    Site& mine() { return network.node("B0101"); }
    Site& beside() { return network.node("B0102"); }
    Site& hub() { return network.hub(); }
    const PublicKey& key_of(Site& site) { return site.key().public_key(); }

    /// The colleague's text, accepted by the hub because the lock comes later.
    void colleague_writes() {
        write(beside(), "text", text("beside"));
        REQUIRE(carry(network, beside(), hub(), kStream, key_of(beside())) == "taken");
    }
    void hub_locks() { write(hub(), "locked", true); }
    /// Written in ignorance of the lock; the hub rejects it.
    void branch_writes() {
        network.advance(Milliseconds(1000));
        write(mine(), "text", text("second"));
        CHECK(shown() == "second");
    }
    void write(Site& site, const char* field, const schema::Value& value) {
        REQUIRE(network.commit(site, edit_of(kStream, change("notes.note", note,
                                                             {
                                                                 {field, value}
        }))));
    }
    void send_up() { REQUIRE(carry(network, mine(), hub(), kStream, key_of(mine())) == "taken"); }
    void bring_decisions() {
        REQUIRE(carry(network, hub(), mine(), kStream, key_of(hub())) == "taken");
    }
    void bring_colleague() {
        REQUIRE(carry(network, hub(), mine(), kStream, key_of(beside())) == "taken");
    }
    std::string shown() { return text_of(mine().replica(), "notes.note", note, "text"); }
    /// The reason stands at the record and in the list, with the line cut.
    void check_rejection() {
        const auto rejected = mine().replica().rejected(kStream);
        REQUIRE(rejected);
        REQUIRE(rejected->size() == 1);
        CHECK(rejected->front().reason.code == "NOTE_LOCKED");
        CHECK_FALSE(rejected->front().reason.text.empty());
        CHECK_FALSE(rejected->front().reason.remedy.empty());
        const auto record = mine().replica().find(*domain::registry().by_name("notes.note"), note);
        REQUIRE(record);
        REQUIRE(record->rejection);
        CHECK(record->rejection->code == "NOTE_LOCKED");
        CHECK(compare(hub(), mine(), kStream) == "equal");
    }

    Network network;
    RowId note;
};

}  // namespace

TEST_CASE("settle: a rejection gives back the value that was set before", "[replica]") {
    LockedNote world;
    world.colleague_writes();
    world.bring_decisions();
    world.bring_colleague();
    CHECK(world.shown() == "beside");
    world.hub_locks();
    world.branch_writes();
    world.send_up();
    world.bring_decisions();
    CHECK(world.shown() == "beside");
    world.check_rejection();
}

TEST_CASE("settle: a rejection gives back the value that arrived in between", "[replica]") {
    LockedNote world;
    world.branch_writes();
    world.colleague_writes();
    world.hub_locks();
    world.bring_colleague();
    world.send_up();
    world.bring_decisions();
    CHECK(world.shown() == "beside");
    world.check_rejection();
}

TEST_CASE("settle: after a rejection the value that arrives then is shown", "[replica]") {
    LockedNote world;
    world.write(world.beside(), "text", text("beside"));
    world.hub_locks();
    world.branch_writes();
    world.send_up();
    world.bring_decisions();
    CHECK(world.shown() == "first");
    // Unlocked again, the importer accepts the colleague's text; it is older than the rejected one.
    world.write(world.hub(), "locked", false);
    REQUIRE(carry(world.network, world.beside(), world.hub(), kStream,
                  world.key_of(world.beside())) == "taken");
    world.bring_colleague();
    world.bring_decisions();
    CHECK(world.shown() == "beside");
    world.check_rejection();
}

TEST_CASE("settle: a rejected text is still readable with its reason", "[replica]") {
    LockedNote world;
    world.hub_locks();
    world.branch_writes();
    world.send_up();
    world.bring_decisions();
    const auto& notes = *domain::registry().by_name("notes.note");
    const auto why = world.mine().replica().why(notes, world.note, *notes.field("text"));
    REQUIRE(why);
    CHECK(why->value == schema::Value(text("first")));
    REQUIRE(why->writes.size() == 2);
    CHECK(why->writes[0].value == schema::Value(text("second")));
    CHECK(why->writes[0].standing == "rejected");
    REQUIRE(why->writes[0].reason);
    CHECK(why->writes[0].reason->code == "NOTE_LOCKED");
    CHECK(why->writes[1].standing == "settled");
    CHECK(why->writes[1].wins);
}

TEST_CASE("settle: a rejection survives a restart of the branch", "[replica]") {
    LockedNote world;
    world.hub_locks();
    world.branch_writes();
    world.send_up();
    world.bring_decisions();
    world.mine().stop();
    REQUIRE(world.mine().start());
    CHECK(world.shown() == "first");
    world.check_rejection();
}

TEST_CASE("settle: progress goes from local to accepted, or to rejected", "[replica]") {
    LockedNote world;
    const auto& notes = *domain::registry().by_name("notes.note");
    const auto progress = [&] { return world.mine().replica().find(notes, world.note)->progress; };
    CHECK(progress() == engine::Progress::accepted);
    world.hub_locks();
    world.branch_writes();
    CHECK(progress() == engine::Progress::local);
    world.network.connect("B0101");
    world.network.settle();
    CHECK(progress() == engine::Progress::rejected);
}

// Voided rows and conflicts.

TEST_CASE("settle: a late edit of a voided row becomes a conflict", "[replica]") {
    LockedNote world;
    engine::RowEdit gone = change("notes.note", world.note, {});
    gone.make_void = true;
    REQUIRE(world.network.commit(world.mine(), edit_of(kStream, gone)));
    world.write(world.beside(), "text", text("late"));
    for (const char* branch : {"B0101", "B0102"}) world.network.connect(branch);
    world.network.settle();
    const auto& notes = *domain::registry().by_name("notes.note");
    for (Site* site : {&world.mine(), &world.beside(), &world.hub()}) {
        CAPTURE(site->name());
        CHECK(site->replica().find(notes, world.note)->life == "void");
        const auto conflicts = site->replica().conflicts(kStream);
        REQUIRE(conflicts);
        REQUIRE(conflicts->size() == 1);
        CHECK(conflicts->front().field == nullptr);
        REQUIRE(conflicts->front().sides.size() == 1);
        CHECK(conflicts->front().sides.front().value == schema::Value(text("late")));
        CHECK(conflicts->front().sides.front().branch == "B0102");
    }
    CHECK(compare(world.hub(), world.mine(), kStream) == "equal");
}

TEST_CASE("settle: a conflict shows both sides and is gone after an edit that saw them",
          "[replica]") {
    LockedNote world;
    world.write(world.mine(), "text", text("mine"));
    world.network.advance(Milliseconds(1000));
    world.write(world.beside(), "text", text("theirs"));
    for (const char* branch : {"B0101", "B0102"}) world.network.connect(branch);
    world.network.settle();
    for (Site* site : {&world.mine(), &world.beside(), &world.hub()}) {
        CAPTURE(site->name());
        const auto conflicts = site->replica().conflicts(kStream);
        REQUIRE(conflicts);
        REQUIRE(conflicts->size() == 1);
        const auto& sides = conflicts->front().sides;
        REQUIRE(sides.size() == 2);
        CHECK(sides[0].wins);
        CHECK(sides[0].value == schema::Value(text("theirs")));
        CHECK(sides[0].branch == "B0102");
        CHECK_FALSE(sides[1].wins);
        CHECK(sides[1].value == schema::Value(text("mine")));
        CHECK(sides[1].branch == "B0101");
        CHECK(site->replica().status(kStream)->conflicts == 1);
    }
    world.write(world.mine(), "text", text("both"));
    world.network.settle();
    for (Site* site : {&world.mine(), &world.beside(), &world.hub()}) {
        CHECK(site->replica().conflicts(kStream)->empty());
        CHECK(site->replica().status(kStream)->conflicts == 0);
    }
    CHECK(world.shown() == "both");
    CHECK(compare(world.hub(), world.mine(), kStream) == "equal");
}
