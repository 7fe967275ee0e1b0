// Properties of every merge kind over random histories: convergence against a slow oracle, and
// compaction against an uncompacted twin.
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "tests/support/history.hpp"
#include "tests/support/tapes.hpp"
#include "tests/sync/merge/oracle.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using test::Choices;
using test::History;

constexpr std::size_t kWritten = 0;  // These histories have one field.

test::Writes writes_of(const History& history, const std::set<std::size_t>& items) {
    test::Writes out;
    for (const std::size_t item : items) out.push_back(history.write(item, kWritten));
    return out;
}

/// Decisions as they may come to one replica: all of the hub's log, or a beginning of it.
void decide_some(Choices& choices, const History& history, test::Model& model) {
    model.forget_decisions();
    const std::size_t known = choices.below(history.hub_log.size() + 1);
    for (std::size_t i = 0; i < known; ++i) {
        const test::HubEntry& entry = history.hub_log[i];
        if (entry.own) model.decide(history.items[*entry.own].version.dot(), {i + 1, 0, 0});
        for (const auto& verdict : entry.receipts) {
            model.decide(history.items[verdict.item].version.dot(), verdict.at);
        }
    }
}

/// Applies and revokes the writes of a history in any order, any number of times each, and
/// compares with the oracle after every step.
void check_any_order(const Field& field, Choices& choices) {
    const History history = test::make_history(choices, {field});
    if (history.items.empty()) return;
    // The tape that made the history is used up; orders need decisions of their own.
    Choices order(test::any_tape(200));
    test::Model model = history.model();
    Cell cell;
    std::set<std::size_t> effective;
    while (!order.at_end()) {
        const std::size_t item = order.below(history.items.size());
        const Write write = history.write(item, kWritten);
        if (order.one_in(3)) {
            revoke(cell, write.version.dot());
            effective.erase(item);
        } else {
            apply(cell, write);
            effective.insert(item);
        }
        if (order.one_in(5)) decide_some(order, history, model);
        const View expected = test::slow_view(field, writes_of(history, effective), model);
        RC_ASSERT(test::to_text(test::fast_view(field, cell, model)) == test::to_text(expected));
        RC_ASSERT(test::fast_view(field, cell, model) == expected);
    }
}

/// Two copies of one cell: one is compacted now and then, the other never.
struct Twins {
    Cell compacted;
    Cell whole;
    std::set<std::size_t> effective;
    std::set<std::size_t> rejected;
    std::set<std::size_t> applied;

    void apply_item(const History& history, std::size_t item) {
        if (rejected.contains(item)) return;
        merge::apply(compacted, history.write(item, kWritten));
        merge::apply(whole, history.write(item, kWritten));
        effective.insert(item);
        applied.insert(item);
    }
    void revoke_item(const History& history, std::size_t item) {
        const Dot dot = history.items[item].version.dot();
        revoke(compacted, dot);
        revoke(whole, dot);
        effective.erase(item);
    }
    void reject(const History& history, std::size_t item) {
        revoke_item(history, item);
        rejected.insert(item);
    }
    /// What a guard does when its transition gets off the path, or onto it again.
    void flip(const History& history, Choices& choices) {
        std::vector<std::size_t> guarded;
        for (const std::size_t item : applied) {
            if (history.items[item].guarded && !rejected.contains(item)) guarded.push_back(item);
        }
        if (guarded.empty()) return;
        const std::size_t item = guarded[choices.below(guarded.size())];
        if (effective.contains(item)) {
            revoke_item(history, item);
        } else {
            apply_item(history, item);
        }
    }
};

void arrive(const History& history,
            const test::Arrival& arrival,
            test::Model& model,
            Twins& twins) {
    if (!arrival.is_hub) return twins.apply_item(history, arrival.place);
    const test::HubEntry& entry = history.hub_log[arrival.place];
    if (entry.own) {
        model.decide(history.items[*entry.own].version.dot(), {arrival.place + 1, 0, 0});
        twins.apply_item(history, *entry.own);
    }
    for (const test::Verdict& verdict : entry.receipts) {
        model.decide(history.items[verdict.item].version.dot(), verdict.at);
        if (!verdict.accepted) twins.reject(history, verdict.item);
    }
}

