// Whole rows over random histories: compaction, digests, and balances as sums of facts.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "common/schema/words.hpp"
#include "sync/merge/row.hpp"
#include "tests/support/history.hpp"
#include "tests/support/tapes.hpp"
#include "tests/sync/merge/oracle.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using schema::Merge;
using schema::Need;
using schema::Owner;
using test::Choices;
using test::History;
namespace words = schema::words;

const std::vector<Field>& all_fields() {
    return test::fields_of_every_kind();
}

/// An entity with one field of every kind.
const schema::Entity& everything() {
    static const schema::Entity kEverything{
        .id = 16,
        .name = "test.everything",
        .collection = "everything",
        .fields = std::span(all_fields()).first(all_fields().size() - 1)};
    return kEverything;
}

LogId name_of(LogPrefix log) {
    Bytes bytes(24);
    append_big_endian(bytes, log, 8);
    return LogId::from(bytes);
}

RowOp op_of(const test::Item& item) {
    RowOp op{
        16, {.kind = RowRef::Kind::keyed, .key = {"k"}},
         {}
    };
    const std::size_t life = all_fields().size() - 1;
    if (item.payloads[life]) op.writes.push_back({0, encode_payload(*item.payloads[life])});
    for (std::size_t f = 0; f < life; ++f) {
        if (!item.payloads[f]) continue;
        op.writes.push_back({all_fields()[f].id, encode_payload(*item.payloads[f])});
    }
    return op;
}

std::string to_text(const RowView& view) {
    std::string out = "life " + std::to_string(static_cast<int>(view.life));
    for (const View& field : view.fields) out += "\n" + test::to_text(field);
    for (const Version& version : view.late) out += "\nlate " + std::to_string(version.seq);
    return out;
}

/// One row kept twice: compacted now and then, and never.
struct TwinRows {
    Row compacted = make_row(everything(), RowId{});
    Row whole = make_row(everything(), RowId{});
    std::set<std::size_t> rejected;

    void apply_item(const test::Item& item, std::size_t place) {
        if (rejected.contains(place)) return;
        apply_op(compacted, everything(), op_of(item), item.version);
        apply_op(whole, everything(), op_of(item), item.version);
    }
    void reject(const test::Item& item, std::size_t place) {
        revoke_entry(compacted, item.version.dot());
        revoke_entry(whole, item.version.dot());
        rejected.insert(place);
    }
    void compare(const Context& context) const {
        const RowView a = view_row(everything(), compacted, context);
        const RowView b = view_row(everything(), whole, context);
        RC_ASSERT(to_text(a) == to_text(b));
        RC_ASSERT(row_hash(everything(), RowId{}, a, name_of) ==
                  row_hash(everything(), RowId{}, b, name_of));
    }
};

void arrive(const History& history,
            const test::Arrival& arrival,
            test::Model& model,
            TwinRows& twins) {
    const auto& items = history.items;
    if (!arrival.is_hub) return twins.apply_item(items[arrival.place], arrival.place);
    const test::HubEntry& entry = history.hub_log[arrival.place];
    if (entry.own) {
        model.decide(items[*entry.own].version.dot(), {arrival.place + 1, 0, 0});
        twins.apply_item(items[*entry.own], *entry.own);
    }
    for (const test::Verdict& verdict : entry.receipts) {
        model.decide(items[verdict.item].version.dot(), verdict.at);
        if (!verdict.accepted) twins.reject(items[verdict.item], verdict.item);
    }
}

void check_row_compaction() {
    Choices choices(test::any_tape(800));
    const History history = test::make_history(choices, all_fields());
    Choices order(test::any_tape(100));
    test::Model model = history.model();
    TwinRows twins;
    for (const test::Arrival& arrival : test::make_delivery(order, history)) {
        arrive(history, arrival, model, twins);
        twins.compare(model);
        if (order.one_in(3)) continue;
        compact_row(everything(), twins.compacted, model);
        twins.compare(model);
    }
}

/// The end of a history at one replica: the row after all of it came in some causal order.
RowView row_after(const History& history, Choices& order) {
    test::Model model = history.model();
    TwinRows twins;
    for (const test::Arrival& arrival : test::make_delivery(order, history)) {
        arrive(history, arrival, model, twins);
        if (!order.one_in(3)) compact_row(everything(), twins.compacted, model);
    }
    return view_row(everything(), twins.compacted, model);
}

