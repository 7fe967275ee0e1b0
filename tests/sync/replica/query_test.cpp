// Lists as people ask for them: filters, order, pages, several streams, editions, and the indexes
// that answer.
#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sync/replica/list_query.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using engine::Filter;
using engine::Match;
using engine::Page;
using engine::Query;
using engine::Record;
using schema::Value;

namespace {

const schema::Entity& entity_named(std::string_view name) {
    return *domain::registry().by_name(name);
}

const schema::Entity& parts() {
    return entity_named("catalog.part");
}

Filter filter(const schema::Entity& entity,
              std::string_view field,
              Value value,
              Match match = Match::equal) {
    return {.field = entity.field(field), .value = std::move(value), .match = match};
}

Filter part_filter(std::string_view field, std::string_view value, Match match = Match::equal) {
    return filter(parts(), field, text(value), match);
}

/// A hub with two catalogues and two price lists.
class World {
public:
    World() {
        write([](sync::Replica& hub) -> Result<> {
            for (const char* stream : {"catalog/AA", "catalog/BB", "price/L1", "price/L2"}) {
                TRY_VOID(hub.hold_stream(stream));
            }
            return {};
        });
    }

    sync::Replica& hub() { return network.hub().replica(); }
    void write(const std::function<Result<>(sync::Replica&)>& work) {
        REQUIRE(network.write(network.hub(), work));
    }
    RowId save(const std::string& stream, const engine::RowEdit& row) {
        RowId out;
        write([&](sync::Replica& replica) -> Result<> {
            TRY(const auto done, replica.commit(edit_of(stream, row)));
            out = done.rows.front();
            return {};
        });
        return out;
    }
    /// In the catalogue of a brand.
    void edition(const std::string& brand,
                 const std::string& name,
                 std::int64_t valid_from,
                 bool published = true) {
        save("catalog/" + brand, keyed("catalog.edition",
                                       {
                                           brand, name
        },
                                       {{"published", published},
                                        {"valid_from", valid_from},
                                        {"row_count", std::int64_t{0}}}));
    }
    RowId part(const std::string& brand,
               const std::string& number,
               const std::string& edition,
               const std::map<std::string, Value>& more = {}) {
        std::map<std::string, Value> values = more;
        values["valid_from"] = std::int64_t{0};
        return save("catalog/" + brand, keyed("catalog.part", {brand, number, edition}, values));
    }
    Page page(const Query& query, const schema::Entity& entity = parts()) {
        auto page = hub().list(entity, query);
        REQUIRE(page);
        return *std::move(page);
    }
    /// All pages one after the other; checks that none but the last is short.
    std::vector<Record> pages(Query query, const schema::Entity& entity = parts()) {
        std::vector<Record> out;
        for (;;) {
            Page found = page(query, entity);
            out.insert(out.end(), found.records.begin(), found.records.end());
            if (!found.more) return out;
            REQUIRE(found.records.size() >= query.limit);
            query.after = found.records.back().id;
            if (query.sort == nullptr) continue;
            query.after_value = found.records.back().values[entity.index_of(query.sort->id)];
        }
    }

