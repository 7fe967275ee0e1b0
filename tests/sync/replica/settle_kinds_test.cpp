// What a rejection leaves of each kind of field: readings, sets, restrictions, states, balances.
#include <catch2/catch.hpp>

#include "tests/sync/replica/watched.hpp"

using namespace branchline;
using namespace branchline::test;

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
