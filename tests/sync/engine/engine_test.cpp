// One engine: who it believes to be, what it says when the disk will not do, and to whom it speaks.
#include "sync/engine/engine.hpp"

#include <catch2/catch.hpp>

#include "sync/tuning.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

engine::Edit note(const std::string& branch, std::size_t size = 10) {
    return edit_of(kStream, new_row("notes.note", {
                                                      {"branch", branch},
                                                      {"title", text("Key")},
                                                      {"text", std::string(size, 'x')}
    }));
}

engine::Record record(Site& site, const RowId& row) {
    const auto found = site.replica().find(*domain::registry().by_name("notes.note"), row);
    REQUIRE(found);
    return *found;
}

/// What a list of outputs says, in short words.
std::vector<std::string> words(const std::vector<sync::Output>& outputs) {
    std::vector<std::string> out;
    for (const sync::Output& output : outputs) {
        if (const auto* end = std::get_if<sync::Disconnect>(&output)) {
            out.push_back("disconnect " + end->why.code);
            continue;
        }
        const auto message = sync::decode(std::get<sync::SendTo>(output).frame);
        REQUIRE(message);
        if (std::holds_alternative<sync::Ack>(*message)) out.emplace_back("ack");
        if (std::holds_alternative<sync::Nack>(*message)) out.emplace_back("nack");
        if (std::holds_alternative<sync::Data>(*message)) out.emplace_back("data");
        if (const auto* bye = std::get_if<sync::Bye>(&*message)) out.push_back("bye " + bye->code);
    }
    return out;
}

using Words = std::vector<std::string>;

/// Two engines joined by hand, so that a test can look at every round.
class Line {
public:
    Line(Network& network, Site& hub, Site& node) : network_(network), hub_(hub), node_(node) {
        hub_.engine().connected(kAtHub, node.name(), node.scope);
        node_.engine().connected(kAtNode, "hub", node.scope);
    }
    /// Runs one side and carries what it says; answers its words.
    Words run_hub() { return carry_over(hub_, node_, kAtNode, last_hub); }
    Words run_node() { return carry_over(node_, hub_, kAtHub, last_node); }
    /// Hands an edit to the node's engine; its next round does it.
    void write(const engine::Edit& edit) {
        node_.engine().submit({.writes = true,
                               .work = [edit](sync::Replica& node) { (void)node.commit(edit); },
                               .done = {}});
    }
    void settle() {
        for (int i = 0; i < 20; ++i) {
            run_hub();
            run_node();
        }
    }

    Result<> last_hub;
    Result<> last_node;

private:
    static constexpr sync::PeerId kAtHub = 1001;
    static constexpr sync::PeerId kAtNode = 1002;

    Words carry_over(Site& from, Site& to, sync::PeerId peer, Result<>& last) {
        network_.advance(Milliseconds(1));
        auto outputs = from.engine().run(network_.now());
        last = outputs ? Result<>{} : Result<>(std::unexpected(outputs.error()));
        if (!outputs) return {"error " + outputs.error().id};
        for (const sync::Output& output : *outputs) {
            if (const auto* send = std::get_if<sync::SendTo>(&output)) {
                to.engine().received(peer, send->frame);
            }
        }
        return words(*outputs);
    }

    Network& network_;
    Site& hub_;
    Site& node_;
};

bool says(const Words& said, const std::string& word) {
    return std::find(said.begin(), said.end(), word) != said.end();
}

/// A second node greets the hub and tells that it holds what the hub holds.
void join_by_hand(Network& network, Site& hub, Site& node) {
    constexpr sync::PeerId kPeer = 2001;
    sync::Session session({.net = hub.replica().net(),
                           .self = node.key().public_key(),
                           .software = "test",
                           .schema_version = schema::kSchemaVersion,
                           .scope = node.scope});
    hub.engine().connected(kPeer, node.name(), node.scope);
    const auto say = [&](const sync::SessionInput& input) {
        for (const sync::Effect& effect : session.step(input, network.now())) {
            const auto* send = std::get_if<sync::SendFrame>(&effect);
            if (send != nullptr) hub.engine().received(kPeer, send->frame);
        }
    };
    say(sync::Connected{});
    sync::LocalHeads heads;
    for (const std::string& stream : node.scope) heads[stream] = hub.replica().heads(stream);
    say(sync::Advanced{heads});
    for (int round = 0; round < 3; ++round) {
        const auto outputs = hub.engine().run(network.now());
        REQUIRE(outputs);
        for (const sync::Output& output : *outputs) {
            const auto* send = std::get_if<sync::SendTo>(&output);
            if (send != nullptr && send->peer == kPeer) say(sync::Received{send->frame});
        }
    }
}

