// The tables that people may read with any SQLite tool, and what a newer program adds to them.
#include "sync/replica/system_tables.hpp"

#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr schema::Field kBoxFields[] = {
    {1,
     "name", {schema::Type::text},
     schema::Owner::dealer,
     schema::Merge::lww,
     schema::Need::optional,
     "Name"},
    {2,
     "size", {schema::Type::integer},
     schema::Owner::dealer,
     schema::Merge::lww,
     schema::Need::optional,
     "Size"},
};
constexpr schema::Entity kFirst{.id = 0x0701,
                                .name = "toy.box",
                                .collection = "boxes",
                                .fields = std::span(kBoxFields).first(1)};
constexpr schema::Entity kSecond{
    .id = 0x0701, .name = "toy.box", .collection = "boxes", .fields = kBoxFields};

constexpr std::string_view kSizeIndexes[] = {"size,name"};
constexpr schema::Entity kIndexed{.id = 0x0701,
                                  .name = "toy.box",
                                  .collection = "boxes",
                                  .fields = kBoxFields,
                                  .indexes = kSizeIndexes};

constexpr std::string_view kCrateKey[] = {"name"};
constexpr schema::Field kCrateFields[] = {
    {1,
     "name", {schema::Type::text},
     schema::Owner::author,
     schema::Merge::own,
     schema::Need::required | schema::Need::once,
     "Name"},
    kBoxFields[1],
};
constexpr schema::Entity kCrate{.id = 0x0702,
                                .name = "toy.crate",
                                .collection = "crates",
                                .key = kCrateKey,
                                .fields = kCrateFields};

schema::Registry registry_of(const schema::Entity& entity) {
    const schema::Entity* entities[] = {&entity};
    auto built = schema::Registry::build(entities);
    REQUIRE(built);
    return *std::move(built);
}

std::string query(db::Database& database, const std::string& sql) {
    auto& rows = database.prepare(sql);
    std::string out;
    for (;;) {
        const auto more = rows.step();
        REQUIRE(more);
        if (!*more) return out;
        out += (out.empty() ? "" : "; ") + std::string(rows.text(0));
    }
}

}  // namespace

TEST_CASE("tables: made twice they are the same", "[replica]") {
    const DatabaseFile file("system-tables");
    REQUIRE(sync::create_tables(*file.database, domain::registry()));
    const auto declarations = [&] {
        return query(*file.database,
                     "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)");
    };
    const std::string before = declarations();
    REQUIRE(sync::create_tables(*file.database, domain::registry()));
    CHECK(declarations() == before);
    CHECK(*file.database->integrity_check() == "ok");
}

TEST_CASE("tables: opening a file whose tables are right writes nothing", "[replica]") {
    const DatabaseFile file("system-tables");
    const auto version = [&] {
        return query(*file.database, "SELECT schema_version FROM pragma_schema_version");
    };
    REQUIRE(sync::create_tables(*file.database, domain::registry()));
    const std::string before = version();
    REQUIRE(sync::create_tables(*file.database, domain::registry()));
    CHECK(version() == before);
}

TEST_CASE("tables: a new field becomes a column of the old table", "[replica]") {
    const DatabaseFile file("system-tables");
    const schema::Registry first = registry_of(kFirst);
    REQUIRE(sync::create_tables(*file.database, first));
    REQUIRE(
        file.database->execute("INSERT INTO stream VALUES(1, 'dealer/D01', 1, 1, x'00');"
                               "INSERT INTO toy_box_rows(s, row, v, life, conflicts, home, name)"
                               " VALUES(1, x'0a', x'', 1, 0, '', 'red box')"));
    const schema::Registry second = registry_of(kSecond);
    REQUIRE(sync::create_tables(*file.database, second));
    CHECK(query(*file.database, "SELECT name FROM toy_box WHERE size IS NULL") == "red box");
    CHECK(query(*file.database, "SELECT stream FROM toy_box") == "dealer/D01");
}

TEST_CASE("tables: indexes come and go with their declaration", "[replica]") {
    const DatabaseFile file("system-tables");
    const auto indexes = [&] {
        return query(*file.database,
                     "SELECT name FROM sqlite_schema WHERE type = 'index' AND"
                     " name LIKE 'toy_box%' ORDER BY name");
    };
    REQUIRE(sync::create_tables(*file.database, registry_of(kFirst)));
    CHECK(indexes() == "toy_box_conflicts");
    REQUIRE(sync::create_tables(*file.database, registry_of(kIndexed)));
    // The one alone is for lists that are sorted by it.
    CHECK(indexes() == "toy_box_conflicts; toy_box_rows_by_size; toy_box_rows_by_size_name");
    REQUIRE(sync::create_tables(*file.database, registry_of(kSecond)));
    CHECK(indexes() == "toy_box_conflicts");
}

