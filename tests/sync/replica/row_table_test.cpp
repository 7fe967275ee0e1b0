// A row to its columns and back: what a person sees is a column, what a merge needs is packed.
#include "sync/replica/row_table.hpp"

#include <catch2/catch.hpp>

#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using sync::Version;
using sync::merge::Row;
using sync::merge::Write;

namespace {

const schema::Entity& entity_named(const char* name) {
    return *domain::registry().by_name(name);
}

/// A replica with two logs in one stream, inside a group.
class World {
public:
    World() {
        for (const char* branch : {"B0101", "B0102"}) network.add_node(branch);
        sync::Replica& hub = network.hub().replica();
        REQUIRE(hub.begin(network.now()));
        stream = hub.state().books.stream("dealer/D01");
        for (const char* branch : {"B0101", "B0102"}) {
            const PublicKey& author = network.node(branch).key().public_key();
            const auto log =
                hub.state().books.add_log(hub.state().database, *stream, author,
                                          sync::make_log_id(hub.net(), "dealer/D01", author));
            REQUIRE(log);
            logs.push_back((*log)->prefix);
        }
    }
    ~World() { network.hub().replica().abandon(); }

    sync::RowTable& table(const char* name) {
        return network.hub().replica().state().table(entity_named(name));
    }
    Version version(std::size_t log, std::uint64_t seq) const {
        return {seq * 100, logs[log], seq};
    }
    sync::merge::RowView view(const char* name, const Row& row) {
        return network.hub().replica().applier().view(entity_named(name), row);
    }
    /// Stored and loaded again.
    Row round_trip(const char* name, const Row& row) {
        REQUIRE(table(name).store(stream->s, row, view(name, row)));
        const auto loaded = table(name).load(stream->s, row.id);
        REQUIRE(loaded);
        REQUIRE(*loaded);
        return **loaded;
    }

    Network network;
    sync::StreamBook* stream = nullptr;
    std::vector<sync::LogPrefix> logs;
};

void check_equal(const Row& a, const Row& b) {
    CHECK(a.id == b.id);
    CHECK(a.home == b.home);
    CHECK(a.key == b.key);
    CHECK(a.life == b.life);
    CHECK(a.balances == b.balances);
    REQUIRE(a.cells.size() == b.cells.size());
    for (std::size_t i = 0; i < a.cells.size(); ++i) {
        CAPTURE(i);
        CHECK(a.cells[i] == b.cells[i]);
    }
}

sync::merge::Cell& cell(Row& row, const char* entity, const char* field) {
    const schema::Entity& declared = entity_named(entity);
    return row.cells[declared.index_of(declared.field(field)->id)];
}

Row empty_note() {
    return sync::merge::make_row(entity_named("notes.note"), RowId::from(Bytes(16, 1)));
}

}  // namespace

TEST_CASE("row table: a row that was never stored is not there", "[replica]") {
    World world;
    CHECK_FALSE(*world.table("notes.note").load(world.stream->s, RowId::from(Bytes(16, 9))));
    CHECK_FALSE(*world.table("notes.note").home(world.stream->s, RowId::from(Bytes(16, 9))));
}

TEST_CASE("row table: a plain row of one version comes back", "[replica]") {
    World world;
    Row row = empty_note();
    row.home = "B0101";
    const Version v = world.version(0, 1);
    row.life.writes = {
        {v, sync::Life::alive}
    };
    cell(row, "notes.note", "branch").writes = {
        {v, plain("B0101")}
    };
    cell(row, "notes.note", "title").writes = {
        {v, plain("Key")}
    };
    cell(row, "notes.note", "status").writes = {
        {v, begins("draft")}
    };
    cell(row, "notes.note", "odometer_km").writes = {
        {v, sync::Reading{0, 77}}
    };
    check_equal(world.round_trip("notes.note", row), row);
    CHECK(count_of(world.network.hub(), "SELECT count(*) FROM notes_note_rows WHERE x IS NULL") ==
          1);
    CHECK(*world.table("notes.note").home(world.stream->s, row.id) == "B0101");
}

TEST_CASE("row table: cells of several writes and of every kind come back", "[replica]") {
    World world;
    Row row = empty_note();
    const Version a = world.version(0, 1);
    const Version b = world.version(1, 2);
    const Version c = world.version(0, 3);
    row.life.writes = {
        {a, sync::Life::alive },
        {b, sync::Life::voided}
    };
    cell(row, "notes.note", "title").writes = {
        {a, plain("one")},
        {b, plain("two")}
    };
    cell(row, "notes.note", "text").writes = {
        {a, plain("x")},
        {b, plain("y")},
        {c, plain("z")}
    };
    cell(row, "notes.note", "tags").writes = {
        {a, sync::SetChange{{"blue", "red"}, {}}            },
        {b, sync::SetChange{{"green"}, {{"red", {a.dot()}}}}}
    };
    cell(row, "notes.note", "status").writes = {
        {a, begins("draft")},
        {b, steps("draft", a.dot(), "submitted")}
    };
    cell(row, "notes.note", "odometer_km").writes = {
        {a, sync::Reading{0, 9}},
        {c, sync::Reading{1, 5}}
    };
    cell(row, "notes.note", "stop_sale").writes = {
        {a, sync::Restriction{true, {}}        },
        {b, sync::Restriction{false, {a.dot()}}}
    };
    cell(row, "notes.note", "locked").writes = {
        {b, plain_flag(true)}
    };
    cell(row, "notes.note", "reference").writes = {
        {b, plain("R-1")},
        {c, plain("R-2")}
    };
    check_equal(world.round_trip("notes.note", row), row);
}