/// A record that cannot be written.
class BrokenHighWater final : public sync::HighWater {
public:
    Result<Bytes> read() override { return Bytes(); }
    Result<> write(ByteView) override { return fail(Code::io, "disk-failed", "no such slot"); }
};

/// Fills a disk to the last byte with what commits leave.
Result<engine::Committed> fill_disk(Network& network, Site& site, const std::string& branch) {
    site.disk().set_capacity(site.disk().used_bytes());
    for (int i = 0; i < 200; ++i) {
        auto made = network.commit(site, note(branch, 60'000));
        if (!made) return made;
    }
    return fail(Code::invalid, "endless", "the disk never filled");
}

}  // namespace

// Identity.

TEST_CASE("engine: a new replica and a restarted one are who they are", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    REQUIRE(network.commit(node, note("B0101")));
    network.settle();
    network.cut("B0101");
    node.stop();
    CHECK(node.start());
    network.hub().stop();
    CHECK(network.hub().start());
}

TEST_CASE("engine: a database older than what was said is refused", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    REQUIRE(network.commit(node, note("B0101")));
    network.settle();
    network.cut("B0101");
    node.stop();
    const Bytes backup = node.disk().image("replica.db");
    REQUIRE(node.start());
    REQUIRE(network.commit(node, note("B0101")));
    network.connect("B0101");
    network.settle();
    network.cut("B0101");
    node.stop();
    node.disk().load("replica.db", backup);
    const auto started = node.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().code == Code::identity);
    CHECK(started.error().id == "older-than-spoken");
}

TEST_CASE("engine: a backup of what was never said may go on", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    REQUIRE(network.commit(node, note("B0101")));
    node.stop();
    const Bytes backup = node.disk().image("replica.db");
    REQUIRE(node.start());
    REQUIRE(network.commit(node, note("B0101")));  // Heard by nobody.
    node.stop();
    node.disk().load("replica.db", backup);
    CHECK(node.start());
}

TEST_CASE("engine: another incarnation's high-water record is refused", "[engine]") {
    Network network;
    join(network, {"B0101", "B0102"});
    for (const char* branch : {"B0101", "B0102"}) {
        REQUIRE(network.commit(network.node(branch), note(branch)));
    }
    network.settle();
    network.cut("B0101");
    Site& node = network.node("B0101");
    node.stop();
    const Bytes other = network.node("B0102").disk().read_slot("high-water");
    REQUIRE_FALSE(other.empty());
    REQUIRE(node.disk().write_slot("high-water", other));
    const auto started = node.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().code == Code::identity);
    CHECK(started.error().id == "other-incarnation");
}

TEST_CASE("engine: a damaged high-water record is refused", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    node.stop();
    REQUIRE(node.disk().write_slot("high-water", Bytes{0x92, 0xc4}));
    CHECK_FALSE(node.start());
}

TEST_CASE("engine: an own entry comes back that is not here, and the engine stops", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    Forger copy(node, kStream);  // Another machine with our key.
    copy.add(body_of({note_op("B0101")}));
    REQUIRE(receive(network, network.hub(), copy, copy.all()) == "taken");
    Line line(network, network.hub(), node);
    line.settle();
    CHECK(node.replica().in_doubt());
    CHECK_FALSE(network.commit(node, note("B0101")));
}

namespace {

/// A node without a line that has just written a note, and then has nothing to do.
class IdleNode {
public:
    IdleNode() : node(join(network, "B0101")) {
        network.settle();
        network.cut("B0101");
        REQUIRE(network.commit(node, note("B0101")));
    }
    /// Lets so many ticks pass, up to the first that fails.
    Result<> idle(int ticks) {
        for (int i = 0; i < ticks; ++i) {
            node.engine().tick();
            TRY_VOID(node.engine().run(network.now()));
        }
        return {};
    }

    Network network;
    Site& node;
};

}  // namespace

