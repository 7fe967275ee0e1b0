// What people and programs want of a replica: edits, idempotency, versions, and what is refused
// before it is signed.
#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using engine::Edit;
using engine::RowEdit;

namespace {

class World : public CutBranches {
public:
    World() : CutBranches({"B0101"}), node(network.node("B0101")) {}

    Result<engine::Committed> commit(const RowEdit& row) { return commit(edit_of(kStream, row)); }
    Result<engine::Committed> commit(const Edit& edit) { return network.commit(node, edit); }
    RowId note() {
        const auto made = commit(some_note());
        REQUIRE(made);
        return made->rows.front();
    }
    static RowEdit some_note() {
        return new_row("notes.note", {
                                         {"branch", text("B0101")},
                                         {"title",  text("Key")  }
        });
    }
    std::string shown(const RowId& row, const char* field) {
        return text_of(node.replica(), "notes.note", row, field);
    }
    std::string version(const RowId& row) {
        return node.replica().find(*domain::registry().by_name("notes.note"), row)->version;
    }
    std::uint64_t own_entries() {
        const sync::LogBook* own = node.replica().state().books.stream(kStream)->own_log;
        return own == nullptr ? 0 : own->head_seq;
    }

    Site& node;
};

std::string id_of(const Result<engine::Committed>& result) {
    return result ? "saved" : result.error().id;
}

}  // namespace

// Rows by key.

TEST_CASE("edit: a keyed row can be changed by its id, as it is listed", "[replica]") {
    World world;
    const auto make = world.commit(keyed("stock.bin",
                                         {
                                             "B0101", "AU-1", "A1"
    },
                                         {{"minimum", 2}}));
    REQUIRE(make);
    const RowId bin = make->rows.front();
    REQUIRE(world.commit(change("stock.bin", bin,
                                {
                                    {"minimum", 3}
    })));
    CHECK(text_of(world.node.replica(), "stock.bin", bin, "minimum") == "3");
    CHECK(text_of(world.node.replica(), "stock.bin", bin, "part") == "AU-1");
}

TEST_CASE("edit: an id that no keyed row has is told as missing", "[replica]") {
    World world;
    CHECK(id_of(world.commit(change("stock.bin",
                                    RowId{
    },
                                    {{"minimum", 3}}))) == "not-found");
}

// Idempotency.

TEST_CASE("edit: the same request with the same key is done once", "[replica]") {
    World world;
    Edit edit = edit_of(kStream, World::some_note());
    edit.client_key = Bytes{1, 2, 3};
    const auto first = world.commit(edit);
    REQUIRE(first);
    CHECK_FALSE(first->replayed);
    const auto again = world.commit(edit);
    REQUIRE(again);
    CHECK(again->replayed);
    CHECK(again->log == first->log);
    CHECK(again->seq == first->seq);
    CHECK(again->rows == first->rows);
    CHECK(world.own_entries() == 1);
}

TEST_CASE("edit: what the daemon adds is written, and a repeated request is known without it",
          "[replica]") {
    World world;
    Edit edit = edit_of(kStream, World::some_note());
    edit.client_key = Bytes{1, 2, 3};
    const Edit wished = edit;
    const schema::Entity& entity = *edit.rows.front().entity;
    edit.rows.front().added[entity.field("text")->id] = text("added");
    CHECK_FALSE(*world.node.replica().is_answered(*edit.client_key));
    const auto first = world.commit(edit);
    REQUIRE(first);
    CHECK(text_of(world.node.replica(), "notes.note", first->rows.front(), "text") == "added");
    CHECK(*world.node.replica().is_answered(*edit.client_key));
    const auto again = world.commit(wished);
    REQUIRE(again);
    CHECK(again->replayed);
}

TEST_CASE("edit: a key is remembered over a restart", "[replica]") {
    World world;
    Edit edit = edit_of(kStream, World::some_note());
    edit.client_key = Bytes{1, 2, 3};
    REQUIRE(world.commit(edit));
    world.node.stop();
    REQUIRE(world.node.start());
    const auto again = world.commit(edit);
    REQUIRE(again);
    CHECK(again->replayed);
}

TEST_CASE("edit: a key used for another request is refused", "[replica]") {
    World world;
    Edit edit = edit_of(kStream, World::some_note());
    edit.client_key = Bytes{1, 2, 3};
    REQUIRE(world.commit(edit));
    edit.rows.front() =
        new_row("notes.note", {
                                  {"branch", text("B0101")},
                                  {"title",  text("Lock") }
    });
    CHECK(id_of(world.commit(edit)) == "key-reused");
    CHECK(world.own_entries() == 1);
}

