#include "common/domain/allocation/allocation.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::allocation;

namespace {

/// What a run came to, for comparisons.
struct Answer {
    std::vector<std::int64_t> units;
    std::vector<std::string> vins;  ///< By order; empty: none.
    bool operator==(const Answer&) const = default;
};

Answer answer_of(const Outcome& outcome) {
    Answer out;
    for (const DealerLine& line : outcome.dealers) out.units.push_back(line.grant.units());
    for (const OrderLine& line : outcome.orders) out.vins.push_back(line.vin);
    return out;
}

/// The same rules once more, as plainly as they can be told: every assignment there is, and the
/// best of them. Knows nothing of the code that it judges but the input.
class Exhaustive {
public:
    explicit Exhaustive(const Input& input) : in_(input) {}

    Answer run() {
        for (const Dealer& dealer : in_.dealers) caps_.push_back(first_cap(dealer));
        for (;;) {
            const std::vector<std::int64_t> units = grants();
            best_.reset();
            std::vector<std::string> none(in_.orders.size());
            place(0, units, none);
            std::vector<std::int64_t> matched(caps_.size(), 0);
            for (std::size_t i = 0; i < in_.orders.size(); ++i) {
                if (!best_->vins[i].empty()) ++matched[dealer_of(in_.orders[i])];
            }
            if (matched == units) return {units, best_->vins};
            for (std::size_t i = 0; i < caps_.size(); ++i) {
                if (matched[i] < units[i]) caps_[i] = matched[i];
            }
        }
    }

private:
    struct Found {
        std::int64_t sold = 0;
        std::int64_t count = 0;
        std::int64_t score = 0;
        std::vector<std::string> vins;
    };

    std::size_t dealer_of(const Order& order) const {
        for (std::size_t i = 0; i < in_.dealers.size(); ++i) {
            if (in_.dealers[i].dealer == order.dealer) return i;
        }
        return 0;
    }

    std::int64_t first_cap(const Dealer& dealer) const {
        std::int64_t demand = 0;
        for (const Order& order : in_.orders) demand += order.dealer == dealer.dealer ? 1 : 0;
        std::int64_t cap = dealer.active ? demand : 0;
        if (dealer.quota) cap = std::min(cap, std::max<std::int64_t>(0, *dealer.quota));
        while (cap > 0 && cap * in_.terms.price > dealer.headroom) --cap;
        return cap;
    }

    /// The dealer with room left whose cars last shortest.
    std::optional<std::size_t> poorest(const std::vector<std::int64_t>& given,
                                       const std::vector<std::int64_t>& most) const {
        std::optional<std::size_t> out;
        for (std::size_t i = 0; i < given.size(); ++i) {
            if (given[i] >= most[i]) continue;
            if (!out) {
                out = i;
                continue;
            }
            const Dealer& a = in_.dealers[i];
            const Dealer& b = in_.dealers[*out];
            const std::int64_t left = (a.stock + given[i]) * std::max<std::int64_t>(b.sales, 1);
            const std::int64_t right = (b.stock + given[*out]) * std::max<std::int64_t>(a.sales, 1);
            if (left < right || (left == right && a.sales > b.sales)) out = i;
        }
        return out;
    }

    std::vector<std::int64_t> grants() const {
        std::vector<std::int64_t> given(caps_.size(), 0);
        std::vector<std::int64_t> promised;
        for (std::size_t i = 0; i < caps_.size(); ++i) {
            promised.push_back(std::min(caps_[i], in_.dealers[i].guarantee));
        }
        auto left = static_cast<std::int64_t>(in_.cars.size());
        const auto balance = [&](std::int64_t units, const std::vector<std::int64_t>& most) {
            for (; units > 0; --units) {
                const auto next = poorest(given, most);
                if (!next) return;
                ++given[*next];
                --left;
            }
        };
        balance(left, promised);
        const Division& division = in_.terms.division;
        const std::int64_t first = left * division.percent / 100;
        for (const bool is_first : {true, false}) {
            const Method method = is_first ? division.method : division.rest;
            const std::int64_t units = is_first ? first : left;
            if (method == Method::balanced) {
                balance(units, caps_);
            } else {
                left -= divide(units, given);
            }
        }
        return given;
    }

