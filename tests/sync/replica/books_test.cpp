// What a replica knows of streams and logs: over restarts, and after groups that failed.
#include "sync/replica/books.hpp"

#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// Everything the books say of a replica's logs, and the digests.
std::string describe(Site& site) {
    std::string out;
    for (const auto& [name, stream] : site.replica().state().books.streams()) {
        out += name + " " + to_hex(stream->digest) + "\n";
        for (const sync::LogBook* log : stream->logs) {
            out += to_hex(log->log_id) + " head " + std::to_string(log->head_seq) + " " +
                   to_hex(log->head_hash) + " applied " + std::to_string(log->applied_seq) + " " +
                   to_hex(log->applied_hash) + " hlc " + std::to_string(log->applied_hlc) +
                   " epoch " + std::to_string(log->applied_epoch) + " past " +
                   to_hex(sync::encode_past(log->past)) + (log->hub ? " hub" : "") +
                   (log->own ? " own" : "") + (log->frozen ? " frozen" : "") +
                   (log->cut_at ? " cut " + std::to_string(*log->cut_at) : "") + " receipts";
            for (const auto& receipt : log->receipts) {
                out += " " + std::to_string(receipt.up_to) + "@" + std::to_string(receipt.hub_seq) +
                       "." + std::to_string(receipt.place);
            }
            out += "\n";
        }
    }
    return out;
}

/// Visible records of notes and bins, with versions and progress.
std::string records(Site& site) {
    std::string out;
    for (const char* name : {"notes.note", "stock.bin", "stock.move", "org.node"}) {
        const auto page = site.replica().list(*domain::registry().by_name(name), {});
        REQUIRE(page);
        for (const auto& record : page->records) {
            out += to_hex(record.id) + " " + record.version + " " + record.life + " " +
                   std::to_string(record.conflicts) + "\n";
        }
    }
    return out;
}

/// A network in which much has happened: conflicts, a rejection, a cut, movements.
class Eventful {
public:
    Eventful() {
        join(network, {"B0101", "B0102"});
        const auto made = network.commit(
            network.node("B0102"),
            edit_of(kStream,
                    new_row("notes.note", {
                                              {"branch", text("B0102")},
                                              {"title",  text("Key")  }
        })));
        REQUIRE(made);
        network.settle();
        network.cut("B0101");
        Forger log(network.node("B0101"), kStream);
        log.hlc += 1ULL << 32U;
        log.add(body_of({bin_op("B0101"), move_op("B0101", 3000)}));
        log.add(body_of({move_op("B0101", -5000)}));
        log.add(body_of({note_op("B0101")}));
        log.add(body_of({
            change_op("notes.note", log.row(3), {{"locked", plain_flag(true)}}
              )
        }));
        REQUIRE(receive(network, network.hub(), log, log.all()) == "taken");
        network.settle();
        REQUIRE(network.write(
            network.hub(), [](sync::Replica& hub) { return hub::revoke_node(hub, 1, "stolen"); }));
        network.settle();
        log.add(body_of({note_op("B0101")}));
        REQUIRE(receive(network, network.hub(), log, log.all()) == "taken");
        network.settle();
    }
    Network network;
};

}  // namespace

TEST_CASE("books: a restart keeps everything", "[replica]") {
    Eventful world;
    for (Site* site : {&world.network.hub(), &world.network.node("B0102")}) {
        CAPTURE(site->name());
        if (site != &world.network.hub()) world.network.cut("B0102");
        const std::string before = describe(*site) + records(*site);
        CHECK(before.find(" cut 4") != std::string::npos);
        site->stop();
        REQUIRE(site->start());
        CHECK(describe(*site) + records(*site) == before);
    }
}

TEST_CASE("books: replicas that went through the same agree", "[replica]") {
    Eventful world;
    for (const std::string stream : {"policy", "dealer/D01"}) {
        CHECK(compare(world.network.hub(), world.network.node("B0102"), stream) == "equal");
    }
}