TEST_CASE_METHOD(IdleNode, "engine: an idle replica tidies its file up, once", "[engine]") {
    const auto file = [&] { return node.disk().image("replica.db"); };
    const Bytes before = file();
    REQUIRE(idle(sync::tuning::kRestAfterTicks - 1));
    CHECK(file() == before);
    REQUIRE(idle(1));
    CHECK(file() != before);
    const Bytes rested = file();
    REQUIRE(idle(3 * sync::tuning::kRestAfterTicks));
    CHECK(file() == rested);
}

TEST_CASE_METHOD(IdleNode, "engine: an idle replica without room goes on", "[engine]") {
    node.disk().set_capacity(node.disk().used_bytes());
    REQUIRE(idle(2 * sync::tuning::kRestAfterTicks));
    node.disk().set_capacity(std::nullopt);
    CHECK(network.commit(node, note("B0101")));
}

TEST_CASE_METHOD(IdleNode,
                 "engine: a disk that fails while an idle replica tidies up ends the engine",
                 "[engine]") {
    node.disk().crash_after(1);
    const auto ended = idle(2 * sync::tuning::kRestAfterTicks);
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == Code::io);
}

// The disk.

TEST_CASE("engine: a full disk is answered, and what was there stays", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    const auto made = network.commit(node, note("B0101"));
    REQUIRE(made);
    network.settle();
    const auto full = fill_disk(network, node, "B0101");
    REQUIRE_FALSE(full);
    CHECK(full.error().code == Code::disk_full);
    CHECK(record(node, made->rows.front()).progress == engine::Progress::accepted);
    node.disk().set_capacity(std::nullopt);
    CHECK(network.commit(node, note("B0101")));
    network.settle();
    CHECK(compare(network.hub(), node, kStream) == "equal");
}