    std::int64_t divide(std::int64_t units, std::vector<std::int64_t>& given) const {
        std::int64_t out = 0;
        std::set<std::size_t> open;
        for (std::size_t i = 0; i < caps_.size(); ++i) {
            if (given[i] < caps_[i]) open.insert(i);
        }
        while (!open.empty()) {
            const std::map<std::size_t, std::int64_t> shares = shares_of(units - out, open);
            std::set<std::size_t> full;
            for (const auto& [i, share] : shares) {
                if (given[i] + share > caps_[i]) full.insert(i);
            }
            if (full.empty()) {
                for (const auto& [i, share] : shares) {
                    given[i] += share;
                    out += share;
                }
                break;
            }
            for (const std::size_t i : full) {
                out += caps_[i] - given[i];
                given[i] = caps_[i];
                open.erase(i);
            }
        }
        return out;
    }

    std::map<std::size_t, std::int64_t> shares_of(std::int64_t units,
                                                  const std::set<std::size_t>& open) const {
        std::int64_t whole = 0;
        for (const std::size_t i : open) whole += in_.dealers[i].sales;
        const auto weight = [&](std::size_t i) { return whole > 0 ? in_.dealers[i].sales : 1; };
        const std::int64_t all = whole > 0 ? whole : static_cast<std::int64_t>(open.size());
        std::map<std::size_t, std::int64_t> out;
        std::vector<std::pair<std::int64_t, std::size_t>> order;  // Largest remainder first.
        std::int64_t left = units;
        for (const std::size_t i : open) {
            out[i] = units * weight(i) / all;
            left -= out[i];
            order.emplace_back(-(units * weight(i) % all), i);
        }
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; left > 0; ++i, --left) ++out[order[i].second];
        return out;
    }

    static std::int64_t score(const Wish& wish, const Build& build) {
        const std::set<std::string> options(build.options.begin(), build.options.end());
        if (wish.model != build.model) return -1;
        for (const auto& option : wish.required) {
            if (!options.contains(option)) return -1;
        }
        for (const auto& option : wish.excluded) {
            if (options.contains(option)) return -1;
        }
        std::int64_t out = 100;
        const auto length = static_cast<std::int64_t>(wish.preferred.size());
        for (std::int64_t i = 0; i < length; ++i) {
            if (options.contains(wish.preferred[static_cast<std::size_t>(i)])) {
                out += 10 * (length - i);
            }
        }
        return out;
    }

    void place(std::size_t at, std::vector<std::int64_t> left, std::vector<std::string>& vins) {
        if (at == in_.orders.size()) {
            judge(vins);
            return;
        }
        const Order& order = in_.orders[at];
        place(at + 1, left, vins);
        if (left[dealer_of(order)]-- == 0) return;
        for (const Car& car : in_.cars) {
            const bool used = std::find(vins.begin(), vins.end(), car.vin) != vins.end();
            if (used || score(order.wish, car.build) < 0) continue;
            vins[at] = car.vin;
            place(at + 1, left, vins);
            vins[at].clear();
        }
    }

    void judge(const std::vector<std::string>& vins) {
        Found found{.vins = vins};
        for (std::size_t i = 0; i < vins.size(); ++i) {
            if (vins[i].empty()) continue;
            found.sold += in_.orders[i].sold ? 1 : 0;
            ++found.count;
            for (const Car& car : in_.cars) {
                if (car.vin == vins[i]) found.score += score(in_.orders[i].wish, car.build);
            }
        }
        if (!best_ || is_better(found, *best_)) best_ = std::move(found);
    }

    static bool is_better(const Found& a, const Found& b) {
        if (a.sold != b.sold) return a.sold > b.sold;
        if (a.count != b.count) return a.count > b.count;
        if (a.score != b.score) return a.score > b.score;
        for (std::size_t i = 0; i < a.vins.size(); ++i) {
            if (a.vins[i] == b.vins[i]) continue;
            if (a.vins[i].empty() || b.vins[i].empty()) return b.vins[i].empty();
            return a.vins[i] < b.vins[i];
        }
        return false;
    }

    const Input& in_;
    std::vector<std::int64_t> caps_;
    std::optional<Found> best_;
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::int64_t upto(std::int64_t most) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
    }
    std::vector<std::string> some(std::int64_t most) {
        std::vector<std::string> out;
        for (std::int64_t i = upto(most); i > 0; --i) {
            out.push_back(std::string(1, static_cast<char>('P' + upto(3))));
        }
        return out;
    }
    template <class Row>
    void shuffle(std::vector<Row>& rows) {
        std::shuffle(rows.begin(), rows.end(), random_);
    }

private:
    std::mt19937_64 random_;
};

