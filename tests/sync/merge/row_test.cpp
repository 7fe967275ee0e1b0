#include "sync/merge/row.hpp"

#include <array>

#include <catch2/catch.hpp>

#include "common/schema/words.hpp"
#include "tests/support/history.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using schema::Merge;
using schema::Need;
using schema::Owner;
namespace words = schema::words;

constexpr std::array<Field, 5> kFields = {
    {
     {2, "name", words::text, Owner::dealer, Merge::lww, Need::optional, "Name"},
     {3, "pin", words::text, Owner::dealer, Merge::lww, Need::sensitive, "Pin"},
     {5, "tags", words::text, Owner::dealer, Merge::set, Need::optional, "Tags"},
     {8, "on_hand", words::integer, Owner::nobody, Merge::ledger, Need::optional, "On hand"},
     {9, "salary", words::integer, Owner::nobody, Merge::ledger, Need::sensitive, "Salary"},
     }
};
constexpr schema::Entity kThing{
    .id = 16, .name = "test.thing", .collection = "things", .fields = kFields};

const RowId kRow = RowId::from(Bytes(16, 0x77));

LogId name_of(LogPrefix log) {
    Bytes bytes;
    for (int i = 0; i < 4; ++i) append_big_endian(bytes, log, 8);
    return LogId::from(bytes);
}

Bytes packed(const schema::Value& value) {
    return schema::encode_value(value);
}
Bytes text(std::string_view value) {
    return packed(std::string(value));
}

RowOp creation(std::vector<FieldWrite> writes = {}) {
    return {16, {}, std::move(writes)};
}
RowOp change(std::vector<FieldWrite> writes) {
    return {
        16, {.kind = RowRef::Kind::dot, .row = kRow},
         std::move(writes)
    };
}
FieldWrite life(Life rank) {
    return {schema::kLifeField, encode_payload(rank)};
}

/// One entry makes the row, a second voids it, and so many later ones know the first alone.
test::Model model_of_voiding(std::uint64_t late) {
    test::Model model;
    for (std::uint64_t i = 1; i <= 2 + late; ++i) {
        test::Item item{
            .version = {i, i, 1}
        };
        item.past.assign(4, false);
        item.past[0] = i > 1;
        model.add(item, i - 1);
    }
    return model;
}

RowView view_of(const Row& row, const Context& context = test::Model()) {
    return view_row(kThing, row, context);
}

/// A view in which every field has a value.
RowView full_view() {
    RowView view{.life = Life::alive};
    view.fields = {
        {.value = std::string("a"), .version = Version{9, 1, 1}},
        {.value = std::string("1234"), .version = Version{9, 1, 2}},
        {.value = std::vector<std::string>{"x"}, .version = Version{9, 2, 1}},
        {.value = std::int64_t{5}},
        {.value = std::int64_t{7}}
    };
    return view;
}

template <class Edit>
bool changes_hash(Edit edit) {
    RowView view = full_view();
    edit(view);
    return row_hash(kThing, kRow, view, name_of) != row_hash(kThing, kRow, full_view(), name_of);
}

}  // namespace

TEST_CASE("row: it exists with its creation, and with every entry that names it by key",
          "[merge]") {
    Row row = make_row(kThing, kRow);
    CHECK(view_of(row).life == Life::absent);
    apply_op(row, kThing,
             change({
                 {2, text("a")}
    }),
             {1, 1, 2});
    CHECK_FALSE(view_of(row).alive());
    apply_op(row, kThing, creation(), {1, 1, 1});
    CHECK(view_of(row).alive());
    Row keyed = make_row(kThing, kRow);
    apply_op(keyed, kThing,
             {
                 16, {.kind = RowRef::Kind::keyed, .key = {"k"}},
                  {}
    },
             {1, 1, 1});
    CHECK(view_of(keyed).alive());
}

TEST_CASE("row: the rank of existence only grows", "[merge]") {
    Row row = make_row(kThing, kRow);
    apply_op(row, kThing, change({life(Life::erased)}), {9, 1, 3});
    apply_op(row, kThing, change({life(Life::voided)}), {10, 1, 4});
    apply_op(row, kThing, creation(), {1, 1, 1});
    CHECK(view_of(row).life == Life::erased);
    revoke_entry(row, {1, 3});
    CHECK(view_of(row).life == Life::voided);
    revoke_entry(row, {1, 4});
    CHECK(view_of(row).life == Life::alive);
}

TEST_CASE("row: created and voided by one entry is void, however often it arrives", "[merge]") {
    Row row = make_row(kThing, kRow);
    for (int i = 0; i < 2; ++i) apply_op(row, kThing, creation({life(Life::voided)}), {1, 1, 1});
    CHECK(view_of(row).life == Life::voided);
    revoke_entry(row, {1, 1});
    CHECK(view_of(row).life == Life::absent);
}

TEST_CASE("row: revoking an entry takes back everything it said", "[merge]") {
    Row row = make_row(kThing, kRow);
    apply_op(row, kThing,
             creation({
                 {2, text("a")}
    }),
             {1, 1, 1});
    const RowView before = view_of(row);
    apply_op(row, kThing,
             change({
                 {2, text("b")                           },
                 {3, text("9")                           },
                 {5, encode_payload(SetChange{{"t"}, {}})}
    }),
             {2, 2, 1});
    CHECK(view_of(row).fields[0].value == schema::Value(std::string("b")));
    revoke_entry(row, {2, 1});
    CHECK(view_of(row).fields == before.fields);
}