    Network network;
};

std::string shown(const Record& record, std::string_view field) {
    const Value& value = record.values[record.entity->index_of(record.entity->field(field)->id)];
    const auto* words = std::get_if<std::string>(&value);
    return words == nullptr ? "-" : *words;
}

/// "a b c"
std::string numbers(const std::vector<Record>& records, std::string_view field = "part") {
    std::string out;
    for (const Record& record : records) out += (out.empty() ? "" : " ") + shown(record, field);
    return out;
}
std::string numbers(const Page& page) {
    return numbers(page.records) + (page.more ? " ..." : "");
}

// What a list should show, told without SQL.

bool passes(const Record& record, const Filter& filter) {
    const Value& value = record.values[record.entity->index_of(filter.field->id)];
    if (filter.match == Match::equal) return value == filter.value;
    const auto* words = std::get_if<std::string>(&value);
    const auto& wanted = std::get<std::string>(filter.value);
    if (words == nullptr) return false;
    if (filter.match == Match::prefix) return words->starts_with(wanted);
    return filter.match == Match::at_least ? *words >= wanted : *words <= wanted;
}

std::vector<RowId> expected(const std::vector<Record>& all, const Query& query) {
    std::vector<const Record*> kept;
    for (const Record& record : all) {
        const bool fits = std::all_of(query.filters.begin(), query.filters.end(),
                                      [&](const Filter& f) { return passes(record, f); });
        if (fits) kept.push_back(&record);
    }
    const auto place = [&](const Record* record) {
        const Value none;
        const Value& value =
            query.sort == nullptr ? none : record->values[parts().index_of(query.sort->id)];
        return std::pair(value, record->id);
    };
    std::sort(kept.begin(), kept.end(), [&](const Record* a, const Record* b) {
        return query.descending ? place(b) < place(a) : place(a) < place(b);
    });
    std::vector<RowId> out;
    for (const Record* record : kept) out.push_back(record->id);
    return out;
}

std::vector<RowId> ids_of(const std::vector<Record>& records) {
    std::vector<RowId> out;
    for (const Record& record : records) out.push_back(record.id);
    return out;
}

/// Parts of two brands with few different values, some with none.
void add_parts(World& world) {
    const std::vector<std::string> values = {"a",
                                             "a%",
                                             "a_b",
                                             "aa",
                                             "\xc3\xbf",
                                             "\xc3\xbf"
                                             "z",
                                             "-"};
    for (const char* brand : {"AA", "BB"}) {
        world.edition(brand, "1", 0);
        for (std::size_t i = 0; i < 15; ++i) {
            std::map<std::string, Value> more;
            const std::string& description = values[i % values.size()];
            const std::string& group = values[i * 3 % 4];
            if (description != "-") more["description"] = description;
            if (i % 3 != 0) more["product_group"] = group;
            world.part(brand, fmt::format("P{}", i * 7 % 15), "1", more);
        }
    }
}

/// How SQLite answers a part of a list.
std::string plan_of(World& world, const schema::Entity& entity, const sync::ListPart& part) {
    std::string out;
    for (const auto& statement : sync::list_statements(entity, sync::indexes_of(entity), part)) {
        auto& rows = world.hub().state().database.prepare("EXPLAIN QUERY PLAN " + statement.sql);
        for (;;) {
            const auto more = rows.step();
            REQUIRE(more);
            if (!*more) break;
            out += std::string(rows.text(3)) + "\n";
        }
    }
    return out;
}

/// No step goes through a whole table or sorts it; the list of editions is no table.
void check_plan(const std::string& plan) {
    CAPTURE(plan);
    CHECK(plan.find("SEARCH r ") != std::string::npos);
    CHECK(plan.find("SCAN r") == std::string::npos);
    CHECK(plan.find("SCAN n") == std::string::npos);
    CHECK(plan.find("SEARCH n USING PRIMARY KEY (s=?)") == std::string::npos);
    CHECK(plan.find("TEMP B-TREE") == std::string::npos);
}

}  // namespace

// Order and pages.

TEST_CASE("query: every order, filter and page size shows what it should", "[replica]") {
    World world;
    add_parts(world);
    const std::vector<Record> all = world.pages({.limit = 100});
    REQUIRE(all.size() == 30);
    std::vector<std::vector<Filter>> filters = {{}};
    for (const char* prefix : {"", "a", "a%", "a_", "\xc3\xbf", "z"}) {
        filters.push_back({part_filter("description", prefix, Match::prefix)});
    }
    filters.push_back({part_filter("description", "a_b", Match::at_least)});
    filters.push_back({part_filter("description", "a_b", Match::at_most)});
    filters.push_back({part_filter("description", "a", Match::at_least),
                       part_filter("description", "aa", Match::at_most)});
    filters.push_back({part_filter("product_group", "a")});
    filters.push_back(
        {part_filter("product_group", "a"), part_filter("description", "a", Match::prefix)});
    filters.push_back({filter(parts(), "product_group", Value())});
    filters.push_back({part_filter("brand", "BB")});
    filters.push_back({part_filter("brand", "B", Match::prefix)});
    filters.push_back({part_filter("unit", "piece")});
    for (const char* sort : {"", "part", "description", "product_group", "brand", "edition"}) {
        for (const auto& wanted : filters) {
            for (const bool descending : {false, true}) {
                for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
                    const Query query{.filters = wanted,
                                      .sort = parts().field(sort),
                                      .descending = descending,
                                      .limit = limit};
                    CAPTURE(sort, descending, limit, wanted.size());
                    CHECK(ids_of(world.pages(query)) == expected(all, query));
                }
            }
        }
    }
}

TEST_CASE("query: a list may be of one stream alone", "[replica]") {
    World world;
    world.edition("AA", "1", 0);
    world.part("AA", "P1", "1");
    world.edition("BB", "1", 0);
    world.part("BB", "P2", "1");
    CHECK(world.page({.stream = "catalog/AA"}).records.size() == 1);
    CHECK(world.page({.stream = "catalog/CC"}).records.empty());
    CHECK(world.page({}).records.size() == 2);
}