constexpr std::array<Field, 1> kMoveFields = {
    {
     {1, "amount", words::integer, Owner::dealer, Merge::own, Need::required | Need::once,
         "Amount"},
     }
};
constexpr schema::Entity kMove{
    .id = 17, .name = "test.move", .collection = "moves", .fields = kMoveFields};

std::int64_t contribution(const Row& row) {
    const RowView view = view_row(kMove, row, test::Model());
    const auto* amount = std::get_if<std::int64_t>(&view.fields[0].value);
    return view.alive() && amount != nullptr ? *amount : 0;
}

/// A balance kept by differences beside the sum over the facts that stand.
struct Ledger {
    std::array<Row, 4> facts;
    std::array<bool, 4> created{};
    std::array<bool, 4> voided{};
    std::int64_t balance = 0;

    Ledger() { facts.fill(make_row(kMove, RowId{})); }

    static std::int64_t amount(std::size_t fact) { return std::int64_t{1} << (8U * fact); }

    template <class Change>
    void change(std::size_t fact, Change change_row) {
        const std::int64_t before = contribution(facts[fact]);
        change_row(facts[fact]);
        balance += contribution(facts[fact]) - before;
    }
    std::int64_t expected() const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if (created[i] && !voided[i]) sum += amount(i);
        }
        return sum;
    }
};

void check_balance() {
    Choices choices(test::any_tape(200));
    Ledger ledger;
    while (!choices.at_end()) {
        const std::size_t fact = choices.below(4);
        const Version made{1, fact, 1};
        const Version ended{2, fact, 2};
        const FieldWrite amount{1, schema::encode_value(Ledger::amount(fact))};
        const std::size_t what = choices.below(4);
        ledger.change(fact, [&](Row& row) {
            const RowRef there{.kind = RowRef::Kind::dot, .row = row.id};
            const FieldWrite end{schema::kLifeField, encode_payload(Life::voided)};
            if (what == 0) apply_op(row, kMove, {17, {}, {amount}}, made);
            if (what == 1) apply_op(row, kMove, {17, there, {end}}, ended);
            if (what == 2) revoke_entry(row, made.dot());
            if (what == 3) revoke_entry(row, ended.dot());
        });
        if (what % 2 == 0) ledger.created[fact] = what == 0;
        if (what % 2 == 1) ledger.voided[fact] = what == 1;
        RC_ASSERT(ledger.balance == ledger.expected());
    }
}

Hash any_hash() {
    return Hash::from(*rc::gen::container<std::vector<std::uint8_t>>(
        Hash::kSize, rc::gen::arbitrary<std::uint8_t>()));
}

}  // namespace

TEST_CASE("row: compaction never changes what is seen, now or later", "[merge][property]") {
    CHECK(rc::check("a row, compacted and not", check_row_compaction));
}

TEST_CASE("row: two replicas that hold the same show the same and hash the same",
          "[merge][property]") {
    CHECK(rc::check("two deliveries, two compactions", [] {
        Choices choices(test::any_tape(800));
        const History history = test::make_history(choices, all_fields());
        Choices one(test::any_tape(100));
        Choices two(test::any_tape(100));
        const RowView a = row_after(history, one);
        const RowView b = row_after(history, two);
        RC_ASSERT(to_text(a) == to_text(b));
        RC_ASSERT(row_hash(everything(), RowId{}, a, name_of) ==
                  row_hash(everything(), RowId{}, b, name_of));
    }));
}

TEST_CASE("ledger: a balance kept by differences is the sum of the facts that stand",
          "[merge][property]") {
    CHECK(rc::check("balance", check_balance));
}

TEST_CASE("digest: rows come and go in any order", "[merge][property]") {
    CHECK(rc::check("add and take", [] {
        const Hash start = any_hash();
        std::vector<Hash> rows;
        for (int i = *rc::gen::inRange(0, 8); i > 0; --i) rows.push_back(any_hash());
        Hash forward = start;
        for (const Hash& row : rows) add_to_digest(forward, row);
        Hash backward = start;
        std::reverse(rows.begin(), rows.end());
        for (const Hash& row : rows) add_to_digest(backward, row);
        RC_ASSERT(forward == backward);
        std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2),
                    rows.end());
        for (const Hash& row : rows) take_from_digest(forward, row);
        RC_ASSERT(forward == start);
    }));
}

}  // namespace branchline::sync::merge
