#include "common/domain/price/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/engine/checked_store.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;
using schema::Value;

namespace {

using Values = std::map<std::string, Value>;

constexpr std::int64_t kDay = 20'000;

const schema::Entity& edition() {
    return *domain::registry().by_name("price.edition");
}

/// The code of the rule that the edit breaks; empty: none.
std::string broken(const Values& before, const Values& writes) {
    std::vector<Value> row(before.empty() ? 0 : edition().fields.size());
    for (const auto& [name, value] : before) {
        row[edition().index_of(edition().field(name)->id)] = value;
    }
    engine::Proposal change{.entity = edition(), .before = row, .writes = {}, .account_before = {}};
    for (const auto& [name, value] : writes) change.writes[edition().field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(price::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

/// The importer's store behind its API, with a staged edition of one row.
struct Office {
    Office() {
        store.registry = &domain::registry();
        store.hub = true;
        store.held_streams = {"policy", "price/L1"};
        REQUIRE(store.commit({
            .stream = "price/L1",
            .rows = {row(
                {{"published", false}, {"valid_from", kDay}, {"row_count", std::int64_t{1}}})}
        }));
    }
    static engine::RowEdit row(const Values& values) {
        engine::RowEdit out{
            .entity = &edition(), .key = {"L1", "000001"}
        };
        for (const auto& [name, value] : values) out.wishes[edition().field(name)->id] = value;
        return out;
    }
    /// The id of the refusal of an edit that comes by the API.
    std::string edit(const Values& values) {
        engine::CheckedStore checked(store, domain::preconditions());
        const auto done = checked.commit({.stream = "price/L1", .rows = {row(values)}});
        return done ? "" : done.error().id;
    }
    test::MemoryStore store;
};

}  // namespace

TEST_CASE("price edition: an edit of its fields neither publishes nor discards it", "[price]") {
    Office office;
    CHECK(office.edit({
              {"published", true}
    }) == "own-command");
    CHECK(office.edit({
              {"discarded", true}
    }) == "own-command");
    CHECK(office.edit({
              {"published", true                    },
              {"title",     std::string("All of it")}
    }) == "own-command");
}

TEST_CASE("price edition: a new one is not published along with its first entry", "[price]") {
    Office office;
    engine::RowEdit fresh = Office::row({
        {"published",  true           },
        {"valid_from", kDay           },
        {"row_count",  std::int64_t{1}}
    });
    fresh.key = {"L1", "000002"};
    engine::CheckedStore checked(office.store, domain::preconditions());
    const auto done = checked.commit({.stream = "price/L1", .rows = {fresh}});
    REQUIRE_FALSE(done);
    CHECK(done.error().what == "\"published\" is not written: publish is a command of its own");
}

TEST_CASE("price edition: what is so already may be said again, and the rest is edited as ever",
          "[price]") {
    Office office;
    CHECK(office
              .edit({
                  {"published", false                   },
                  {"title",     std::string("In spring")}
    })
              .empty());
    // As its command writes it.
    REQUIRE(office.store.commit({
        .stream = "price/L1", .rows = {Office::row({{"published", true}})}
    }));
    CHECK(office
              .edit({
                  {"published", true                    },
                  {"title",     std::string("In summer")}
    })
              .empty());
}

TEST_CASE("price edition: what is published is never taken back", "[price]") {
    const Values published{
        {"published", true           },
        {"row_count", std::int64_t{1}}
    };
    CHECK(broken(published, {
                                {"published", false}
    }) == "EDITION_STANDS");
    CHECK(broken(published, {
                                {"discarded", true}
    }) == "EDITION_STANDS");
    CHECK(broken(published,
                 {
                     {"title", std::string("x")}
    })
              .empty());
}

TEST_CASE("price edition: neither an empty nor a discarded one is published", "[price]") {
    const Values publish{
        {"published", true}
    };
    CHECK(broken(
              {
                  {"published", false          },
                  {"row_count", std::int64_t{0}}
    },
              publish) == "EDITION_EMPTY");
    CHECK(broken(
              {
                  {"discarded", true           },
                  {"row_count", std::int64_t{1}}
    },
              publish) == "EDITION_DISCARDED");
    CHECK(broken(
              {
                  {"published", false          },
                  {"row_count", std::int64_t{1}}
    },
              publish)
              .empty());
    CHECK(broken(
              {
    },
              {{"published", true}, {"row_count", std::int64_t{1}}})
              .empty());
}