TEST_CASE("row table: cells of different versions are told apart", "[replica]") {
    World world;
    Row row = empty_note();
    cell(row, "notes.note", "title").writes = {
        {world.version(0, 1), plain("one")}
    };
    cell(row, "notes.note", "text").writes = {
        {world.version(1, 2), plain("x")}
    };
    cell(row, "notes.note", "answer").writes = {
        {world.version(0, 3), plain("y")}
    };
    check_equal(world.round_trip("notes.note", row), row);
}

TEST_CASE("row table: a value of nothing keeps its version", "[replica]") {
    World world;
    Row row = empty_note();
    cell(row, "notes.note", "text").writes = {
        {world.version(0, 1), sync::Plain{}}
    };
    check_equal(world.round_trip("notes.note", row), row);
}

TEST_CASE("row table: a keyed row keeps its key and its balance", "[replica]") {
    World world;
    Row row = sync::merge::make_row(entity_named("stock.bin"), bin_of("B0101"));
    row.key = {"B0101", "P-1", "A1"};
    row.home = "B0101";
    row.life.writes = {
        {world.version(0, 1), sync::Life::alive}
    };
    row.balances[entity_named("stock.bin")
                     .index_of(entity_named("stock.bin").field("on_hand")->id)] = -42;
    check_equal(world.round_trip("stock.bin", row), row);
}

TEST_CASE("row table: an empty row leaves only its home", "[replica]") {
    World world;
    Row row = empty_note();
    row.home = "B0102";
    check_equal(world.round_trip("notes.note", row), row);
    CHECK(*world.table("notes.note").home(world.stream->s, row.id) == "B0102");
    CHECK(world.table("notes.note").ids(world.stream->s, std::nullopt, 10, false)->empty());
}

TEST_CASE("row table: a stored row is replaced whole", "[replica]") {
    World world;
    Row row = empty_note();
    cell(row, "notes.note", "text").writes = {
        {world.version(0, 1), plain("x")},
        {world.version(1, 2), plain("y")}
    };
    world.round_trip("notes.note", row);
    row = empty_note();
    cell(row, "notes.note", "title").writes = {
        {world.version(0, 3), plain("t")}
    };
    check_equal(world.round_trip("notes.note", row), row);
}

TEST_CASE("row table: ids come in order, page by page", "[replica]") {
    World world;
    for (const std::uint8_t byte : {std::uint8_t{3}, std::uint8_t{1}, std::uint8_t{2}}) {
        Row row = sync::merge::make_row(entity_named("notes.note"), RowId::from(Bytes(16, byte)));
        row.life.writes = {
            {world.version(0, byte), sync::Life::alive}
        };
        world.round_trip("notes.note", row);
    }
    const auto page = [&](const std::optional<RowId>& after) {
        std::string out;
        const auto ids = world.table("notes.note").ids(world.stream->s, after, 2, false);
        for (const RowId& id : *ids) {
            out += std::to_string(id.bytes[0]) + " ";
        }
        return out;
    };
    CHECK(page(std::nullopt) == "1 2 ");
    CHECK(page(RowId::from(Bytes(16, 2))) == "3 ");
    CHECK(page(RowId::from(Bytes(16, 3))).empty());
}

TEST_CASE("row table: rows with conflicts are counted and listed", "[replica]") {
    World world;
    Row row = empty_note();
    row.life.writes = {
        {world.version(0, 1), sync::Life::alive}
    };
    world.round_trip("notes.note", row);
    CHECK(*world.table("notes.note").count_conflicts(world.stream->s) == 0);
    cell(row, "notes.note", "reference").writes = {
        {world.version(0, 2), plain("a")},
        {world.version(1, 3), plain("b")}
    };
    world.round_trip("notes.note", row);
    CHECK(*world.table("notes.note").count_conflicts(world.stream->s) == 1);
    CHECK(world.table("notes.note").ids(world.stream->s, std::nullopt, 10, true)->size() == 1);
}

TEST_CASE("row table: streams do not see each other's rows", "[replica]") {
    World world;
    Row row = empty_note();
    row.home = "B0101";
    world.round_trip("notes.note", row);
    CHECK_FALSE(*world.table("notes.note").load(world.stream->s + 1, row.id));
}