TEST_CASE("row: what is written without knowledge of a voiding is late", "[merge]") {
    const test::Model model = model_of_voiding(1);
    Row row = make_row(kThing, kRow);
    apply_op(row, kThing,
             creation({
                 {2, text("a")}
    }),
             {1, 1, 1});
    apply_op(row, kThing,
             change({
                 life(Life::voided), {5, encode_payload(SetChange{{"t"}, {}})}
    }),
             {2, 2, 1});
    CHECK(view_of(row, model).late.empty());
    apply_op(row, kThing,
             change({
                 {2, text("late")}
    }),
             {3, 3, 1});
    CHECK(view_of(row, model).late == std::vector<Version>{
                                          {3, 3, 1}
    });
    CHECK(view_of(row, model).conflicts() == 1);
    revoke_entry(row, {2, 1});
    CHECK(view_of(row, model).late.empty());
}

TEST_CASE("row: of concurrent late writes each one is late", "[merge]") {
    const test::Model model = model_of_voiding(2);
    Row row = make_row(kThing, kRow);
    apply_op(row, kThing,
             creation({
                 {2, text("a")}
    }),
             {1, 1, 1});
    apply_op(row, kThing, change({life(Life::voided)}), {2, 2, 1});
    apply_op(row, kThing,
             change({
                 {2, text("late")}
    }),
             {3, 3, 1});
    apply_op(row, kThing,
             change({
                 {2, text("later")}
    }),
             {4, 4, 1});
    CHECK(view_of(row, model).late == std::vector<Version>{
                                          {3, 3, 1},
                                          {4, 4, 1}
    });
}

TEST_CASE("row: balances show as they are kept", "[merge]") {
    Row row = make_row(kThing, kRow);
    row.balances[3] = -4;
    const RowView view = view_of(row);
    CHECK(view.fields[3] == View{.value = std::int64_t{-4}});
    CHECK(view.fields[4] == View{.value = std::int64_t{0}});
}

TEST_CASE("row hash: row, version and value of every field count", "[merge]") {
    CHECK_FALSE(changes_hash([](RowView&) {}));
    CHECK(changes_hash([](RowView& v) { v.fields[0].value = std::string("b"); }));
    CHECK(changes_hash([](RowView& v) { v.fields[0].version->log = 3; }));
    CHECK(changes_hash([](RowView& v) { v.fields[0].version->seq = 3; }));
    CHECK(changes_hash([](RowView& v) { v.fields[0] = {}; }));
    CHECK(changes_hash([](RowView& v) { v.fields[2].value = std::vector<std::string>{"y"}; }));
    CHECK(changes_hash([](RowView& v) { v.fields[3].value = std::int64_t{6}; }));
    const Hash hash = row_hash(kThing, kRow, full_view(), name_of);
    CHECK(row_hash(kThing, RowId{}, full_view(), name_of) != hash);
    schema::Entity other = kThing;
    other.id = 17;
    CHECK(row_hash(other, kRow, full_view(), name_of) != hash);
    CHECK(row_hash(kThing, kRow, full_view(), [](LogPrefix) { return LogId{}; }) != hash);
}

TEST_CASE("row hash: a value that is nothing counts with its version", "[merge]") {
    CHECK(changes_hash([](RowView& v) { v.fields[0].value = {}; }));
    RowView emptied = full_view();
    RowView never = full_view();
    emptied.fields[0].value = {};
    never.fields[0] = {};
    CHECK(row_hash(kThing, kRow, emptied, name_of) != row_hash(kThing, kRow, never, name_of));
}

TEST_CASE("row hash: a sensitive value does not enter, its version does", "[merge]") {
    CHECK_FALSE(changes_hash([](RowView& v) { v.fields[1].value = std::string("9999"); }));
    CHECK(changes_hash([](RowView& v) { v.fields[1].version->seq = 3; }));
    CHECK_FALSE(changes_hash([](RowView& v) { v.fields[4].value = std::int64_t{8}; }));
}

TEST_CASE("row hash: time, conflicts and lateness do not enter", "[merge]") {
    CHECK_FALSE(changes_hash([](RowView& v) { v.fields[0].version->hlc = 1000; }));
    CHECK_FALSE(changes_hash([](RowView& v) {
        v.fields[0].conflicts = {
            {1, 1, 1}
        };
    }));
    CHECK_FALSE(changes_hash([](RowView& v) {
        v.late = {
            {1, 1, 1}
        };
    }));
}

TEST_CASE("row hash: a balance of zero is a balance that never moved", "[merge]") {
    Row row = make_row(kThing, kRow);
    apply_op(row, kThing, creation(), {1, 1, 1});
    const Hash before = row_hash(kThing, kRow, view_of(row), name_of);
    row.balances[3] = 5;
    CHECK(row_hash(kThing, kRow, view_of(row), name_of) != before);
    row.balances[3] = 0;
    CHECK(row_hash(kThing, kRow, view_of(row), name_of) == before);
}

TEST_CASE("digest: it is a sum modulo 2^256", "[merge]") {
    Hash one;
    one.bytes[31] = 1;
    Hash digest = Hash::from(Bytes(32, 0xff));
    add_to_digest(digest, one);
    CHECK(digest.is_zero());
    take_from_digest(digest, one);
    CHECK(digest == Hash::from(Bytes(32, 0xff)));
    Hash carried;
    carried.bytes[30] = 0xff;
    carried.bytes[31] = 0xff;
    add_to_digest(carried, one);
    CHECK(to_hex(carried) == std::string(58, '0') + "010000");
    take_from_digest(carried, one);
    CHECK(to_hex(carried) == std::string(60, '0') + "ffff");
}

}  // namespace branchline::sync::merge
