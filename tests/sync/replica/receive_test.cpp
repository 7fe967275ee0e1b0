// What a replica refuses of a run, and what it does with what it takes. Hub and node are asked
// alike: one set of checks, one set of codes.
#include <catch2/catch.hpp>

#include "common/pack/writer.hpp"
#include "sync/entry/chain.hpp"
#include "sync/tuning.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// B0101's log is written by hand; the hub and B0102 receive it.
class World : public CutBranches {
public:
    Forger forger() { return {network.node("B0101"), kStream}; }
    Forger forger_beside() { return {network.node("B0102"), kStream}; }
    Site& node() { return network.node("B0102"); }

    /// The answer of hub and node, which must be one.
    std::string both(const Forger& log, const sync::Run& run) {
        const std::string at_hub = receive(network, hub(), log, run);
        const std::string at_node = receive(network, node(), log, run);
        return at_hub == at_node ? at_hub : at_hub + " at the hub, " + at_node + " at the node";
    }
    std::uint64_t applied(Site& site, const Forger& log) {
        const sync::LogBook* book = site.replica().state().books.log(log.log());
        return book == nullptr ? 0 : book->applied_seq;
    }
    std::uint64_t stored(Site& site, const Forger& log) {
        const sync::LogBook* book = site.replica().state().books.log(log.log());
        return book == nullptr ? 0 : book->head_seq;
    }
    /// What the tables of a replica hold in all.
    std::string tables(Site& site) {
        std::string out;
        for (const char* table : {"log", "run", "causal", "receipt", "void_entry", "quarantine"}) {
            out += std::string(table) + " " +
                   std::to_string(count_of(site, std::string("SELECT count(*) FROM ") + table)) +
                   ", ";
        }
        return out + to_hex(site.replica().digest(kStream)->digest);
    }
};

sync::Body note(std::string_view text = "as found") {
    return body_of({note_op("B0101", text)});
}

/// Adds a note that names an entry of a log that nobody has.
void add_stuck(Forger& log) {
    sync::Header header = log.next();
    header.deps = {
        {4711, 1, 1}
    };
    log.add(header, note());
}

Forger notes(World& world, std::size_t count) {
    Forger log = world.forger();
    for (std::size_t i = 0; i < count; ++i) log.add(note());
    return log;
}

}  // namespace

TEST_CASE("receive: a sound run is stored, applied and given on", "[replica]") {
    World world;
    const Forger log = notes(world, 3);
    CHECK(world.both(log, log.all()) == "taken");
    for (Site* site : {&world.hub(), &world.node()}) {
        CHECK(world.applied(*site, log) == 3);
        const auto run = site->replica().read_run(kStream, log.log(), 0, 1U << 20U);
        REQUIRE(run);
        REQUIRE(*run);
        CHECK(**run == log.all());
    }
}

TEST_CASE("receive: a log of an unknown author is unknown_log", "[replica]") {
    World world;
    Forger log(world.hub(), kStream, crypto::SigningKey::from_seed(Bytes(32, 0x99)));
    log.add(note());
    CHECK(world.both(log, log.all()) == "unknown_log");
}

TEST_CASE("receive: a log under another author's id is unknown_log", "[replica]") {
    World world;
    const Forger log = notes(world, 1);
    sync::Run run = log.all();
    run.log = world.forger_beside().log();
    CHECK(world.both(log, run) == "unknown_log");
}

TEST_CASE("receive: a stream that is not held here is out_of_scope", "[replica]") {
    World world;
    Forger log(world.network.node("B0101"), "dealer/D07");
    log.add(note());
    CHECK(world.both(log, log.all()) == "out_of_scope");
}

TEST_CASE("receive: a stream that the author's certificate does not name is out_of_scope",
          "[replica]") {
    World world;
    Site& other = join(world.network, "B0201");
    world.network.cut("B0201");
    Forger log(world.network.node("B0101"), "dealer/D02");
    log.add(note());
    CHECK(receive(world.network, world.hub(), log, log.all()) == "out_of_scope");
    CHECK(receive(world.network, other, log, log.all()) == "out_of_scope");
}