Input small_instance(std::uint64_t seed) {
    Dice dice(seed);
    Input out;
    out.terms.price = dice.upto(3) * 100;
    out.terms.division = {.method = dice.upto(1) == 0 ? Method::balanced : Method::turn_and_earn,
                          .percent = dice.upto(4) * 25,
                          .rest = dice.upto(1) == 0 ? Method::balanced : Method::turn_and_earn};
    const std::int64_t dealers = 1 + dice.upto(2);
    for (std::int64_t i = 0; i < dealers; ++i) {
        Dealer dealer{.dealer = "D" + std::to_string(i),
                      .active = dice.upto(9) != 0,
                      .sales = dice.upto(6),
                      .stock = dice.upto(4),
                      .headroom = dice.upto(20) * 100 - 100,
                      .guarantee = std::max<std::int64_t>(0, dice.upto(5) - 3)};
        if (dice.upto(1) == 0) dealer.quota = dice.upto(5) - 1;
        out.dealers.push_back(dealer);
    }
    const std::int64_t orders = dice.upto(6);
    for (std::int64_t i = 0; i < orders; ++i) {
        out.orders.push_back({
            .order = "O" + std::to_string(i),
            .dealer = "D" + std::to_string(dice.upto(dealers - 1)),
            .sold = dice.upto(3) == 0,
            .wish = {.model = dice.upto(5) == 0 ? "A2" : "A1",
                     .required = dice.some(2),
                     .excluded = dice.some(1),
                     .preferred = dice.some(3)}
        });
    }
    const std::int64_t cars = dice.upto(6);
    for (std::int64_t i = 0; i < cars; ++i) {
        out.cars.push_back({
            .vin = "V" + std::to_string(i),
            .build = {.model = dice.upto(5) == 0 ? "A2" : "A1", .options = dice.some(5)}
        });
    }
    return out;
}

/// D1 sold 30 and has 10, D2 15 and 3, D3 6 and 4; every order takes any car.
Input example(std::int64_t orders_each, std::int64_t cars) {
    Input out{
        .terms = {},
        .dealers = {{.dealer = "D1", .sales = 30, .stock = 10},
                  {.dealer = "D2", .sales = 15, .stock = 3},
                  {.dealer = "D3", .sales = 6, .stock = 4}},
        .orders = {},
        .cars = {}
    };
    for (const char* dealer : {"D1", "D2", "D3"}) {
        for (std::int64_t i = 0; i < orders_each; ++i) {
            out.orders.push_back({
                .order = std::string(dealer) + "-" + std::to_string(i),
                .dealer = dealer,
                .wish = {"A1", {}, {}, {}}
            });
        }
    }
    for (std::int64_t i = 0; i < cars; ++i) {
        out.cars.push_back({
            .vin = "V" + std::to_string(i), .build = {"A1", {}}
        });
    }
    return out;
}

Outcome run(const Input& input) {
    auto out = allocate(input);
    if (!out) FAIL(out.error().id << ": " << out.error().what);
    return *std::move(out);
}

std::vector<std::int64_t> units(const Input& input) {
    return answer_of(run(input)).units;
}

using Units = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("allocation: the worked example gives 3, 3, 0 and 39, 36, 60 days", "[allocation]") {
    const Outcome outcome = run(example(6, 6));
    CHECK(answer_of(outcome).units == Units{3, 3, 0});
    CHECK(outcome.dealers[0].days_after == 39'000);
    CHECK(outcome.dealers[1].days_after == 36'000);
    CHECK(outcome.dealers[2].days_after == 60'000);
    CHECK(outcome.rounds == 1);
    CHECK(outcome.unused.empty());
    Input by_turn = example(6, 6);
    by_turn.terms.division = {.method = Method::turn_and_earn, .percent = 100};
    CHECK(units(by_turn) == Units{3, 2, 1});
}

TEST_CASE("allocation: it equals every assignment tried out, on 1,000 small instances",
          "[allocation]") {
    std::int64_t repaired = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        const Input input = small_instance(seed);
        INFO("seed " << seed);
        const Outcome outcome = run(input);
        const Answer found = answer_of(outcome);
        const Answer best = Exhaustive(input).run();
        REQUIRE(found.units == best.units);
        REQUIRE(found.vins == best.vins);
        if (outcome.rounds > 1) ++repaired;
        std::int64_t caps = 0;
        for (const DealerLine& line : outcome.dealers) caps += line.cap;
        REQUIRE(outcome.rounds <= caps + 1);
    }
    CHECK(repaired > 50);
}

TEST_CASE("allocation: the order of the input does not matter", "[allocation]") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Input input = small_instance(seed);
        const Outcome first = run(input);
        Dice dice(seed);
        dice.shuffle(input.dealers);
        dice.shuffle(input.orders);
        dice.shuffle(input.cars);
        for (Order& order : input.orders) {
            dice.shuffle(order.wish.required);
            dice.shuffle(order.wish.excluded);
        }
        for (Car& car : input.cars) dice.shuffle(car.build.options);
        const Outcome again = run(input);
        INFO("seed " << seed);
        REQUIRE(answer_of(first) == answer_of(again));
        for (std::size_t i = 0; i < first.dealers.size(); ++i) {
            REQUIRE(first.dealers[i].reason == again.dealers[i].reason);
        }
        for (std::size_t i = 0; i < first.orders.size(); ++i) {
            REQUIRE(first.orders[i].reason == again.orders[i].reason);
        }
        REQUIRE(first.unused == again.unused);
    }
}

