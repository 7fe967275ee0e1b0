// Every order of six writes, for every merge kind: applied, revoked and settled.
#include <algorithm>
#include <array>
#include <numeric>

#include <catch2/catch.hpp>

#include "tests/support/history.hpp"
#include "tests/sync/merge/oracle.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using schema::Merge;
using test::History;

constexpr std::size_t kSix = 6;
using Order = std::array<std::size_t, kSix>;

// Who has seen what: 0 is the root, 1 and 2 are concurrent behind it, 3 has seen 1, 4 has seen 1
// and 2, 5 has seen 3.
constexpr std::array<std::array<bool, kSix>, kSix> kPast = {
    {
     {},
     {true},
     {true},
     {true, true},
     {true, true, true},
     {true, true, false, true},
     }
};
constexpr std::array<Version, kSix> kVersions = {
    {{10, 5, 1}, {20, 9, 1}, {20, 5, 2}, {30, 2, 1}, {25, 9, 2}, {31, 2, 2}}
};

Dot dot(std::size_t item) {
    return kVersions[item].dot();
}

std::array<Payload, kSix> payloads_of(Merge merge) {
    const auto text = [](const char* value) { return Plain{std::string(value)}; };
    switch (merge) {
        case Merge::set:
            return {
                SetChange{{"a", "b"}, {}                                },
                SetChange{{"c"},      {{"a", {dot(0)}}}                 },
                SetChange{{"a"},      {}                                },
                SetChange{{},         {{"b", {dot(0)}}, {"c", {dot(1)}}}},
                SetChange{{"b"},      {{"a", {dot(0), dot(2)}}}         },
                SetChange{{"c"},      {}                                }
            };
        case Merge::max:
        case Merge::min:
            return {
                Reading{0, 10},
                Reading{0, 30},
                Reading{0, 20},
                Reading{1, 5 },
                Reading{0, 40},
                Reading{1, 5 }
            };
        case Merge::restrict:
            return {
                Restriction{true,  {}              },
                Restriction{false, {dot(0)}        },
                Restriction{true,  {}              },
                Restriction{true,  {}              },
                Restriction{false, {dot(2)}        },
                Restriction{false, {dot(0), dot(3)}}
            };
        case Merge::state:
            return {
                Step{"new",  "",     {}    },
                Step{"open", "new",  dot(0)},
                Step{"done", "new",  dot(0)},
                Step{"done", "open", dot(1)},
                Step{"new",  "open", dot(1)},
                Step{"open", "done", dot(3)}
            };
        case Merge::life:
            return {Life::alive, Life::alive, Life::voided, Life::alive, Life::erased, Life::alive};
        default: return {text("a"), text("b"), text("a"), text("c"), text("d"), text("b")};
    }
}

History six_writes(const Field& field) {
    History history{.fields = {field}};
    const auto payloads = payloads_of(field.merge);
    for (std::size_t i = 0; i < kSix; ++i) {
        test::Item item{.version = kVersions[i]};
        item.past.assign(kPast[i].begin(), kPast[i].end());
        item.payloads = {payloads[i]};
        history.items.push_back(std::move(item));
    }
    return history;
}

Order first_order() {
    Order order;
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

std::string to_text(const Order& order) {
    std::string out;
    for (const std::size_t item : order) out += static_cast<char>('0' + item);
    return out;
}

/// A cell and the writes that count in it, compared after every change.
struct Watched {
    const Field& field;
    const History& history;
    test::Model model;
    Cell cell;
    std::array<bool, kSix> effective{};
    int wrong = 0;

    void apply_item(std::size_t item) {
        merge::apply(cell, history.write(item, 0));
        effective[item] = true;
        compare();
    }
    void revoke_item(std::size_t item) {
        merge::revoke(cell, dot(item));
        effective[item] = false;
        compare();
    }
    void settle(std::size_t item, std::uint64_t hub_seq) {
        model.decide(dot(item), {hub_seq, 1, kVersions[item].seq});
        compare();
    }
    void compare() {
        test::Writes writes;
        for (std::size_t i = 0; i < kSix; ++i) {
            if (effective[i]) writes.push_back(history.write(i, 0));
        }
        const View expected = test::slow_view(field, writes, model);
        const View actual = test::fast_view(field, cell, model);
        if (actual == expected) return;
        if (++wrong == 1) CHECK(test::to_text(actual) == test::to_text(expected));
    }
};

/// Applies in this order; the two items are revoked `delay` steps behind their application.
int wrong_with_revokes(const History& history, const Order& order, std::size_t delay) {
    INFO("order " << to_text(order) << ", revoked " << delay << " steps later");
    Watched watched{history.fields[0], history, history.model()};
    const auto is_revoked = [](std::size_t item) { return item == 1 || item == 4; };
    for (std::size_t step = 0; step < kSix + delay; ++step) {
        if (step < kSix) watched.apply_item(order[step]);
        if (step >= delay && is_revoked(order[step - delay])) {
            watched.revoke_item(order[step - delay]);
        }
    }
    return watched.wrong;
}

/// All six are there; the hub decides them in this order and rejects `rejected` of them.
int wrong_with_decisions(const History& history, const Order& order, std::size_t rejected) {
    INFO("decided in order " << to_text(order) << ", the last " << rejected << " of 2, 4 rejected");
    Watched watched{history.fields[0], history, history.model()};
    for (std::size_t item = 0; item < kSix; ++item) watched.apply_item(item);
    for (std::size_t step = 0; step < kSix; ++step) {
        const std::size_t item = order[step];
        watched.settle(item, step + 1);
        const bool is_rejected = (rejected >= 1 && item == 4) || (rejected >= 2 && item == 2);
        if (is_rejected) watched.revoke_item(item);
    }
    return watched.wrong;
}

const Field& generated_field() {
    const auto place = GENERATE(range(0, 9));
    return test::fields_of_every_kind()[static_cast<std::size_t>(place)];
}

}  // namespace

