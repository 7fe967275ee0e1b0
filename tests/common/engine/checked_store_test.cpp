#include "common/engine/checked_store.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;

namespace {

Result<> refuses(engine::Store& /*store*/, const engine::Edit& /*edit*/, const engine::RowEdit&) {
    return fail(Code::refused, "in-the-way", "something is in the way", "take it away");
}

struct Desk {
    Desk() { store.registry = &domain::registry(); }
    engine::Edit edit() {
        const schema::Entity& entity = store.entity("service.part_sale");
        engine::RowEdit row{.entity = &entity};
        row.wishes[entity.field("branch")->id] = std::string("B0101");
        row.wishes[entity.field("invoice")->id] = std::string("I1");
        row.wishes[entity.field("part")->id] = std::string("P1");
        row.wishes[entity.field("sold_on")->id] = std::int64_t{20'000};
        return {.stream = "dealer/D01", .rows = {row}};
    }
    test::MemoryStore store;
};

}  // namespace

TEST_CASE("checked store: what a precondition refuses is not written", "[engine]") {
    constexpr engine::Precondition kRows[] = {
        {"service.part_sale", refuses}
    };
    Desk desk;
    engine::CheckedStore checked(desk.store, kRows);
    const auto done = checked.commit(desk.edit());
    REQUIRE_FALSE(done);
    CHECK(done.error().id == "in-the-way");
    CHECK(desk.store.writes() == 0);
}

TEST_CASE("checked store: preconditions of other entities are not asked", "[engine]") {
    constexpr engine::Precondition kRows[] = {
        {"notes.note", refuses}
    };
    Desk desk;
    engine::CheckedStore checked(desk.store, kRows);
    CHECK(checked.commit(desk.edit()));
    CHECK(desk.store.writes() == 1);
}

TEST_CASE("checked store: everything else is the store's", "[engine]") {
    Desk desk;
    engine::CheckedStore checked(desk.store, {});
    const auto done = checked.commit(desk.edit());
    REQUIRE(done);
    const schema::Entity& entity = checked.entity("service.part_sale");
    CHECK(checked.find(entity, done->rows.front()));
    CHECK(checked.list(entity, {})->records.size() == 1);
    CHECK(checked.streams() == desk.store.streams());
}
