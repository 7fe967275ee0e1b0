// What the hub decides, and what becomes of it at a branch: a rejection gives the best remaining
// value back, whatever arrived in which order; a cut ends a log; replicas agree in the end.
#include <catch2/catch.hpp>

#include "sync/replica/applier.hpp"
#include "sync/replica/replica.hpp"
#include "sync/replica/state.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

const std::string kStream = "dealer/D01";

std::string text(std::string_view value) {
    return std::string(value);
}

// A branch that is cut off, a note that the importer locks, and a colleague's accepted text.

class LockedNote {
public:
    LockedNote() {
        for (const char* branch : {"B0101", "B0102"}) {
            network.add_node(branch);
            network.connect(branch);
        }
        network.settle();
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

// One rejected entry that writes a field of each kind: its odometer is implausible, so the hub
// rejects all of it. B0101's log is written by hand; B0102 looks on.

namespace {

class Watched {
public:
    Watched() {
        for (const char* branch : {"B0101", "B0102"}) {
            network.add_node(branch);
            network.connect(branch);
        }
        network.settle();
        for (const char* branch : {"B0101", "B0102"}) network.cut(branch);
    }

    Forger forger() { return {network.node("B0101"), kStream}; }
    Site& hub() { return network.hub(); }
    Site& node() { return network.node("B0102"); }
    std::string shown(const RowId& row, const char* field) {
        return text_of(node().replica(), "notes.note", row, field);
    }
    void at_node(const Forger& log) {
        REQUIRE(receive(network, node(), log, log.all()) == "taken");
    }
    void at_hub(const Forger& log) { REQUIRE(receive(network, hub(), log, log.all()) == "taken"); }
    /// The hub's own log reaches a node.
    void decide(Site& site) {
        REQUIRE(carry(network, hub(), site, kStream, hub().key().public_key()) == "taken");
    }
    void decide() { decide(node()); }
    /// A node that comes new to the network, policy and all, but with an empty dealer stream.
    Site& newcomer() {
        Site& site = network.add_node("B0103");
        REQUIRE(carry(network, hub(), site, "policy", hub().key().public_key()) == "taken");
        return site;
    }
    /// Rejects a change of one field; answers "before > while provisional > after".
    std::string reject(const char* field, const sync::Payload& first, const sync::Payload& second) {
        Forger log = forger();
        sync::RowOp create = note_op("B0101");
        for (const auto& write : make_op("notes.note",
                                         {
                                             {field, first}
        })
                                     .writes) {
            std::erase_if(create.writes, [&](const auto& w) { return w.field == write.field; });
            create.writes.push_back(write);
        }
        std::sort(create.writes.begin(), create.writes.end(),
                  [](const auto& a, const auto& b) { return a.field < b.field; });
        log.add(body_of({create}));
        at_node(log);
        std::string out = shown(log.row(1), field);
        Payloads writes{
            {"odometer_km", sync::Reading{0, 5'000'000}}
        };
        writes.insert_or_assign(field, second);
        log.add(body_of({change_op("notes.note", log.row(1), writes)}));
        at_node(log);
        out += " > " + shown(log.row(1), field);
        at_hub(log);
        decide();
        out += " > " + shown(log.row(1), field);
        CHECK(node().replica().rejected(kStream)->size() == 1);
        return compare(hub(), node(), kStream) == "equal" ? out : out + ", not equal";
    }

    Network network;
};

sync::Dot first_of(const Forger& log) {
    return {log.prefix(), 1};
}

}  // namespace

TEST_CASE("settle: a rejected reading gives the greatest remaining one back", "[replica]") {
    Watched world;
    CHECK(world.reject("odometer_km", sync::Reading{0, 100}, sync::Reading{0, 4'000'000}) ==
          "100 > 4000000 > 100");
}

TEST_CASE("settle: a rejected correction of a reading closes its generation again", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101")}));
    log.add(body_of({
        change_op("notes.note", log.row(1), {{"odometer_km", sync::Reading{0, 900}}}
          )
    }));
    log.add(body_of({
        change_op("notes.note", log.row(1), {{"odometer_km", sync::Reading{1, -5}}}
          )
    }));
    world.at_node(log);
    CHECK(world.shown(log.row(1), "odometer_km") == "-5");
    world.at_hub(log);
    world.decide();
    CHECK(world.shown(log.row(1), "odometer_km") == "900");
}

TEST_CASE("settle: a rejected change of a set puts the elements back", "[replica]") {
    Watched world;
    const Forger log = world.forger();
    CHECK(world.reject("tags",
                       sync::SetChange{
                           {"old", "red"},
                           {}
    },
                       sync::SetChange{{"blue"}, {{"red", {first_of(log)}}}}) ==
          "old,red > blue,old > old,red");
}

TEST_CASE("settle: a rejected lift leaves the restriction", "[replica]") {
    Watched world;
    const Forger log = world.forger();
    CHECK(world.reject("stop_sale", sync::Restriction{true, {}},
                       sync::Restriction{false, {first_of(log)}}) == "true > - > true");
}

TEST_CASE("settle: a rejected restriction is gone", "[replica]") {
    Watched world;
    CHECK(world.reject("stop_sale", sync::Restriction{false, {}}, sync::Restriction{true, {}}) ==
          "- > true > -");
}

TEST_CASE("settle: a rejected own value gives the one before back", "[replica]") {
    Watched world;
    CHECK(world.reject("title", plain("Key"), plain("Lock")) == "Key > Lock > Key");
}

TEST_CASE("settle: a rejected text gives the one before back", "[replica]") {
    Watched world;
    CHECK(world.reject("text", plain("one"), plain("two")) == "one > two > one");
}

TEST_CASE("settle: a rejected transition leaves the row in the state before", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101", "one")}));
    sync::Body submit = body_of({
        change_op("notes.note", log.row(1),
                  {{"status", steps("draft", first_of(log), "submitted")},
                                             {"text", plain("two")},
                                             {"odometer_km", sync::Reading{0, 5'000'000}}}
                   )
    });
    submit.command = 0x0302;
    log.add(submit);
    world.at_node(log);
    CHECK(world.shown(log.row(1), "status") == "submitted");
    CHECK(world.shown(log.row(1), "text") == "two");
    world.at_hub(log);
    world.decide();
    CHECK(world.shown(log.row(1), "status") == "draft");
    CHECK(world.shown(log.row(1), "text") == "one");
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}

TEST_CASE("settle: of write-once values the first that counts holds", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({note_op("B0101")}));
    world.at_hub(log);
    world.at_node(log);
    world.decide();
    // B0102 does not know of the reference that B0101 has written before.
    log.add(body_of({
        change_op("notes.note", log.row(1),
                  {{"reference", plain("R-2")}, {"odometer_km", sync::Reading{0, -1}}}
                   )
    }));
    world.network.advance(Milliseconds(60'000));
    REQUIRE(world.network.commit(world.node(),
                                 edit_of(kStream, change("notes.note", log.row(1),
                                                         {
                                                             {"reference", text("R-3")}
    }))));
    world.at_node(log);
    CHECK(world.shown(log.row(1), "reference") == "R-2");
    REQUIRE(world.node().replica().conflicts(kStream)->size() == 1);
    world.at_hub(log);
    REQUIRE(carry(world.network, world.node(), world.hub(), kStream,
                  world.node().key().public_key()) == "taken");
    world.decide();
    CHECK(world.shown(log.row(1), "reference") == "R-3");
    CHECK(world.node().replica().conflicts(kStream)->empty());
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}

// Two transitions that leave one state: the hub's order decides, the loser's entry is switched off.

namespace {

/// B0101 submits the note, B0102 cancels it, neither knowing of the other. Both change the text.
class Fork : public Watched {
public:
    Fork() : log(forger()), other(network.node("B0102"), kStream) {
        log.add(body_of({note_op("B0101", "as found")}));
        submit = step("submitted", 0x0302, "submitted text");
        cancel = step("cancelled", 0x0306, "cancelled text");
        log.add(submit);
        sync::Header header = other.next();
        header.hlc = log.hlc + 100;
        header.deps = {
            {log.prefix(), 1, read_big_endian(log.entry(1).hash.view().first(8))}
        };
        other.add(header, cancel);
    }
    /// Status and text at the hub and at a newcomer that gets the logs before the decisions.
    std::string outcome() {
        Site& site = newcomer();
        REQUIRE(carry(network, hub(), site, kStream, log.author()) == "taken");
        REQUIRE(carry(network, hub(), site, kStream, other.author()) == "taken");
        const auto show = [&](Site& at) {
            return text_of(at.replica(), "notes.note", log.row(1), "status") + " " +
                   text_of(at.replica(), "notes.note", log.row(1), "text");
        };
        std::string out = show(site) + " > ";
        decide(site);
        out += show(site);
        if (show(hub()) != show(site)) out += ", " + show(hub()) + " at the hub";
        conflicts = site.replica().conflicts(kStream)->size();
        return compare(hub(), site, kStream) == "equal" ? out : out + ", not equal";
    }

    Forger log;
    Forger other;
    sync::Body submit;
    sync::Body cancel;
    std::size_t conflicts = 0;

private:
    sync::Body step(const char* to, std::uint16_t command, const char* words) {
        sync::Body body = body_of({
            change_op("notes.note", log.row(1),
                      {{"status", steps("draft", first_of(log), to)}, {"text", plain(words)}}
                       )
        });
        body.command = command;
        return body;
    }
};

}  // namespace

TEST_CASE("settle: of two transitions the one that the hub decides first is taken", "[replica]") {
    Fork first_wins;
    first_wins.at_hub(first_wins.log);
    first_wins.at_hub(first_wins.other);
    CHECK(first_wins.outcome() == "submitted submitted text > submitted submitted text");
    CHECK(first_wins.conflicts == 1);
}

TEST_CASE("settle: the hub's order turns a fork that a branch had seen otherwise", "[replica]") {
    Fork later_wins;
    REQUIRE(receive(later_wins.network, later_wins.hub(), later_wins.log,
                    later_wins.log.run(1, 1)) == "taken");
    later_wins.at_hub(later_wins.other);
    later_wins.at_hub(later_wins.log);
    // Undecided, the smaller version is taken; decided, the cancellation that the hub had first.
    CHECK(later_wins.outcome() == "submitted submitted text > cancelled cancelled text");
    CHECK(later_wins.conflicts == 1);
}

// Cuts.

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

// Balances.

TEST_CASE("settle: a rejected movement leaves the balance as it was", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({bin_op("B0101"), move_op("B0101", 3000)}));
    log.add(body_of({move_op("B0101", -5000)}));
    log.add(body_of({move_op("B0101", 1000)}));
    const auto on_hand = [&](Site& site) {
        return text_of(site.replica(), "stock.bin", bin_of("B0101"), "on_hand");
    };
    world.at_node(log);
    CHECK(on_hand(world.node()) == "-1000");
    world.at_hub(log);
    CHECK(on_hand(world.hub()) == "4000");
    world.decide();
    CHECK(on_hand(world.node()) == "4000");
    CHECK(world.node().replica().rejected(kStream)->front().reason.code == "NEGATIVE_BALANCE");
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}

TEST_CASE("settle: with the importer's permission a bin may hold less than nothing", "[replica]") {
    Watched world;
    REQUIRE(world.network.commit(world.hub(), edit_of(kStream, keyed("stock.bin",
                                                                     {
                                                                         "B0101", "P-1", "A1"
    },
                                                                     {{"allow_negative", true}}))));
    Forger log = world.forger();
    log.add(body_of({move_op("B0101", -5000)}));
    world.at_hub(log);
    CHECK(text_of(world.hub().replica(), "stock.bin", bin_of("B0101"), "on_hand") == "-5000");
    CHECK(world.hub().replica().rejected(kStream)->empty());
}

TEST_CASE("settle: a voided movement leaves the balance", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({bin_op("B0101"), move_op("B0101", 3000)}));
    log.add(body_of({move_op("B0101", 2000)}));
    log.add(body_of({
        change_op("stock.move", log.row(1), {{"life", sync::Life::voided}}
          )
    }));
    world.at_node(log);
    world.at_hub(log);
    world.decide();
    for (Site* site : {&world.hub(), &world.node()}) {
        CHECK(text_of(site->replica(), "stock.bin", bin_of("B0101"), "on_hand") == "2000");
    }
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}

TEST_CASE("settle: movements beyond all numbers leave replicas that agree", "[replica]") {
    Watched world;
    Forger log = world.forger();
    log.add(body_of({bin_op("B0101"), move_op("B0101", INT64_MAX)}));
    log.add(body_of({move_op("B0101", INT64_MAX)}));
    log.add(body_of({
        change_op("stock.move", log.row(1), {{"life", sync::Life::voided}}
          )
    }));
    world.at_node(log);
    world.at_hub(log);
    world.decide();
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}