TEST_CASE("merge: all 720 orders of six writes with two revoked give the same as the fold",
          "[merge]") {
    const Field& field = generated_field();
    INFO(test::kind_of(field));
    const History history = six_writes(field);
    Order order = first_order();
    int wrong = 0;
    do {
        for (std::size_t delay = 0; delay <= kSix; ++delay) {
            wrong += wrong_with_revokes(history, order, delay);
        }
    } while (wrong == 0 && std::next_permutation(order.begin(), order.end()));
    CHECK(wrong == 0);
}

TEST_CASE("merge: all 720 orders of decisions give the same as the fold", "[merge]") {
    const Field& field = generated_field();
    INFO(test::kind_of(field));
    const History history = six_writes(field);
    Order order = first_order();
    int wrong = 0;
    do {
        for (std::size_t rejected = 0; rejected <= 2; ++rejected) {
            wrong += wrong_with_decisions(history, order, rejected);
        }
    } while (wrong == 0 && std::next_permutation(order.begin(), order.end()));
    CHECK(wrong == 0);
}

TEST_CASE("merge: a write that is there already changes nothing", "[merge]") {
    const Field& field = generated_field();
    const History history = six_writes(field);
    Cell once;
    Cell twice;
    for (std::size_t item = 0; item < kSix; ++item) {
        apply(once, history.write(item, 0));
        apply(twice, history.write(kSix - 1 - item, 0));
        apply(twice, history.write(kSix - 1 - item, 0));
    }
    CHECK(once == twice);
    revoke(twice, {77, 1});
    CHECK(once == twice);
}

// The rules in numbers, one line each.

TEST_CASE("merge own: the greatest version is the last word", "[merge]") {
    const Field& field = test::fields_of_every_kind()[0];
    test::Model nothing;
    Cell cell;
    apply(cell, {
                    {5, 1, 1},
                    Plain{std::string("late")}
    });
    apply(cell, {
                    {4, 9, 9},
                    Plain{std::string("early")}
    });
    CHECK(view(field, cell, nothing) == View{
                                            std::string("late"), Version{5, 1, 1},
                                             {},
                                             {}
    });
}

TEST_CASE("merge own once: what the hub decided first holds, whatever its time", "[merge]") {
    const Field& field = test::fields_of_every_kind()[1];
    test::Model model;
    Cell cell;
    apply(cell, {
                    {4, 1, 1},
                    Plain{std::string("early")}
    });
    apply(cell, {
                    {5, 2, 1},
                    Plain{std::string("late")}
    });
    CHECK(view(field, cell, model).value == schema::Value(std::string("early")));
    model.decide({2, 1}, {8, 1, 1});
    CHECK(view(field, cell, model) ==
          View{
              std::string("late"), Version{5, 2, 1},
               {Version{4, 1, 1}},
               {}
    });
    model.decide({1, 1}, {7, 1, 1});
    CHECK(view(field, cell, model).value == schema::Value(std::string("early")));
}

TEST_CASE("merge: an empty cell shows nothing", "[merge]") {
    const Field& field = generated_field();
    if (field.merge == Merge::life) return;
    CHECK(view(field, {}, test::Model()) == View{});
    Cell cell;
    compact(field, cell, test::Model());
    CHECK(cell.writes.empty());
}

}  // namespace branchline::sync::merge