TEST_CASE("allocation: the quota is the last unit that a dealer can get", "[allocation]") {
    Input input = example(6, 6);
    input.dealers[1].quota = 1;
    CHECK(units(input) == Units{5, 1, 0});
    input.dealers[1].quota = 0;
    CHECK(units(input) == Units{6, 0, 0});
    CHECK(run(input).dealers[1].standing == Standing::no_quota);
    input.dealers[1].quota = -3;  // More was delivered than it had.
    CHECK(run(input).dealers[1].standing == Standing::no_quota);
}

TEST_CASE("allocation: the headroom pays for whole cars", "[allocation]") {
    Input input = example(6, 6);
    input.terms.price = 1'000'000;
    for (Dealer& dealer : input.dealers) dealer.headroom = 6'000'000;
    CHECK(units(input) == Units{3, 3, 0});
    input.dealers[1].headroom = 2'000'000;
    CHECK(units(input) == Units{4, 2, 0});
    input.dealers[1].headroom = 1'999'999;
    CHECK(units(input) == Units{5, 1, 0});
    input.dealers[1].headroom = 999'999;
    CHECK(run(input).dealers[1].standing == Standing::no_credit);
    input.dealers[1].headroom = -1;
    CHECK(run(input).dealers[1].standing == Standing::no_credit);
}

TEST_CASE("allocation: a guarantee comes first, but only for open orders", "[allocation]") {
    Input input = example(2, 6);
    input.dealers[2].guarantee = 5;
    const Outcome outcome = run(input);
    CHECK(answer_of(outcome).units == Units{2, 2, 2});
    CHECK(outcome.dealers[2].grant == Grant{.guaranteed = 2, .by_method = 0});
}

TEST_CASE("allocation: units that fit none of a dealer's orders go to the others", "[allocation]") {
    Input input = example(6, 6);
    for (Order& order : input.orders) {
        if (order.dealer == "D2") order.wish.required = {"GOLD"};
    }
    input.cars[5].build.options = {"GOLD"};
    const Outcome outcome = run(input);
    CHECK(answer_of(outcome).units == Units{5, 1, 0});
    CHECK(outcome.rounds == 2);
    CHECK(outcome.dealers[1].cap == 6);
    CHECK(outcome.dealers[1].cap_after == 1);
}

TEST_CASE("allocation: cars that fit nobody are told", "[allocation]") {
    Input input = example(1, 6);
    const Outcome outcome = run(input);
    CHECK(outcome.unused == std::vector<std::string>{"V3", "V4", "V5"});
    CHECK(outcome.supply == 6);
}

TEST_CASE("allocation: what nobody can mean is refused", "[allocation]") {
    const auto refused = [](const std::function<void(Input&)>& spoil) {
        Input input = example(2, 2);
        spoil(input);
        const auto out = allocate(input);
        return out ? std::string("taken") : out.error().id;
    };
    CHECK(refused([](Input&) {}) == "taken");
    CHECK(refused([](Input& in) { in.dealers[1].dealer = "D1"; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.orders[1].order = in.orders[0].order; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.cars[1].vin = in.cars[0].vin; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.orders[1].dealer = "D9"; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.dealers[1].sales = -1; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.dealers[1].stock = 1'000'000'001; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.dealers[1].guarantee = -1; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.terms.price = -1; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.terms.window_days = 0; }) == "bad-allocation");
    CHECK(refused([](Input& in) { in.terms.division.percent = 101; }) == "bad-allocation");
}

TEST_CASE("allocation: nothing to divide is no error", "[allocation]") {
    CHECK(run({}).dealers.empty());
    CHECK(units(example(3, 0)) == Units{0, 0, 0});
    CHECK(units(example(0, 3)) == Units{0, 0, 0});
}