TEST_CASE("receive: a run behind a hole is a gap", "[replica]") {
    World world;
    const Forger log = notes(world, 4);
    CHECK(world.both(log, log.run(2, 4)) == "gap");
    CHECK(world.both(log, log.run(1, 2)) == "taken");
    CHECK(world.both(log, log.run(4, 4)) == "gap");
    CHECK(world.both(log, log.run(3, 4)) == "taken");
}

TEST_CASE("receive: a run that continues another history is a fork", "[replica]") {
    World world;
    Forger log = notes(world, 2);
    REQUIRE(world.both(log, log.all()) == "taken");
    log.rewind(1);
    log.add(note("another second"));
    log.add(note("third"));
    CHECK(world.both(log, log.run(3, 3)) == "fork");
    log.rewind(0);
    log.add(note("another first"));
    log.add(note("another second"));
    CHECK(world.both(log, log.run(2, 2)) == "fork");
}

TEST_CASE("receive: two signed histories freeze the log where it stands", "[replica]") {
    World world;
    Forger log = notes(world, 2);
    REQUIRE(world.both(log, log.all()) == "taken");
    const sync::Run sound = log.all();
    log.rewind(1);
    log.add(note("another second"));
    log.add(note("third"));
    CHECK(world.both(log, log.run(1, 3)) == "fork");
    // Frozen: not even the history that is here goes on, also after a restart.
    CHECK(world.both(log, sound) == "fork");
    world.node().stop();
    REQUIRE(world.node().start());
    CHECK(receive(world.network, world.node(), log, sound) == "fork");
    CHECK(world.applied(world.node(), log) == 2);
}

TEST_CASE("receive: a fork whose second history is not signed freezes nothing", "[replica]") {
    World world;
    Forger log = notes(world, 2);
    REQUIRE(world.both(log, log.run(1, 1)) == "taken");
    const sync::Run sound = log.all();
    log.rewind(0);
    log.add(note("another first"));
    sync::Run forged = log.all();
    forged.signature = {};
    CHECK(world.both(log, forged) == "bad_signature");
    CHECK(world.both(log, sound) == "taken");
}

TEST_CASE("receive: entry bytes that are not canonical are bad_encoding", "[replica]") {
    World world;
    const Forger log = notes(world, 1);
    sync::Run run = log.all();
    Bytes longer{0xdc, 0x00, 0x07};  // An array of seven in the wider form.
    append(longer, ByteView(run.entries).subspan(1));
    run.entries = longer;
    CHECK(world.both(log, run) == "bad_encoding");
    run = log.all();
    run.entries.pop_back();
    CHECK(world.both(log, run) == "bad_encoding");
    run.entries.clear();
    CHECK(world.both(log, run) == "bad_encoding");
    run = log.all();
    run.first_seq = 0;
    CHECK(world.both(log, run) == "bad_encoding");
}

TEST_CASE("receive: a changed body is body_hash", "[replica]") {
    World world;
    const Forger log = notes(world, 2);
    sync::Run run = log.all();
    const std::string word = "as found";
    const auto at = std::search(run.entries.begin(), run.entries.end(), word.begin(), word.end());
    REQUIRE(at != run.entries.end());
    *at = 'A';
    CHECK(world.both(log, run) == "body_hash");
    run = log.all();
    run.head_prefix ^= 1U;  // Or the head that the sender names is another.
    CHECK(world.both(log, run) == "body_hash");
}

TEST_CASE("receive: a head signed by another key is bad_signature", "[replica]") {
    World world;
    const Forger log = notes(world, 2);
    sync::Run run = log.all();
    run.signature =
        sync::sign_head(world.node().key(), world.hub().replica().net(), log.entry(2).hash);
    CHECK(world.both(log, run) == "bad_signature");
    run.signature = sync::sign_head(world.network.node("B0101").key(), NetId{}, log.entry(2).hash);
    CHECK(world.both(log, run) == "bad_signature");  // Signed for another network.
    run.signature = log.run(1, 1).signature;
    CHECK(world.both(log, run) == "bad_signature");
}