TEST_CASE("edit: a refused request leaves its key free", "[replica]") {
    World world;
    const RowId note = world.note();
    Edit edit = edit_of(kStream, change("notes.note", note,
                                        {
                                            {"odometer_km", std::int64_t{-1}}
    }));
    edit.client_key = Bytes{9};
    CHECK(id_of(world.commit(edit)) == "rule-refused");
    edit.rows.front() = change("notes.note", note,
                               {
                                   {"odometer_km", std::int64_t{1}}
    });
    CHECK(id_of(world.commit(edit)) == "saved");
}

// Versions.

TEST_CASE("edit: a stale version is refused, the current one taken", "[replica]") {
    World world;
    const RowId note = world.note();
    const std::string before = world.version(note);
    RowEdit edit = change("notes.note", note,
                          {
                              {"text", text("one")}
    });
    edit.expected_version = before;
    REQUIRE(world.commit(edit));
    edit.wishes = change("notes.note", note,
                         {
                             {"text", text("two")}
    })
                      .wishes;
    CHECK(id_of(world.commit(edit)) == "stale-version");
    CHECK(world.shown(note, "text") == "one");
    edit.expected_version = world.version(note);
    CHECK(id_of(world.commit(edit)) == "saved");
}

TEST_CASE("edit: a record's version is one on every replica", "[replica]") {
    World world;
    const RowId note = world.note();
    world.network.connect("B0101");
    world.network.settle();
    const auto& notes = *domain::registry().by_name("notes.note");
    CHECK(world.network.hub().replica().find(notes, note)->version == world.version(note));
}

// What is refused before it is signed.

TEST_CASE("edit: what is not declared, not held or not there is refused", "[replica]") {
    World world;
    CHECK(id_of(world.commit(edit_of("dealer/D02", World::some_note()))) == "unknown-stream");
    const RowId nothing = RowId::from(Bytes(16, 9));
    CHECK(id_of(world.commit(change("notes.note", nothing, {}))) == "not-found");
    RowEdit odd = World::some_note();
    odd.wishes[999] = text("x");
    CHECK(id_of(world.commit(odd)) == "unknown-field");
    CHECK(world.own_entries() == 0);
}

TEST_CASE("edit: what the verdict would void is not even signed", "[replica]") {
    World world;
    const RowId note = world.note();
    CHECK(id_of(world.commit(change("notes.note", note,
                                    {
                                        {"locked", true}
    }))) == "hub-field");
    CHECK(id_of(world.commit(
              new_row("notes.note", {
                                        {"branch", text("B0101")}
    }))) == "missing-field");
    CHECK(id_of(world.commit(new_row("notes.note",
                                     {
                                         {"branch", text("B0102")},
                                         {"title",  text("x")    }
    }))) ==
          "foreign-branch");
    CHECK(world.own_entries() == 1);
}

TEST_CASE("edit: a value of another type is refused", "[replica]") {
    World world;
    const RowId note = world.note();
    CHECK(id_of(world.commit(change("notes.note", note,
                                    {
                                        {"text", true}
    }))) == "validation-failed");
    CHECK(id_of(world.commit(change("notes.note", note,
                                    {
                                        {"tags", text("x")}
    }))) == "validation-failed");
    CHECK(id_of(world.commit(change("notes.note", note,
                                    {
                                        {"status", text("approved")}
    }))) == "validation-failed");
    CHECK(world.own_entries() == 1);
}

TEST_CASE("edit: a change over the size of an entry is refused", "[replica]") {
    World world;
    Edit edit{.stream = kStream};
    for (int i = 0; i < 5; ++i) {
        RowEdit row = World::some_note();
        row.wishes[domain::registry().by_name("notes.note")->field("text")->id] =
            std::string(60'000, 'x');
        edit.rows.push_back(row);
    }
    const auto refused = world.commit(edit);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::too_large);
    CHECK(refused.error().id == "edit-too-large");
    CHECK_FALSE(refused.error().hint.empty());
    edit.rows.pop_back();
    CHECK(id_of(world.commit(edit)) == "saved");
}

TEST_CASE("edit: what could not be read back is refused and does no harm", "[replica]") {
    World world;
    const RowId note = world.note();
    // Nothing at all.
    CHECK(id_of(world.commit(Edit{.stream = kStream})) == "validation-failed");
    // One row twice.
    Edit twice{.stream = kStream};
    twice.rows = {
        change("notes.note", note, {{"text", text("a")}}
          ),
        change("notes.note", note, {{"text", text("b")}}
          )
    };
    CHECK(id_of(world.commit(twice)) == "validation-failed");
    // A key part, or a client key, longer than an entry may hold.
    CHECK(id_of(world.commit(keyed("stock.bin", {"B0101", std::string(201, 'P'), "A1"}, {}))) ==
          "validation-failed");
    Edit keyed_request = edit_of(kStream, World::some_note());
    keyed_request.client_key = Bytes(65, 1);
    CHECK(id_of(world.commit(keyed_request)) == "validation-failed");
    // Text that is no text.
    CHECK(id_of(world.commit(change("notes.note", note,
                                    {
                                        {"text", text("\xff\xfe")}
    }))) == "validation-failed");
    CHECK(world.own_entries() == 1);
    CHECK(id_of(world.commit(World::some_note())) == "saved");
}