TEST_CASE("query: a list of nothing is an empty page", "[replica]") {
    World world;
    const Page none = world.page({});
    CHECK(none.records.empty());
    CHECK_FALSE(none.more);
}

TEST_CASE("query: a page that ends with the list has no more", "[replica]") {
    World world;
    world.edition("AA", "1", 0);
    for (const char* number : {"P1", "P2", "P3"}) world.part("AA", number, "1");
    const schema::Field* by_part = parts().field("part");
    CHECK(numbers(world.page({.sort = by_part, .limit = 3})) == "P1 P2 P3");
    CHECK(numbers(world.page({.sort = by_part, .limit = 2})) == "P1 P2 ...");
    const Page last = world.page({.sort = by_part,
                                  .after_value = text("P3"),
                                  .after = world.page({.sort = by_part}).records.back().id});
    CHECK(last.records.empty());
    CHECK_FALSE(last.more);
}

TEST_CASE("query: records without a value come first, and last when it descends", "[replica]") {
    World world;
    world.edition("AA", "1", 0);
    world.part("AA", "P1", "1",
               {
                   {"description", text("b")}
    });
    world.part("AA", "P2", "1");
    world.part("AA", "P3", "1",
               {
                   {"description", text("a")}
    });
    const schema::Field* by_description = parts().field("description");
    CHECK(numbers(world.pages({.sort = by_description, .limit = 1})) == "P2 P3 P1");
    CHECK(numbers(world.pages({.sort = by_description, .descending = true, .limit = 1})) ==
          "P1 P3 P2");
}

TEST_CASE("query: a row of one key in two streams is on one page", "[replica]") {
    World world;
    for (const char* dealer : {"D01", "D02"}) {
        world.write(
            [&](sync::Replica& hub) { return hub.hold_stream("dealer/" + std::string(dealer)); });
    }
    // The same bin in both, as a moved vehicle would be: by hand, because no branch has two
    // dealers.
    db::Database& database = world.hub().state().database;
    for (const char* dealer : {"D01", "D02"}) {
        const std::int64_t s = world.hub().state().books.stream("dealer/" + text(dealer))->s;
        REQUIRE(database.execute(fmt::format(
            "INSERT INTO stock_bin_rows(s, row, v, life, conflicts, home, branch, part, bin)"
            " VALUES({}, x'{}', x'', 1, 0, '', 'B0101', 'P-1', 'A1')",
            s, to_hex(bin_of("B0101")))));
    }
    const schema::Entity& bins = entity_named("stock.bin");
    const Page both = world.page({.limit = 1}, bins);
    CHECK(both.records.size() == 2);
    CHECK_FALSE(both.more);
    CHECK(world.page({.sort = bins.field("branch"), .limit = 1}, bins).records.size() == 2);
}

// Filters.

TEST_CASE("query: a text matches a set that has it as an element", "[replica]") {
    World world;
    const schema::Entity& options = entity_named("catalog.option");
    const auto option = [&](const char* name, const std::vector<std::string>& needs) {
        world.save("catalog/AA", keyed("catalog.option",
                                       {
                                           "AA", "M1", name
        },
                                       {{"kind", text("pack")}, {"needs", needs}}));
    };
    option("O1", {"roof", "red"});
    option("O2", {"red%"});
    option("O3", {});
    const auto found = [&](const Filter& wanted) {
        return numbers(world.pages({.filters = {wanted}, .sort = options.field("option")}, options),
                       "option");
    };
    CHECK(found(filter(options, "needs", text("red"))) == "O1");
    CHECK(found(filter(options, "needs", text("re"))).empty());
    CHECK(found(filter(options, "needs", text("red"), Match::prefix)) == "O1 O2");
    CHECK(found(filter(options, "needs", std::vector<std::string>{"red", "roof"})) == "O1");
}

TEST_CASE("query: numbers and flags are compared as what they are", "[replica]") {
    World world;
    world.edition("AA", "1", 0);
    world.part("AA", "P1", "1",
               {
                   {"weight_g",  std::int64_t{9}},
                   {"wear_item", true           }
    });
    world.part("AA", "P2", "1",
               {
                   {"weight_g",  std::int64_t{10}},
                   {"wear_item", false           }
    });
    world.part("AA", "P3", "1",
               {
                   {"weight_g", std::int64_t{-1}}
    });
    const auto found = [&](const Filter& wanted) {
        return numbers(world.pages({.filters = {wanted}, .sort = parts().field("part")}));
    };
    CHECK(found(filter(parts(), "weight_g", std::int64_t{9}, Match::at_least)) == "P1 P2");
    CHECK(found(filter(parts(), "weight_g", std::int64_t{9}, Match::at_most)) == "P1 P3");
    CHECK(found(filter(parts(), "weight_g", std::int64_t{10})) == "P2");
    CHECK(found(filter(parts(), "wear_item", true)) == "P1");
    CHECK(found(filter(parts(), "wear_item", false)) == "P2");
}