TEST_CASE("receive: a header without its body is missing_body", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(note());
    const sync::Header& h = log.entry(1).header;
    pack::Writer w;
    w.array(9).uint(h.format).uint(h.hlc).array(0).uint(h.policy_epoch).uint(h.schema_version);
    w.nil().nil().uint(h.body_size).bytes(h.body_hash);
    sync::Run run = log.all();
    run.entries = w.take();
    CHECK(world.both(log, run) == "missing_body");
}

TEST_CASE("receive: an entry over 256 KiB is too_large", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(note(std::string(sync::kEntryBytesMax + 1, 'x')));
    CHECK(world.both(log, log.all()) == "too_large");
}

TEST_CASE("receive: a refused run leaves nothing behind", "[replica]") {
    World world;
    Forger log = notes(world, 3);
    const std::string at_hub = world.tables(world.hub());
    const std::string at_node = world.tables(world.node());
    sync::Run run = log.all();
    run.signature = {};
    CHECK(world.both(log, run) == "bad_signature");
    CHECK(world.both(log, log.run(2, 3)) == "gap");
    run.entries.pop_back();
    CHECK(world.both(log, run) == "bad_encoding");
    CHECK(world.tables(world.hub()) == at_hub);
    CHECK(world.tables(world.node()) == at_node);
}

TEST_CASE("receive: entries that are here already are taken without a trace", "[replica]") {
    World world;
    const Forger log = notes(world, 5);
    REQUIRE(world.both(log, log.run(1, 3)) == "taken");
    const std::string before = world.tables(world.hub());
    CHECK(world.both(log, log.run(1, 3)) == "taken");
    CHECK(world.both(log, log.run(2, 2)) == "taken");
    CHECK(world.tables(world.hub()) == before);
    CHECK(world.both(log, log.run(2, 5)) == "taken");
    CHECK(world.applied(world.hub(), log) == 5);
    const auto run = world.hub().replica().read_run(kStream, log.log(), 3, 1U << 20U);
    REQUIRE(run);
    REQUIRE(*run);
    CHECK(**run == log.run(4, 5));
}

TEST_CASE("receive: an own entry that is not here puts the identity in doubt", "[replica]") {
    World world;
    const Forger log = notes(world, 1);
    Site& self = world.network.node("B0101");
    CHECK(receive(world.network, self, log, log.all()) == "error own-log-ahead");
    CHECK(self.replica().in_doubt());
    const auto refused = world.network.commit(
        self, edit_of(kStream, new_row("notes.note", {
                                                         {"branch", std::string("B0101")},
                                                         {"title",  std::string("Key")  }
    })));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::identity);
}

TEST_CASE("receive: another entry in place of an own one puts the identity in doubt", "[replica]") {
    World world;
    Site& self = world.node();
    const auto made = world.network.commit(
        self, edit_of(kStream, new_row("notes.note", {
                                                         {"branch", std::string("B0102")},
                                                         {"title",  std::string("Key")  }
    })));
    REQUIRE(made);
    Forger copy = world.forger_beside();  // Another machine with our key.
    copy.add(body_of({note_op("B0102")}));
    CHECK(receive(world.network, self, copy, copy.all()) == "error own-log-ahead");
    CHECK(self.replica().in_doubt());
}

TEST_CASE("receive: own entries that are here come back without harm", "[replica]") {
    World world;
    Site& self = world.node();
    REQUIRE(world.network.commit(
        self, edit_of(kStream, new_row("notes.note", {
                                                         {"branch", std::string("B0102")},
                                                         {"title",  std::string("Key")  }
    }))));
    REQUIRE(carry(world.network, self, world.hub(), kStream, self.key().public_key()) == "taken");
    const LogId own = sync::make_log_id(self.replica().net(), kStream, self.key().public_key());
    const auto run = world.hub().replica().read_run(kStream, own, 0, 1U << 20U);
    REQUIRE(run);
    REQUIRE(*run);
    CHECK(receive(world.network, self, world.forger_beside(), **run) == "taken");
    CHECK_FALSE(self.replica().in_doubt());
}

