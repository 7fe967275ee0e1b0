#include "common/engine/each_record.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/domain/text.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;

namespace {

constexpr const char* kSale = "service.part_sale";

/// Sales of seven parts, the first sold last.
struct Shop {
    Shop() {
        store.registry = &domain::registry();
        for (int i = 0; i < 7; ++i) {
            engine::RowEdit row{.entity = &store.entity(kSale)};
            const auto write = [&](std::string_view field, schema::Value value) {
                row.wishes[row.entity->field(field)->id] = std::move(value);
            };
            write("branch", std::string("B0101"));
            write("invoice", std::string("I1"));
            write("part", "P" + std::to_string(i));
            write("sold_on", std::int64_t{20'000 - i / 2});
            rows.push_back(store.commit({.stream = "dealer/D01", .rows = {row}})->rows.front());
        }
    }
    std::vector<std::string> parts(engine::Query query) {
        const auto found = engine::all_records(store, kSale, std::move(query));
        REQUIRE(found);
        std::vector<std::string> out;
        for (const auto& one : *found) out.push_back(domain::text_of(one, "part"));
        return out;
    }
    test::MemoryStore store;
    std::vector<RowId> rows;
};

}  // namespace

TEST_CASE("each record: met once, whatever the size of a page", "[engine]") {
    Shop shop;
    const auto all = shop.parts({.limit = 100});
    REQUIRE(all.size() == 7);
    for (const std::size_t limit : {1U, 2U, 3U, 6U, 7U, 8U}) {
        CHECK(shop.parts({.limit = limit}) == all);
    }
}

TEST_CASE("each record: sorted lists go on behind equal values", "[engine]") {
    Shop shop;
    const schema::Field* sold = shop.store.entity(kSale).field("sold_on");
    const auto all = shop.parts({.sort = sold, .limit = 100});
    REQUIRE(all.size() == 7);
    CHECK(all.front() == "P6");
    for (const std::size_t limit : {1U, 2U, 3U}) {
        CHECK(shop.parts({.sort = sold, .limit = limit}) == all);
    }
}

TEST_CASE("each record: what is void is passed over", "[engine]") {
    Shop shop;
    shop.store.record(shop.store.entity(kSale), shop.rows.at(3)).life = "void";
    CHECK(shop.parts({.limit = 2}).size() == 6);
}

TEST_CASE("each record: the visitor's error ends it", "[engine]") {
    Shop shop;
    int visits = 0;
    const auto done =
        engine::for_each_record(shop.store, kSale, {.limit = 2}, [&](const auto&) -> Result<> {
            if (++visits < 3) return {};
            return fail(Code::invalid, "enough", "three are enough");
        });
    REQUIRE_FALSE(done);
    CHECK(done.error().id == "enough");
    CHECK(visits == 3);
}

TEST_CASE("each record: the store's error ends it", "[engine]") {
    Shop shop;
    shop.store.broken = Error{Code::io, "disk", "the disk has failed"};
    CHECK(engine::all_records(shop.store, kSale, {}).error().id == "disk");
}