TEST_CASE("query: a void record stays in the list of its entity", "[replica]") {
    World world;
    const schema::Entity& models = entity_named("catalog.model");
    const RowId id = world.save("catalog/AA", keyed("catalog.model", {"AA", "M1", "2026"}, {}));
    engine::RowEdit gone{
        .entity = &models, .id = {},
             .key = {"AA", "M1", "2026"}
    };
    gone.make_void = true;
    world.save("catalog/AA", gone);
    const Page page = world.page({}, models);
    REQUIRE(page.records.size() == 1);
    CHECK(page.records[0].id == id);
    CHECK(page.records[0].life == "void");
}

// Editions.

TEST_CASE("query: an edition that is not published shows nowhere", "[replica]") {
    World world;
    world.edition("AA", "1", 0, false);
    const RowId id = world.part("AA", "P1", "1");
    CHECK(world.page({}).records.empty());
    CHECK(world.page({.filters = {part_filter("edition", "1")}}).records.empty());
    CHECK(world.page({.filters = {part_filter("part", "P1")}}).records.empty());
    REQUIRE_FALSE(world.hub().find(parts(), id));
    CHECK(world.hub().find(parts(), id).error().id == "not-found");
    world.edition("AA", "1", 0, true);
    CHECK(numbers(world.page({})) == "P1");
    CHECK(world.hub().find(parts(), id));
}

TEST_CASE("query: rows of an edition that nobody announced show nowhere", "[replica]") {
    World world;
    const RowId id = world.part("AA", "P1", "1");
    CHECK(world.page({}).records.empty());
    CHECK_FALSE(world.hub().find(parts(), id));
}

TEST_CASE("query: of each record the newest edition of the day counts", "[replica]") {
    World world;
    world.edition("AA", "2", 10);
    world.edition("AA", "1", 20);  // The date decides, not the name.
    world.edition("AA", "3", 20);
    world.edition("AA", "9", 30, false);
    world.part("AA", "P1", "1");
    world.part("AA", "P1", "2");
    world.part("AA", "P1", "3");
    world.part("AA", "P2", "2");
    world.part("AA", "P3", "1");
    world.part("AA", "P3", "2");
    world.part("AA", "P2", "9");
    const auto on = [&](std::int64_t day) {
        std::string out;
        for (const Record& record :
             world.pages({.sort = parts().field("part"), .limit = 1, .as_of = day})) {
            out += shown(record, "part") + ":" + shown(record, "edition") + " ";
        }
        return out;
    };
    CHECK(on(9).empty());
    CHECK(on(10) == "P1:2 P2:2 P3:2 ");
    CHECK(on(19) == "P1:2 P2:2 P3:2 ");
    CHECK(on(20) == "P1:3 P2:2 P3:1 ");
    CHECK(on(INT64_MAX) == "P1:3 P2:2 P3:1 ");
}

TEST_CASE("query: an edition that is asked for shows whole, whatever is newer", "[replica]") {
    World world;
    world.edition("AA", "1", 10);
    world.edition("AA", "2", 20);
    world.edition("AA", "3", 30);
    for (const char* edition : {"1", "2", "3"}) world.part("AA", "P1", edition);
    world.part("AA", "P2", "1");
    const auto edition = [&](const char* name) {
        return numbers(world.page({.filters = {part_filter("edition", name)},
                                   .sort = parts().field("part"),
                                   .as_of = 20}));
    };
    CHECK(edition("1") == "P1 P2");
    CHECK(edition("2") == "P1");
    CHECK(edition("3") == "P1");  // Asked for by name, before its day.
    CHECK(edition("4").empty());
}

TEST_CASE("query: a row that was voided gives way to the edition before", "[replica]") {
    World world;
    world.edition("AA", "1", 10);
    world.edition("AA", "2", 20);
    world.part("AA", "P1", "1");
    world.part("AA", "P1", "2");
    engine::RowEdit gone{
        .entity = &parts(), .id = {},
             .key = {"AA", "P1", "2"}
    };
    gone.make_void = true;
    world.save("catalog/AA", gone);
    const Page page = world.page({});
    REQUIRE(page.records.size() == 1);
    CHECK(shown(page.records[0], "edition") == "1");
}