TEST_CASE("receive: an entry waits for the entries that it names", "[replica]") {
    World world;
    const Forger first = notes(world, 2);
    Forger second = world.forger_beside();
    sync::Header header = second.next();
    header.hlc = first.hlc + 10;
    header.deps = {
        {first.prefix(), 2, read_big_endian(first.entry(2).hash.view().first(8))}
    };
    second.add(header, body_of({
                           change_op("notes.note", first.row(2), {{"text", plain("seen")}}
                             )
    }));
    Site& hub = world.hub();
    CHECK(receive(world.network, hub, second, second.all()) == "taken");
    CHECK(world.applied(hub, second) == 0);
    CHECK(hub.replica().status(kStream)->waiting == 1);
    CHECK(receive(world.network, hub, first, first.run(1, 1)) == "taken");
    CHECK(world.applied(hub, second) == 0);
    CHECK(receive(world.network, hub, first, first.run(2, 2)) == "taken");
    CHECK(world.applied(hub, second) == 1);
    CHECK(hub.replica().status(kStream)->waiting == 0);
    CHECK(text_of(hub.replica(), "notes.note", first.row(2), "text") == "seen");
}

TEST_CASE("receive: what waits is not in the applied vector, but is given on", "[replica]") {
    World world;
    Forger log = world.forger();
    add_stuck(log);
    CHECK(world.both(log, log.all()) == "taken");
    CHECK(world.hub().replica().digest(kStream)->vector.empty());
    const auto run = world.hub().replica().read_run(kStream, log.log(), 0, 1U << 20U);
    REQUIRE(run);
    REQUIRE(*run);
    CHECK(**run == log.all());
}

TEST_CASE("receive: a log that can never go on does not stop another", "[replica]") {
    World world;
    Forger poisoned = world.forger();
    add_stuck(poisoned);
    Forger sound = world.forger_beside();
    sound.add(body_of({note_op("B0102")}));
    Site& hub = world.hub();
    CHECK(receive(world.network, hub, poisoned, poisoned.all()) == "taken");
    CHECK(receive(world.network, hub, sound, sound.all()) == "taken");
    CHECK(world.applied(hub, poisoned) == 0);
    CHECK(world.applied(hub, sound) == 1);
}

TEST_CASE("receive: an entry waits for the policy that it names", "[replica]") {
    World world;
    REQUIRE(world.network.write(world.hub(), [](sync::Replica& hub) {
        return hub::define_role(hub, "clerk", "notes.note");
    }));
    Forger log = world.forger();
    log.policy_epoch = world.hub().replica().state().policy_epoch();
    log.add(note());
    CHECK(world.both(log, log.all()) == "taken");
    CHECK(world.applied(world.hub(), log) == 1);
    CHECK(world.applied(world.node(), log) == 0);
    REQUIRE(carry(world.network, world.hub(), world.node(), "policy",
                  world.hub().key().public_key()) == "taken");
    CHECK(world.applied(world.node(), log) == 1);
}

TEST_CASE("receive: an entry stamped far ahead is held until its time is near", "[replica]") {
    World world;
    const auto ahead = sync::tuning::kHoldAhead + std::chrono::minutes(1);
    Forger log = world.forger();
    log.hlc = static_cast<std::uint64_t>((world.network.now() + ahead).time_since_epoch().count())
              << 16U;
    log.add(note());
    CHECK(world.both(log, log.all()) == "taken");
    CHECK(world.applied(world.hub(), log) == 0);
    CHECK(world.applied(world.node(), log) == 0);
    world.network.advance(std::chrono::minutes(2));
    for (Site* site : {&world.hub(), &world.node()}) {
        REQUIRE(world.network.write(*site, [](sync::Replica& r) { return r.apply_waiting(); }));
        CHECK(world.applied(*site, log) == 1);
    }
}