TEST_CASE("edit: one refused edit does not spoil the group of another", "[replica]") {
    World world;
    Result<engine::Committed> good;
    Result<engine::Committed> bad;
    REQUIRE(world.network.write(world.node, [&](sync::Replica& replica) -> Result<> {
        bad = replica.commit(edit_of("dealer/D02", World::some_note()));
        good = replica.commit(edit_of(kStream, World::some_note()));
        return {};
    }));
    CHECK_FALSE(bad);
    CHECK(good);
    CHECK(world.own_entries() == 1);
}

TEST_CASE("edit: before the policy has arrived nothing is written", "[replica]") {
    Network network;
    Site& node = network.add_node("B0101");
    const auto refused = network.commit(node, edit_of(kStream, World::some_note()));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::unavailable);
    CHECK(refused.error().id == "starting");
}

// Kinds of changes.

TEST_CASE("edit: several rows of one edit are one entry", "[replica]") {
    World world;
    Edit edit{.stream = kStream};
    edit.rows = {World::some_note(), keyed("stock.bin", {"B0101", "P-1", "A1"}, {}),
                 World::some_note()};
    const auto made = world.commit(edit);
    REQUIRE(made);
    REQUIRE(made->rows.size() == 3);
    CHECK(made->rows[1] == bin_of("B0101"));
    CHECK(world.own_entries() == 1);
    for (const std::size_t at : {0U, 2U}) CHECK(world.shown(made->rows[at], "title") == "Key");
}

TEST_CASE("edit: a row goes through its states by commands", "[replica]") {
    World world;
    const RowId note = world.note();
    CHECK(world.shown(note, "status") == "draft");
    const auto go = [&](const char* to, std::uint16_t command) {
        RowEdit row = change("notes.note", note, {});
        row.transition = to;
        Edit edit = edit_of(kStream, row);
        edit.command = command;
        return id_of(world.commit(edit));
    };
    CHECK(go("approved", 0x0304) == "state-not-allowed");
    CHECK(go("submitted", 0x0306) == "bad-transition");
    CHECK(go("submitted", 0x0302) == "saved");
    CHECK(go("submitted", 0x0302) == "state-not-allowed");
    CHECK(go("draft", 0x0303) == "saved");
    CHECK(world.shown(note, "status") == "draft");
}

TEST_CASE("edit: a smaller reading is a correction", "[replica]") {
    World world;
    const RowId note = world.note();
    const auto read = [&](std::int64_t km) {
        REQUIRE(world.commit(change("notes.note", note,
                                    {
                                        {"odometer_km", km}
        })));
        return world.shown(note, "odometer_km");
    };
    CHECK(read(1000) == "1000");
    CHECK(read(2000) == "2000");
    CHECK(read(1500) == "1500");
    CHECK(read(1600) == "1600");
}

TEST_CASE("edit: elements of a set come and go", "[replica]") {
    World world;
    const RowId note = world.note();
    const auto tag = [&](const std::vector<std::string>& tags) {
        REQUIRE(world.commit(change("notes.note", note,
                                    {
                                        {"tags", tags}
        })));
        return world.shown(note, "tags");
    };
    CHECK(tag({"red", "blue"}) == "blue,red");
    CHECK(tag({"blue", "green", "green"}) == "blue,green");
    CHECK(tag({}) == "-");
}

TEST_CASE("edit: a stop of sale is set and lifted", "[replica]") {
    World world;
    const RowId note = world.note();
    const auto stop = [&](bool wish) {
        REQUIRE(world.commit(change("notes.note", note,
                                    {
                                        {"stop_sale", wish}
        })));
        return world.shown(note, "stop_sale");
    };
    CHECK(stop(true) == "true");
    CHECK(stop(true) == "true");
    CHECK(stop(false) == "-");
}

TEST_CASE("edit: a voided row stays to be read", "[replica]") {
    World world;
    const RowId note = world.note();
    RowEdit gone = change("notes.note", note, {});
    gone.make_void = true;
    REQUIRE(world.commit(gone));
    const auto record = world.node.replica().find(*domain::registry().by_name("notes.note"), note);
    REQUIRE(record);
    CHECK(record->life == "void");
}