TEST_CASE("engine: what a full disk could not take is not acknowledged", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    Site& hub = network.hub();
    Line line(network, hub, node);
    line.settle();
    hub.disk().set_capacity(hub.disk().used_bytes());
    bool disconnected = false;
    std::uint64_t unsent = 0;
    for (int i = 0; i < 200 && !disconnected; ++i) {
        line.write(note("B0101", 60'000));
        line.run_node();
        const Words said = line.run_hub();
        disconnected = says(said, "disconnect not_stored");
        if (disconnected) CHECK_FALSE(says(said, "ack"));
        unsent = node.replica().status(kStream)->own_unsent;
        line.run_node();
    }
    REQUIRE(disconnected);
    CHECK(line.last_hub);  // It goes on, and reads.
    CHECK(unsent >= 1);
    hub.disk().set_capacity(std::nullopt);
    network.connect("B0101");
    network.settle();
    CHECK(node.replica().status(kStream)->own_unsent == 0);
    CHECK(compare(hub, node, kStream) == "equal");
}

namespace {

/// A hub between the author of entries and another branch that has told what it holds.
class Between {
public:
    Between() : author(join(network, "B0101")) {
        Site& other = join(network, "B0102");
        network.settle();
        network.cut("B0101");
        network.cut("B0102");
        hub.engine().forward_with([this](const std::vector<sync::Output>& outputs) {
            CHECK(hub.replica().state().database.in_transaction());
            for (const std::string& word : words(outputs)) forwarded.push_back(word);
        });
        to_author.emplace(network, hub, author);
        to_author->write(note("B0101"));  // Heads name only logs that there are.
        to_author->settle();
        join_by_hand(network, hub, other);
    }
    /// The author writes and sends; what the hub then says at the end of its group.
    Words carry(std::size_t size) {
        forwarded.clear();
        to_author->write(note("B0101", size));
        to_author->run_node();
        return to_author->run_hub();
    }

    Network network;
    Site& author;
    Site& hub = network.hub();
    std::optional<Line> to_author;  ///< Laid by hand once the network's own line is cut.
    Words forwarded;                ///< Before the end of the last group.
};

}  // namespace

TEST_CASE_METHOD(Between, "engine: what others wrote goes on before our disk has it", "[engine]") {
    hub.disk().fail_next_sync();
    const Words said = carry(10);
    CHECK(forwarded == Words{"data"});
    CHECK_FALSE(says(said, "ack"));
    CHECK_FALSE(to_author->last_hub);
}

TEST_CASE_METHOD(Between,
                 "engine: who was sent what a full disk could not take is not believed to hold it",
                 "[engine]") {
    hub.disk().set_capacity(hub.disk().used_bytes());
    Words said;
    for (int i = 0; i < 200 && !says(said, "disconnect not_stored"); ++i) {
        said = carry(60'000);
        to_author->run_node();
    }
    REQUIRE_FALSE(forwarded.empty());
    CHECK(std::count(said.begin(), said.end(), "disconnect not_stored") == 2);
}

TEST_CASE("engine: after a failed fsync nothing is acknowledged any more", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    Site& hub = network.hub();
    Line line(network, hub, node);
    line.settle();
    line.write(note("B0101"));
    hub.disk().fail_next_sync();
    Words said;
    for (int i = 0; i < 5 && line.last_hub; ++i) {
        line.run_node();
        said = line.run_hub();
        CHECK_FALSE(says(said, "ack"));
    }
    REQUIRE_FALSE(line.last_hub);
    CHECK(line.last_hub.error().code == Code::io);
    for (int i = 0; i < 3; ++i) {
        line.write(note("B0101"));
        line.run_node();
        said = line.run_hub();
        CHECK_FALSE(line.last_hub);
        CHECK_FALSE(says(said, "ack"));
    }
    CHECK(node.replica().status(kStream)->own_unsent >= 1);
}

TEST_CASE("engine: a person hears of the failed disk, not of success", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    node.disk().fail_next_sync();
    std::optional<Result<>> heard;
    node.engine().submit(
        {.writes = true,
         .work = [](sync::Replica& replica) { (void)replica.commit(note("B0101")); },
         .done = [&](const Result<>& result) { heard = result; }});
    const auto outputs = node.engine().run(network.now());
    REQUIRE_FALSE(outputs);
    CHECK(outputs.error().code == Code::io);
    REQUIRE(heard);
    CHECK_FALSE(*heard);
}

TEST_CASE("engine: an own entry does not leave before the high-water record covers it",
          "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    REQUIRE(network.commit(node, note("B0101")));
    BrokenHighWater broken;
    sync::Engine engine(node.replica(), broken, {.software = "test", .join = {}});
    engine.connected(1, "hub", node.scope);
    engine.received(1, sync::encode(sync::Hello{.net = node.replica().net()}));
    engine.received(1, sync::encode(sync::Heads{.stream = kStream, .logs = {}}));
    const auto outputs = engine.run(network.now());
    REQUIRE_FALSE(outputs);
    CHECK(outputs.error().code == Code::io);
}

TEST_CASE("engine: the high-water record is written on request, for exports", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    network.cut("B0101");
    REQUIRE(network.commit(node, note("B0101")));
    const Bytes before = node.disk().read_slot("high-water");
    REQUIRE(node.engine().cover_own_heads());
    CHECK(node.disk().read_slot("high-water") != before);
}

// Peers.

TEST_CASE("engine: joining is refused where nobody answers for it", "[engine]") {
    Network network;
    sync::Engine& engine = network.hub().engine();
    engine.connected_joining(5);
    engine.received(5, sync::encode(sync::Join{.token_id = Bytes(8, 1)}));
    const auto outputs = engine.run(network.now());
    REQUIRE(outputs);
    CHECK(words(*outputs) == Words{"bye not_enrolled"});
}

TEST_CASE("engine: who has not joined may say nothing else", "[engine]") {
    Network network;
    sync::Engine& engine = network.hub().engine();
    const std::vector<Bytes> frames = {
        sync::encode(sync::Hello{}
        ), sync::encode(sync::Ping{}
        ), Bytes{0xff, 0xff}
    };
    for (const Bytes& frame : frames) {
        engine.connected_joining(5);
        engine.received(5, frame);
        const auto outputs = engine.run(network.now());
        REQUIRE(outputs);
        CHECK(words(*outputs) == Words{"bye not_enrolled"});
    }
}

TEST_CASE("engine: a request to join is answered when the group is durable", "[engine]") {
    Network network;
    Site& hub = network.hub();
    network.add_node("B0101");
    BrokenHighWater record_of_nothing;
    sync::EngineOptions options{.software = "test"};
    options.join = [](sync::Replica& replica, const sync::Join&, Instant) -> sync::Message {
        CHECK(replica.quarantine("joining", "policy", {}, {}));  // Something to be durable.
        return sync::Bye{"not_yet", "", ""};
    };
    sync::Engine engine(hub.replica(), record_of_nothing, options);
    engine.connected_joining(5);
    engine.received(5, sync::encode(sync::Join{.token_id = Bytes(8, 1)}));
    const auto outputs = engine.run(network.now());
    REQUIRE(outputs);
    CHECK(words(*outputs) == Words{"bye not_yet"});
    hub.disk().fail_next_sync();
    engine.received(5, sync::encode(sync::Join{.token_id = Bytes(8, 1)}));
    CHECK_FALSE(engine.run(network.now()));
}

TEST_CASE("engine: two peers get what each of them lacks", "[engine]") {
    Network network;
    join(network, {"B0101", "B0102"});
    network.cut("B0102");
    REQUIRE(network.commit(network.node("B0101"), note("B0101")));
    network.settle();
    CHECK(compare(network.hub(), network.node("B0101"), kStream) == "equal");
    CHECK(compare(network.hub(), network.node("B0102"), kStream) != "equal");
    network.connect("B0102");
    network.settle();
    CHECK(compare(network.hub(), network.node("B0102"), kStream) == "equal");
    const auto peers = network.hub().engine().peers();
    REQUIRE(peers.size() == 2);
    for (const auto& peer : peers) {
        CAPTURE(peer.name);
        CHECK(peer.established);
        CHECK(peer.behind == 0);
        CHECK(peer.refused.empty());
    }
}

TEST_CASE("engine: a peer is not behind with what it has brought itself", "[engine]") {
    Network network;
    Site& node = join(network, "B0101");
    for (int i = 0; i < 3; ++i) {
        REQUIRE(network.commit(node, note("B0101")));
        network.settle();
    }
    for (Site* site : {&network.hub(), &node}) {
        CAPTURE(site->name());
        REQUIRE(site->engine().peers().size() == 1);
        CHECK(site->engine().peers().front().behind == 0);
    }
}

TEST_CASE("engine: a peer that talks nonsense does not disturb another", "[engine]") {
    Network network;
    join(network, {"B0101"});
    sync::Engine& hub = network.hub().engine();
    hub.connected(77, "B0999", {kStream});
    hub.received(77, Bytes{0xc1});
    REQUIRE(network.commit(network.node("B0101"), note("B0101")));
    network.settle();
    CHECK(compare(network.hub(), network.node("B0101"), kStream) == "equal");
}

TEST_CASE("engine: a refused run is kept as evidence and told to its sender", "[engine]") {
    Network network;
    join(network, {"B0101"});
    network.cut("B0101");
    sync::Engine& hub = network.hub().engine();
    Forger log(network.node("B0101"), kStream);
    log.add(body_of({note_op("B0101")}));
    sync::Data data;
    data.runs.push_back({4, log.all()});
    data.runs.front().run.signature = {};
    hub.connected(77, "B0101", {kStream});
    hub.received(77, sync::encode(sync::Hello{.net = network.hub().replica().net()}));
    hub.received(77, sync::encode(sync::Heads{.stream = kStream,
                                              .logs = {{4, {log.log(), log.author(), 1, {}}}}}));
    hub.received(77, sync::encode(data));
    const auto outputs = hub.run(network.now());
    REQUIRE(outputs);
    CHECK(says(words(*outputs), "nack"));
    CHECK_FALSE(says(words(*outputs), "ack"));
    CHECK(count_of(network.hub(),
                   "SELECT count(*) FROM quarantine WHERE code = 'bad_signature'"
                   " AND peer = 'B0101'") == 1);
}

TEST_CASE("engine: quarantined evidence has a limit", "[engine]") {
    Network network;
    network.add_node("B0101");
    const sync::Run run{.first_seq = 1, .entries = Bytes(100, 1)};
    REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) -> Result<> {
        for (int i = 0; i < 1010; ++i) {
            const auto kept =
                hub.quarantine("B0101", kStream, run, {sync::RefusalCode::bad_encoding, 1, "no"});
            if (!kept) return kept;
        }
        return {};
    }));
    CHECK(count_of(network.hub(), "SELECT count(*) FROM quarantine") == 1000);
    CHECK(count_of(network.hub(), "SELECT max(id) FROM quarantine") == 1010);
}