TEST_CASE("receive: a held entry does not move our clock", "[replica]") {
    World world;
    Forger log = world.forger();
    const auto far = world.network.now() + std::chrono::hours(24 * 365);
    log.hlc = static_cast<std::uint64_t>(far.time_since_epoch().count()) << 16U;
    log.add(note());
    REQUIRE(receive(world.network, world.node(), log, log.all()) == "taken");
    const auto made = world.network.commit(
        world.node(), edit_of(kStream, new_row("notes.note", {
                                                                 {"branch", std::string("B0102")},
                                                                 {"title",  std::string("Key")  }
    })));
    REQUIRE(made);
    const sync::LogBook* own = world.node().replica().state().books.stream(kStream)->own_log;
    CHECK(own->applied_hlc < log.entry(1).header.hlc);
}

TEST_CASE("receive: an entry of a newer schema is kept for later, not void", "[replica]") {
    World world;
    Forger log = world.forger();
    sync::Header header = log.next();
    header.schema_version = schema::kSchemaVersion + 1;
    log.add(header, note());
    CHECK(world.both(log, log.all()) == "taken");
    for (Site* site : {&world.hub(), &world.node()}) {
        CHECK(world.stored(*site, log) == 1);
        CHECK(world.applied(*site, log) == 0);
        CHECK(void_code(*site, log.log(), 1) == "-");
    }
}

// Transactions of several entries.

namespace {

void add_part(Forger& log, sync::TxPart part, const sync::Body& body) {
    sync::Header header = log.next();
    header.tx = part;
    log.add(header, body);
}

sync::Body locking(const RowId& row) {  // Void: the lock is the importer's.
    return body_of({
        change_op("notes.note", row, {{"locked", plain_flag(true)}}
          )
    });
}

}  // namespace

TEST_CASE("receive: the parts of a transaction are applied together", "[replica]") {
    World world;
    Forger log = world.forger();
    add_part(log, {1, 1, 3}, note());
    add_part(log,
             {
                 1, 2, 3
    },
             body_of({change_op("notes.note", log.row(1), {{"text", plain("two")}})}));
    add_part(log, {1, 3, 3}, note());
    CHECK(world.both(log, log.run(1, 1)) == "taken");
    CHECK(world.applied(world.hub(), log) == 0);
    CHECK(world.both(log, log.run(2, 2)) == "taken");
    CHECK(world.applied(world.hub(), log) == 0);
    CHECK(world.both(log, log.run(3, 3)) == "taken");
    CHECK(world.applied(world.hub(), log) == 3);
    CHECK(world.applied(world.node(), log) == 3);
    CHECK(text_of(world.hub().replica(), "notes.note", log.row(1), "text") == "two");
}

TEST_CASE("receive: one void part makes the whole transaction void", "[replica]") {
    World world;
    Forger log = world.forger();
    add_part(log, {1, 1, 2}, note());
    add_part(log, {1, 2, 2}, locking(log.row(1)));
    log.add(note());
    CHECK(world.both(log, log.all()) == "taken");
    for (Site* site : {&world.hub(), &world.node()}) {
        CHECK(void_code(*site, log.log(), 1) == "hub_field");
        CHECK(void_code(*site, log.log(), 2) == "hub_field");
        CHECK(void_code(*site, log.log(), 3) == "-");
        CHECK(text_of(site->replica(), "notes.note", log.row(1), "text") == "-");
    }
}

