#include "common/engine/checked_store.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;

namespace {

Result<> refuses(engine::Store& /*store*/, const engine::Edit& /*edit*/, const engine::RowEdit&) {
    return fail(Code::refused, "in-the-way", "something is in the way", "take it away");
}

/// As a number that is taken: a record that is there is in the way.
Result<> wants_none(engine::Store& store, const engine::Edit& edit, const engine::RowEdit& row) {
    TRY(const auto page, store.list(*row.entity, {.stream = edit.stream}));
    if (page.records.empty()) return {};
    return fail(Code::refused, "in-the-way", "there is one", "use it");
}

Result<> fails_to_complete(engine::Store& /*store*/, engine::RowEdit& /*row*/) {
    return fail(Code::refused, "not-known", "something is not known", "ask for it");
}

Result<> accepts(engine::Store& /*store*/, const engine::Edit& /*edit*/, const engine::RowEdit&) {
    return {};
}

Result<> adds_a_vin(engine::Store& store, engine::RowEdit& row) {
    row.added[store.entity("service.part_sale").field("vin")->id] = std::string("V1");
    return {};
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

TEST_CASE("checked store: a repeated edit is answered again, not judged again", "[engine]") {
    constexpr engine::Precondition kRows[] = {
        {"service.part_sale", wants_none}
    };
    Desk desk;
    engine::CheckedStore checked(desk.store, kRows);
    engine::Edit edit = desk.edit();
    edit.client_key = Bytes{1};
    const auto first = checked.commit(edit);
    REQUIRE(first);
    const auto again = checked.commit(edit);
    REQUIRE(again);
    CHECK(again->replayed);
    CHECK(again->rows == first->rows);
    edit.client_key = Bytes{2};
    CHECK_FALSE(checked.commit(edit));
    edit.client_key.reset();
    CHECK_FALSE(checked.commit(edit));
    CHECK(desk.store.writes() == 1);
}

TEST_CASE("checked store: an edit that cannot be completed is not written", "[engine]") {
    constexpr engine::Precondition kRows[] = {
        {"service.part_sale", accepts, fails_to_complete}
    };
    Desk desk;
    engine::CheckedStore checked(desk.store, kRows);
    CHECK_FALSE(checked.commit(desk.edit()));
    CHECK(desk.store.writes() == 0);
}

TEST_CASE("checked store: what is added is written, and is no part of the request", "[engine]") {
    constexpr engine::Precondition kRows[] = {
        {"service.part_sale", accepts, adds_a_vin}
    };
    Desk desk;
    engine::CheckedStore checked(desk.store, kRows);
    engine::Edit edit = desk.edit();
    edit.client_key = Bytes{1};
    const auto first = checked.commit(edit);
    REQUIRE(first);
    const schema::Entity& entity = checked.entity("service.part_sale");
    const auto record = checked.find(entity, first->rows.front());
    REQUIRE(record);
    const std::size_t vin = entity.index_of(entity.field("vin")->id);
    CHECK(record->values[vin] == schema::Value(std::string("V1")));
    const auto again = checked.commit(edit);
    REQUIRE(again);
    CHECK(again->replayed);
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