TEST_CASE("books: after a crash all that was said is there", "[replica]") {
    Eventful world;
    Site& hub = world.network.hub();
    world.network.cut("B0102");
    const std::string before = describe(hub) + records(hub);
    hub.stop();
    hub.disk().crash();
    REQUIRE(hub.start());
    CHECK(describe(hub) + records(hub) == before);
}

TEST_CASE("books: an abandoned group leaves no trace", "[replica]") {
    Eventful world;
    Site& node = world.network.node("B0102");
    const std::string before = describe(node) + records(node);
    sync::Replica& replica = node.replica();
    REQUIRE(replica.begin(world.network.now()));
    const auto made = replica.commit(edit_of(
        kStream, new_row("notes.note", {
                                           {"branch", text("B0102")},
                                           {"title",  text("x")    }
    })));
    REQUIRE(made);
    CHECK(describe(node) != before);
    replica.abandon();
    CHECK(describe(node) + records(node) == before);
}

TEST_CASE("books: a full disk takes nothing of a group, and the books know it", "[replica]") {
    Eventful world;
    Site& node = world.network.node("B0102");
    sync::Replica& replica = node.replica();
    node.disk().set_capacity(node.disk().used_bytes());
    std::string before;
    Result<> ended;
    for (int i = 0; i < 200 && ended; ++i) {
        before = describe(node) + records(node);
        REQUIRE(replica.begin(world.network.now()));
        (void)replica.commit(
            edit_of(kStream, new_row("notes.note", {
                                                       {"branch", text("B0102")},
                                                       {"title", text("x")},
                                                       {"text", std::string(60'000, 'x')}
        })));
        ended = replica.end();
    }
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == Code::disk_full);
    CHECK(describe(node) + records(node) == before);
    node.disk().set_capacity(std::nullopt);
    REQUIRE(replica.begin(world.network.now()));
    REQUIRE(replica.commit(edit_of(
        kStream, new_row("notes.note", {
                                           {"branch", text("B0102")},
                                           {"title",  text("x")    }
    }))));
    CHECK(replica.end());
    world.network.settle();
    CHECK(compare(world.network.hub(), node, kStream) == "equal");
}

TEST_CASE("books: the past of an entry survives its encoding", "[replica]") {
    const sync::CausalPast past{
        {1,          2         },
        {UINT64_MAX, 7         },
        {5,          UINT64_MAX}
    };
    CHECK(*sync::decode_past(sync::encode_past(past)) == past);
    CHECK(*sync::decode_past(sync::encode_past({})) == sync::CausalPast{});
    CHECK_FALSE(sync::decode_past(Bytes{0x93}));
}

TEST_CASE("books: two pasts merge to the greater positions", "[replica]") {
    sync::CausalPast past{
        {1, 2},
        {2, 9}
    };
    sync::merge_past(past, {
                               {1, 5},
                               {2, 3},
                               {3, 1}
    });
    CHECK(past == sync::CausalPast{
                      {1, 5},
                      {2, 9},
                      {3, 1}
    });
}

TEST_CASE("books: a stream is added once, and only when it has a name", "[replica]") {
    Network network;
    REQUIRE(
        network.write(network.hub(), [](sync::Replica& hub) { return hub.hold_stream("hub"); }));
    CHECK(network.hub().replica().streams() ==
          std::vector<std::string>{"hub", "policy", "reference"});
    CHECK_FALSE(
        network.write(network.hub(), [](sync::Replica& hub) { return hub.hold_stream("cellar"); }));
}

TEST_CASE("books: a second log of the same prefix is refused", "[replica]") {
    Network network;
    sync::ReplicaState& state = network.hub().replica().state();
    sync::StreamBook& policy = *state.books.stream("policy");
    Bytes id = to_bytes(policy.hub_log == nullptr ? ByteView() : policy.hub_log->log_id.view());
    if (id.empty()) {
        network.add_node("B0101");
        id = to_bytes(policy.hub_log->log_id.view());
    }
    id.back() ^= 1U;
    const auto refused = state.books.add_log(state.database, policy, PublicKey{}, LogId::from(id));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "log-prefix-taken");
}