TEST_CASE("receive: a part knows what the parts before it had seen", "[replica]") {
    World world;
    Forger beside = world.forger_beside();
    beside.add(body_of({note_op("B0102")}));
    Forger log = world.forger();
    sync::Header header = log.next();
    header.hlc = beside.hlc + 1;
    header.tx = sync::TxPart{1, 1, 2};
    header.deps = {
        {beside.prefix(), 1, read_big_endian(beside.entry(1).hash.view().first(8))}
    };
    log.add(header, note());
    add_part(log,
             {
                 1, 2, 2
    },
             body_of({change_op("notes.note", beside.row(1), {{"text", plain("x")}})}));
    REQUIRE(receive(world.network, world.hub(), beside, beside.all()) == "taken");
    REQUIRE(receive(world.network, world.hub(), log, log.all()) == "taken");
    CHECK(void_code(world.hub(), log.log(), 2) == "-");
    CHECK(text_of(world.hub().replica(), "notes.note", beside.row(1), "text") == "x");
}

TEST_CASE("receive: a part without its beginning is void", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(note());
    add_part(log, {1, 2, 2}, note());
    log.add(note());
    CHECK(world.both(log, log.all()) == "taken");
    CHECK(void_code(world.hub(), log.log(), 1) == "-");
    CHECK(void_code(world.hub(), log.log(), 2) == "bad_dep");
    CHECK(void_code(world.node(), log.log(), 2) == "bad_dep");
    CHECK(void_code(world.hub(), log.log(), 3) == "-");
}

TEST_CASE("receive: a transaction whose parts do not belong together is void", "[replica]") {
    World world;
    Forger log = world.forger();
    add_part(log, {1, 1, 2}, note());
    log.add(note());
    CHECK(world.both(log, log.all()) == "taken");
    for (Site* site : {&world.hub(), &world.node()}) {
        CHECK(void_code(*site, log.log(), 1) == "bad_dep");
        CHECK(void_code(*site, log.log(), 2) == "-");
    }
}

TEST_CASE("receive: one part that the hub rejects rejects the whole transaction", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(body_of({bin_op("B0101"), move_op("B0101", 1000)}));
    add_part(log, {2, 1, 3}, body_of({move_op("B0101", 5000)}));
    add_part(log, {2, 2, 3}, body_of({move_op("B0101", -4000)}));
    add_part(log, {2, 3, 3}, body_of({move_op("B0101", -4000)}));  // 2000 short.
    REQUIRE(receive(world.network, world.node(), log, log.all()) == "taken");
    CHECK(text_of(world.node().replica(), "stock.bin", bin_of("B0101"), "on_hand") == "-2000");
    REQUIRE(receive(world.network, world.hub(), log, log.all()) == "taken");
    CHECK(text_of(world.hub().replica(), "stock.bin", bin_of("B0101"), "on_hand") == "1000");
    REQUIRE(carry(world.network, world.hub(), world.node(), kStream,
                  world.hub().key().public_key()) == "taken");
    CHECK(text_of(world.node().replica(), "stock.bin", bin_of("B0101"), "on_hand") == "1000");
    const auto rejected = world.node().replica().rejected(kStream);
    REQUIRE(rejected);
    REQUIRE(rejected->size() == 3);
    for (const auto& entry : *rejected) CHECK(entry.reason.code == "NEGATIVE_BALANCE");
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
}

TEST_CASE("receive: a flood of void entries does not choke the hub's receipts", "[replica]") {
    World world;
    Forger log = world.forger();
    log.add(note());
    for (int i = 0; i < 3000; ++i) log.add(locking(log.row(1)));
    CHECK(receive(world.network, world.hub(), log, log.all()) == "taken");
    const sync::LogBook* book = world.hub().replica().state().books.log(log.log());
    REQUIRE(book != nullptr);
    CHECK(book->applied_seq == 3001);
    CHECK(book->settled_seq() == 3001);
    CHECK(count_of(world.hub(), "SELECT count(*) FROM exception") == 3000);
    REQUIRE(receive(world.network, world.node(), log, log.all()) == "taken");
    REQUIRE(carry(world.network, world.hub(), world.node(), kStream,
                  world.hub().key().public_key()) == "taken");
    CHECK(compare(world.hub(), world.node(), kStream) == "equal");
    CHECK(count_of(world.node(), "SELECT count(*) FROM exception") == 3000);
}
