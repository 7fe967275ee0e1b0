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

std::vector<std::string> texts_of(db::Database& database, const std::string& sql) {
    std::vector<std::string> out;
    auto& rows = database.prepare(sql);
    while (true) {
        const auto more = rows.step();
        REQUIRE(more);
        if (!*more) return out;
        out.emplace_back(rows.text(0));
    }
}

/// Every table of a replica, value by value.
std::string tables_of(sync::Replica& replica) {
    db::Database& database = replica.state().database;
    std::string out;
    for (const std::string& table :
         texts_of(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) {
        std::string row = "''";
        for (const std::string& column :
             texts_of(database, "SELECT name FROM pragma_table_info('" + table + "')")) {
            row += " || ' ' || quote(\"" + column + "\")";
        }
        out += table + "\n";
        for (const std::string& line :
             texts_of(database, "SELECT " + row + " FROM \"" + table + "\" ORDER BY 1")) {
            out += line + "\n";
        }
    }
    return out;
}

/// Two networks that are alike; only the first one rehearses.
struct Twins {
    /// The same in both, in a group each.
    void both(const std::function<void(World&)>& work) {
        work(tried);
        work(plain);
    }
    /// A group in which the first one rehearses and the other does nothing.
    void rehearse(const std::function<void(sync::Replica&)>& work) {
        tried.rehearse(work);
        REQUIRE(plain.network.write(plain.node, [](sync::Replica&) -> Result<> { return {}; }));
    }
    void check_alike() {
        CHECK(tried.state() == plain.state());
        CHECK(tables_of(tried.node.replica()) == tables_of(plain.node.replica()));
    }

    World tried;
    World plain;
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

TEST_CASE("rehearse: nothing is read again from the tables", "[replica]") {
    World world;
    REQUIRE(world.commit(World::note("one")));
    const auto& books = world.node.replica().state().books;
    const auto spoil = [](sync::Replica& replica) {
        REQUIRE(replica.state().database.execute("UPDATE log SET frozen = 1"));
    };
    world.rehearse([](sync::Replica& replica) { REQUIRE(replica.commit(World::note("two"))); },
                   spoil);
    CHECK_FALSE(books.stream(kStream)->own_log->frozen);
    CHECK_FALSE(books.stream("policy")->hub_log->frozen);
    CHECK(books.stream(kStream)->own_log->head_seq == 1);
}

TEST_CASE("rehearse: a replica that has rehearsed goes on as one that never has", "[replica]") {
    Twins twins;
    RowId kept;
    twins.both([&](World& world) {
        const auto made = world.commit(World::note("kept", "first"));
        REQUIRE(made);
        kept = made->rows.front();
    });
    twins.rehearse([&](sync::Replica& replica) {
        REQUIRE(replica.commit(World::note("one", "second")));
        REQUIRE(replica.commit(edit_of(kStream, change("notes.note", kept,
                                                       {
                                                           {"title", text("other")}
        }))));
        CHECK_FALSE(replica.commit(World::note("other", "first")));
    });
    twins.rehearse([](sync::Replica&) {});
    twins.check_alike();
    twins.both([&](World& world) {
        REQUIRE(world.commit(World::note("real", "second")));
        REQUIRE(world.commit(edit_of(kStream, change("notes.note", kept,
                                                     {
                                                         {"text", text("more")}
        }))));
        world.network.connect("B0101");
        world.network.settle();
    });
    twins.check_alike();
    CHECK(tables_of(twins.tried.hub().replica()) == tables_of(twins.plain.hub().replica()));
}

TEST_CASE("rehearse: a role that the importer tries is defined nowhere", "[replica]") {
    World tried;
    World plain;
    const auto define = [](const std::string& permits) {
        return edit_of("policy", keyed("org.role",
                                       {
                                           "tester"
        },
                                       {{"permits", text(permits)}}));
    };
    const auto permitted = [](World& world) {
        return world.hub().replica().policy().role_permits("tester", "notes.note", "write",
                                                           INT64_MAX);
    };
    REQUIRE(tried.network.write(tried.hub(), [&](sync::Replica& replica) {
        return replica.rehearse([&] {
            REQUIRE(replica.commit(define("notes.note:write")));
            CHECK(permitted(tried));
        });
    }));
    CHECK_FALSE(permitted(tried));
    REQUIRE(plain.network.write(plain.hub(), [](sync::Replica&) -> Result<> { return {}; }));
    for (World* world : {&tried, &plain}) {
        REQUIRE(world->network.commit(world->hub(), define("notes.note:read")));
        CHECK_FALSE(permitted(*world));
        world->network.connect("B0101");
        world->network.settle();
    }
    CHECK(tables_of(tried.hub().replica()) == tables_of(plain.hub().replica()));
    CHECK(tables_of(tried.node.replica()) == tables_of(plain.node.replica()));
}

TEST_CASE("rehearse: decisions of the same group keep their one receipt", "[replica]") {
    Twins twins;
    twins.both([&](World& world) {
        const bool tries = &world == &twins.tried;
        const auto made = world.commit(World::note("one"));
        REQUIRE(made);
        REQUIRE(world.commit(World::note("two")));
        sync::Replica& node = world.node.replica();
        const LogId log = node.state().books.stream(kStream)->own_log->log_id;
        const auto receive = [&](sync::Replica& hub, std::uint64_t from) {
            const auto run = node.read_run(kStream, log, from, 1);
            REQUIRE(run);
            const auto refusal = hub.receive(kStream, node.key().public_key(), **run);
            REQUIRE(refusal);
            CHECK_FALSE(*refusal);
        };
        REQUIRE(world.network.write(world.hub(), [&](sync::Replica& hub) -> Result<> {
            receive(hub, 0);
            const auto lock = [&] {
                CHECK(hub.commit(edit_of(kStream, change("notes.note", made->rows.front(),
                                                         {
                                                             {"locked", true}
                }))));
            };
            if (tries) TRY_VOID(hub.rehearse(lock));
            receive(hub, 1);
            return {};
        }));
        CHECK(world.hub().replica().state().books.stream(kStream)->own_log->head_seq == 1);
    });
    CHECK(tables_of(twins.tried.hub().replica()) == tables_of(twins.plain.hub().replica()));
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