void check_delivery(const Field& field, const History& history, Choices& order) {
    test::Model model = history.model();
    Twins twins;
    for (const test::Arrival& arrival : test::make_delivery(order, history)) {
        arrive(history, arrival, model, twins);
        if (order.one_in(2)) twins.flip(history, order);
        const View expected = test::slow_view(field, writes_of(history, twins.effective), model);
        RC_ASSERT(test::to_text(test::fast_view(field, twins.whole, model)) ==
                  test::to_text(expected));
        RC_ASSERT(test::to_text(test::fast_view(field, twins.compacted, model)) ==
                  test::to_text(expected));
        if (order.one_in(3)) continue;
        test::compact_cell(field, twins.compacted, model);
        RC_ASSERT(test::to_text(test::fast_view(field, twins.compacted, model)) ==
                  test::to_text(expected));
    }
    if (twins.compacted.writes.size() < twins.whole.writes.size()) RC_TAG("compacted");
}

/// The same history, received and compacted in several ways.
void check_compaction(const Field& field, Choices& choices) {
    const History history = test::make_history(choices, {field});
    for (int delivery = 0; delivery < 6; ++delivery) {
        Choices order(test::any_tape(300));
        check_delivery(field, history, order);
    }
}

/// When all is decided and compacted, what is left is what still shows or could be lifted.
void check_smallest(const Field& field, Choices& choices) {
    History history = test::make_history(choices, {field});
    for (test::Item& item : history.items) item.guarded = false;
    test::Model model = history.model();
    Cell cell;
    for (std::size_t i = 0; i < history.items.size(); ++i) {
        apply(cell, history.write(i, kWritten));
        model.decide(history.items[i].version.dot(), {1, 1, i});
    }
    test::compact_cell(field, cell, model);
    const View view = test::fast_view(field, cell, model);
    if (field.merge == schema::Merge::lww) {
        for (const Write& write : cell.writes) {
            const bool shows = write.version == *view.version;
            const bool same = write.payload == cell.writes.back().payload;
            const bool contested =
                std::count(view.conflicts.begin(), view.conflicts.end(), write.version) == 1;
            RC_ASSERT(shows || same || contested);
        }
    } else if (field.merge == schema::Merge::restrict) {
        for (const Write& write : cell.writes) {
            RC_ASSERT(std::get<Restriction>(write.payload).restrictive);
        }
    } else if (field.merge == schema::Merge::own || schema::is_reading(field.merge)) {
        RC_ASSERT(cell.writes.size() <= 1U);
    }
}

const Field& field_at(std::size_t place) {
    return test::fields_of_every_kind()[place];
}

}  // namespace

TEST_CASE("merge: any order of writes and revocations equals the fold over the effective writes",
          "[merge][property]") {
    const auto place = GENERATE(range(0, 9));
    const Field& field = field_at(static_cast<std::size_t>(place));
    CHECK(rc::check("any order: " + test::kind_of(field), [&] {
        Choices choices(test::any_tape(300));
        check_any_order(field, choices);
    }));
}

TEST_CASE("merge: compaction never changes what is seen, now or later", "[merge][property]") {
    const auto place = GENERATE(range(0, 9));
    const Field& field = field_at(static_cast<std::size_t>(place));
    CHECK(rc::check("compaction: " + test::kind_of(field), [&] {
        Choices choices(test::any_tape(400));
        check_compaction(field, choices);
    }));
}

TEST_CASE("merge: compaction leaves no write without a use when all is settled",
          "[merge][property]") {
    const auto place = GENERATE(range(0, 9));
    const Field& field = field_at(static_cast<std::size_t>(place));
    if (field.once()) return;
    CHECK(rc::check("smallest: " + test::kind_of(field), [&] {
        Choices choices(test::any_tape(300));
        check_smallest(field, choices);
    }));
}

}  // namespace branchline::sync::merge