// The short ways of rows with nothing but plain cells.

namespace {

constexpr std::uint64_t bits(std::initializer_list<std::uint16_t> fields) {
    std::uint64_t out = 0;
    for (const std::uint16_t field : fields) out |= std::uint64_t{1} << field;
    return out;
}

/// A bin with a note of two values, as one entry makes it.
Row bin_row(const World& world, std::uint64_t seq) {
    Row row = sync::merge::make_row(entity_named("stock.bin"), bin_of("B0101"));
    row.key = {"B0101", "P-1", "A1"};
    row.home = "B0101";
    row.life.writes = {
        {world.version(0, seq), sync::Life::alive}
    };
    return row;
}

std::vector<schema::Value> bin_values() {
    const schema::Entity& bin = entity_named("stock.bin");
    std::vector<schema::Value> values(bin.fields.size());
    values[bin.index_of(bin.field("branch")->id)] = "B0101";
    values[bin.index_of(bin.field("part")->id)] = "P-1";
    values[bin.index_of(bin.field("bin")->id)] = "A1";
    values[bin.index_of(bin.field("on_hand")->id)] = std::int64_t{0};
    return values;
}

}  // namespace

TEST_CASE("row table: a plain row that is inserted is what it would be when stored", "[replica]") {
    World world;
    auto& table = world.table("stock.bin");
    REQUIRE(table.takes_plain_rows());
    const auto values = bin_values();
    const sync::PlainRow plain_row{bin_of("B0101"), "B0101", world.version(0, 1),
                                   bits({schema::kLifeField}), values};
    CHECK(*table.insert(world.stream->s, plain_row));
    check_equal(**table.load(world.stream->s, bin_of("B0101")), bin_row(world, 1));
}

TEST_CASE("row table: a row that is there is not inserted again", "[replica]") {
    World world;
    world.round_trip("stock.bin", bin_row(world, 1));
    const auto values = bin_values();
    const sync::PlainRow again{bin_of("B0101"), "B0102", world.version(0, 2),
                               bits({schema::kLifeField}), values};
    CHECK_FALSE(*world.table("stock.bin").insert(world.stream->s, again));
    const auto row = world.table("stock.bin").load(world.stream->s, bin_of("B0101"));
    check_equal(**row, bin_row(world, 1));
}

TEST_CASE("row table: of plain cells only rows that people see without conflicts are read",
          "[replica]") {
    World world;
    auto& table = world.table("stock.bin");
    const auto is_read = [&](const Row& row) {
        world.round_trip("stock.bin", row);
        return table.load_plain(world.stream->s, row.id)->has_value();
    };
    CHECK_FALSE(table.load_plain(world.stream->s, bin_of("B0101"))->has_value());
    CHECK(is_read(bin_row(world, 1)));
    Row twice = bin_row(world, 1);
    twice.life.writes.push_back({world.version(1, 2), sync::Life::alive});
    CHECK_FALSE(is_read(twice));
    Row voided = bin_row(world, 1);
    voided.life.writes.push_back({world.version(1, 2), sync::Life::voided});
    CHECK_FALSE(is_read(voided));
    CHECK_FALSE(is_read(sync::merge::make_row(entity_named("stock.bin"), bin_of("B0101"))));
}

TEST_CASE("row table: a balance that is newer than the row is zero both ways", "[replica]") {
    World world;
    world.round_trip("stock.bin", bin_row(world, 1));
    sync::ReplicaState& state = world.network.hub().replica().state();
    REQUIRE(state.database.execute("UPDATE stock_bin_rows SET on_hand = NULL"));
    const auto cells = world.table("stock.bin").load_plain(world.stream->s, bin_of("B0101"));
    REQUIRE(cells->has_value());
    CHECK((*cells)->values == bin_values());
    check_equal(**world.table("stock.bin").load(world.stream->s, bin_of("B0101")),
                bin_row(world, 1));
}

TEST_CASE("row table: a stored row is changed at its place, and no other", "[replica]") {
    World world;
    Row first = bin_row(world, 1);
    Row second = bin_row(world, 1);
    second.id = bin_of("B0102");
    second.key = {"B0102", "P-1", "A1"};
    world.round_trip("stock.bin", first);
    world.round_trip("stock.bin", second);
    const std::size_t on_hand =
        entity_named("stock.bin").index_of(entity_named("stock.bin").field("on_hand")->id);
    for (Row* row : {&first, &second}) {
        const auto before = world.view("stock.bin", *row);
        row->balances[on_hand] += 5;
        // The last row that was read is the second.
        REQUIRE(world.table("stock.bin")
                    .store(world.stream->s, *row, world.view("stock.bin", *row), &before));
    }
    check_equal(**world.table("stock.bin").load(world.stream->s, first.id), first);
    check_equal(**world.table("stock.bin").load(world.stream->s, second.id), second);
}
