// Writing that is tried and taken back: it is judged as ever, and nothing of it is left.
#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using engine::Edit;

namespace {

class World : public CutBranches {
public:
    World() : CutBranches({"B0101"}), node(network.node("B0101")) {}

    Result<engine::Committed> commit(const Edit& edit) { return network.commit(node, edit); }
    static Edit note(const std::string& title, const std::string& key = "") {
        Edit edit = edit_of(
            kStream, new_row("notes.note", {
                                               {"branch", text("B0101")},
                                               {"title",  text(title)  }
        }));
        if (!key.empty()) edit.client_key = to_bytes(as_bytes(key));
        return edit;
    }
    /// In a group of its own; `before` and `after` write into the same group.
    void rehearse(const std::function<void(sync::Replica&)>& work,
                  const std::function<void(sync::Replica&)>& before = {},
                  const std::function<void(sync::Replica&)>& after = {}) {
        REQUIRE(network.write(node, [&](sync::Replica& replica) -> Result<> {
            if (before) before(replica);
            TRY_VOID(replica.rehearse([&] { work(replica); }));
            if (after) after(replica);
            return {};
        }));
    }
    std::size_t notes() {
        const auto page = node.replica().list(*domain::registry().by_name("notes.note"), {});
        REQUIRE(page);
        return page->records.size();
    }
    /// Log heads and digest of the stream: all that a write changes.
    std::string state() {
        std::string out;
        for (const auto& [name, stream] : node.replica().state().books.streams()) {
            for (const sync::LogBook* log : stream->logs) {
                out += name + " " + std::to_string(log->head_seq) + " " + to_hex(log->head_hash) +
                       " " + std::to_string(log->applied_seq) + "\n";
            }
            out += to_hex(node.replica().digest(name)->digest) + "\n";
        }
        return out;
    }

    Site& node;
};

}  // namespace

TEST_CASE("rehearse: what was written is gone, and the logs are as they were", "[replica]") {
    World world;
    REQUIRE(world.commit(World::note("kept")));
    const std::string before = world.state();
    world.rehearse([&](sync::Replica& replica) {
        const auto first = replica.commit(World::note("one"));
        REQUIRE(first);
        REQUIRE(replica.commit(World::note("two")));
        CHECK(replica.find(*domain::registry().by_name("notes.note"), first->rows.front()));
    });
    CHECK(world.state() == before);
    CHECK(world.notes() == 1);
    REQUIRE(world.node.start());
    CHECK(world.state() == before);
}

TEST_CASE("rehearse: the first entry of a log can be tried", "[replica]") {
    World world;
    const std::string before = world.state();
    world.rehearse([&](sync::Replica& replica) { REQUIRE(replica.commit(World::note("one"))); });
    CHECK(world.state() == before);
    REQUIRE(world.commit(World::note("real")));
    CHECK(world.notes() == 1);
}

TEST_CASE("rehearse: what the same group writes before and behind it stays", "[replica]") {
    World world;
    const auto write = [](const char* title) {
        return [title](sync::Replica& replica) { REQUIRE(replica.commit(World::note(title))); };
    };
    world.rehearse(write("tried"), write("before"), write("behind"));
    CHECK(world.notes() == 2);
    REQUIRE(world.node.start());
    CHECK(world.notes() == 2);
}

TEST_CASE("rehearse: a client key that was tried is free", "[replica]") {
    World world;
    world.rehearse([&](sync::Replica& replica) {
        REQUIRE(replica.commit(World::note("one", "key")));
        CHECK(replica.commit(World::note("one", "key"))->replayed);
    });
    const auto done = world.commit(World::note("another", "key"));
    REQUIRE(done);
    CHECK_FALSE(done->replayed);
}

TEST_CASE("rehearse: a refusal is told as ever", "[replica]") {
    World world;
    world.rehearse([&](sync::Replica& replica) {
        Edit elsewhere = World::note("one");
        elsewhere.stream = "dealer/D02";
        const auto refused = replica.commit(elsewhere);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().id == "unknown-stream");
    });
    CHECK(world.notes() == 0);
}

TEST_CASE("rehearse: how far own entries have come is not forgotten", "[replica]") {
    World world;
    const auto made = world.commit(World::note("one"));
    REQUIRE(made);
    world.network.connect("B0101");
    world.network.settle();
    const auto own = [&] { return world.node.replica().state().books.stream(kStream)->own_log; };
    const auto sent = own()->sent_seq;
    const auto received = own()->received_seq;
    REQUIRE(sent > 0);
    world.rehearse([&](sync::Replica& replica) { REQUIRE(replica.commit(World::note("two"))); });
    CHECK(own()->sent_seq == sent);
    CHECK(own()->received_seq == received);
}

TEST_CASE("count: as many as the list has, and no further than asked", "[replica]") {
    World world;
    for (const char* title : {"one", "two", "two"}) REQUIRE(world.commit(World::note(title)));
    const schema::Entity& entity = *domain::registry().by_name("notes.note");
    sync::Replica& replica = world.node.replica();
    engine::Query query;
    query.limit = 1;
    CHECK(replica.count(entity, query, 10) == engine::Count{3, false});
    CHECK(replica.count(entity, query, 3) == engine::Count{3, false});
    CHECK(replica.count(entity, query, 2) == engine::Count{2, true});
    query.after = replica.list(entity, query)->records.front().id;
    query.sort = entity.field("title");
    query.descending = true;
    CHECK(replica.count(entity, query, 10) == engine::Count{3, false});
    query.filters.push_back({.field = entity.field("title"), .value = text("two"), .match = {}});
    CHECK(replica.count(entity, query, 10) == engine::Count{2, false});
}