TEST_CASE("query: a price is looked up in its own list alone", "[replica]") {
    World world;
    const schema::Entity& prices = entity_named("price.row");
    for (const char* list : {"L1", "L2"}) {
        const std::string stream = "price/" + text(list);
        world.save(stream, keyed("price.edition",
                                 {
                                     list, "1"
        },
                                 {{"published", true},
                                  {"valid_from", std::int64_t{5}},
                                  {"row_count", std::int64_t{1}}}));
        world.save(stream, keyed("price.row",
                                 {
                                     list, "P1", "1"
        },
                                 {{"valid_from", std::int64_t{5}}, {"amount", std::int64_t{99}}}));
    }
    const Filter part = filter(prices, "part", text("P1"));
    const auto lists = [&](const Query& query) {
        return numbers(world.pages(query, prices), "list");
    };
    CHECK(lists({
              .filters = {filter(prices, "list", text("L2")), part},
                .as_of = 5
    }) == "L2");
    CHECK(lists({
                    .filters = {filter(prices, "list", text("L3")), part}
    })
              .empty());
    CHECK(lists({.filters = {part}, .sort = prices.field("list"), .descending = true}) == "L2 L1");
    CHECK(lists({.filters = {part}, .as_of = 4}).empty());
}

// Indexes.

TEST_CASE("query: lists are answered by indexes, in their order", "[replica]") {
    World world;
    const schema::Field* by_part = parts().field("part");
    sync::ListPart list{.s = 1, .limit = 101};
    list.edition = sync::EditionRows{.edition = "1", .newest_only = true, .newer = {"2"}};
    check_plan(plan_of(world, parts(), list));
    list.after = sync::ListPlace{{}, RowId()};
    check_plan(plan_of(world, parts(), list));

    sync::ListPart search = list;
    search.after.reset();
    search.filters = {part_filter("part", "0012", Match::prefix)};
    search.sort = by_part;
    check_plan(plan_of(world, parts(), search));
    const auto range = [&] {
        const std::string plan = plan_of(world, parts(), search);
        check_plan(plan);
        const std::size_t start = plan.find("AND ") + 4;
        return plan.substr(start, plan.find(")\n") - start);
    };
    const std::optional<sync::ListPlace> first = sync::ListPlace{text("0012"), RowId()};
    const std::optional<sync::ListPlace> second = sync::ListPlace{text("0012Z"), RowId()};
    // Each end of the range is the nearer one: of the prefix, or a place in the list.
    CHECK(range() == "edition=? AND part>? AND part<?");
    search.after = first;
    CHECK(range() == "edition=? AND (part,row)>(?,?) AND part<?");
    search.last = second;
    CHECK(range() == "edition=? AND (part,row)>(?,?) AND (part,row)<(?,?)");
    search.after.reset();
    CHECK(range() == "edition=? AND part>? AND (part,row)<(?,?)");
    search.descending = true;
    CHECK(range() == "edition=? AND (part,row)>(?,?) AND part<?");
    search.after = second;
    search.last = first;
    CHECK(range() == "edition=? AND (part,row)>(?,?) AND (part,row)<(?,?)");
    search.last.reset();
    CHECK(range() == "edition=? AND part>? AND (part,row)<(?,?)");
    search.sort = parts().field("description");
    search.filters.clear();
    check_plan(plan_of(world, parts(), search));

    const std::string of_row =
        "SEARCH n USING COVERING INDEX catalog_part_rows_by_part_edition (s=? AND part=?)";
    CHECK(plan_of(world, parts(), search).find(of_row) != std::string::npos);

    const schema::Entity& prices = entity_named("price.row");
    sync::ListPart price = list;
    price.after.reset();
    price.filters = {filter(prices, "part", text("P1"))};
    check_plan(plan_of(world, prices, price));
}

TEST_CASE("query: lists of other entities are answered by indexes too", "[replica]") {
    World world;
    sync::ListPart list{.s = 1, .limit = 101};
    for (const schema::Entity* entity : domain::registry().entities()) {
        if (!entity->edition.empty()) continue;
        CAPTURE(entity->name);
        list.sort = nullptr;
        check_plan(plan_of(world, *entity, list));
        for (const auto& index : sync::indexes_of(*entity)) {
            list.sort = entity->field(index.columns.front());
            check_plan(plan_of(world, *entity, list));
        }
    }
}