TEST_CASE("tables: a table of keyed rows from before is made anew with its rows", "[replica]") {
    const DatabaseFile file("system-tables");
    REQUIRE(file.database->execute(
        "CREATE TABLE toy_crate_rows(s INTEGER NOT NULL, row BLOB NOT NULL, v BLOB NOT NULL,"
        " life INTEGER NOT NULL, conflicts INTEGER NOT NULL, home TEXT NOT NULL, \"name\" TEXT,"
        " x BLOB, colour TEXT, PRIMARY KEY(s, row)) STRICT, WITHOUT ROWID;"
        "CREATE INDEX toy_crate_rows_by_name ON toy_crate_rows(s, \"name\", row);"
        "INSERT INTO toy_crate_rows VALUES(1, x'0b', x'01', 1, 0, '', 'blue', NULL, 'retired'),"
        " (1, x'0a', x'02', 1, 0, 'B0101', 'red', x'90', NULL)"));
    REQUIRE(sync::create_tables(*file.database, registry_of(kCrate)));
    CHECK(
        query(*file.database,
              "SELECT hex(row) || hex(v) || home || name || coalesce(hex(x), '') || (size IS NULL)"
              " FROM toy_crate_rows ORDER BY row") == "0A02B0101red901; 0B01blue1");
    CHECK(query(*file.database,
                "SELECT sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE name ="
                " 'toy_crate_rows'") == "0");
    CHECK(query(*file.database,
                "SELECT sql FROM sqlite_schema WHERE name ="
                " 'toy_crate_rows_by_name'") ==
          "CREATE INDEX toy_crate_rows_by_name ON toy_crate_rows(s, \"name\", row, life)");
    CHECK(*file.database->integrity_check() == "ok");
}

TEST_CASE("tables: people count rows without a look at each", "[replica]") {
    const DatabaseFile file("system-tables");
    REQUIRE(sync::create_tables(*file.database, domain::registry()));
    auto& plan = file.database->prepare("EXPLAIN QUERY PLAN SELECT count(*) FROM catalog_part");
    std::string steps;
    while (*plan.step()) steps += std::string(plan.text(3)) + "; ";
    CAPTURE(steps);
    CHECK(steps.find("COVERING INDEX catalog_part_rows_by_") != std::string::npos);
}

TEST_CASE("tables: what has editions is indexed by edition and by key", "[replica]") {
    std::string names;
    for (const auto& index : sync::indexes_of(*domain::registry().by_name("price.row"))) {
        names += index.name + " ";
    }
    CHECK(
        names ==
        "price_row_rows_by_edition_part price_row_rows_by_edition price_row_rows_by_part_edition ");
}

TEST_CASE("tables: a view shows the rows that exist, by stream and id", "[replica]") {
    Network network;
    Site& node = join(network, "B0101");
    const auto made = network.commit(
        node, edit_of(kStream, new_row("notes.note",
                                       {
                                           {"branch", text("B0101")                          },
                                           {"title",  text("Key")                            },
                                           {"tags",   std::vector<std::string>{"red", "blue"}}
    })));
    REQUIRE(made);
    db::Database& database = node.replica().state().database;
    std::string id = to_hex(made->rows.front());
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
    CHECK(query(database, "SELECT id FROM notes_note") == id);
    CHECK(query(database,
                "SELECT stream || ' ' || title || ' ' || status || ' ' || life"
                " FROM notes_note") == "dealer/D01 Key draft 1");
    CHECK(query(database, "SELECT value FROM notes_note, json_each(tags)") == "blue; red");
}

TEST_CASE("tables: a row that the hub rejected is in no view", "[replica]") {
    Network network;
    join(network, "B0101");
    network.cut("B0101");
    Forger log(network.node("B0101"), kStream);
    log.add(body_of({bin_op("B0101"), move_op("B0101", -1000)}));
    REQUIRE(receive(network, network.hub(), log, log.all()) == "taken");
    CHECK(count_of(network.hub(), "SELECT count(*) FROM stock_move") == 0);
    CHECK(count_of(network.hub(), "SELECT count(*) FROM stock_bin") == 0);
}

TEST_CASE("tables: names of tables are those of entities", "[replica]") {
    CHECK(sync::table_name(*domain::registry().by_name("stock.bin")) == "stock_bin");
}
