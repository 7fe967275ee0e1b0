#include "common/domain/allocation/allocation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/allocation/explain.hpp"

namespace branchline::allocation {

namespace {

constexpr std::int64_t kFigureMax = 1'000'000'000;
constexpr std::int64_t kMoneyMax = 1'000'000'000'000'000;
constexpr std::int64_t kDaysMax = 3660;
constexpr std::int64_t kHundred = 100;

std::unexpected<Error> bad(std::string what) {
    return fail(Code::invalid, "bad-allocation", std::move(what), "correct what goes into the run");
}

bool is_figure(std::int64_t figure, std::int64_t most = kFigureMax) {
    return figure >= 0 && figure <= most;
}

Result<> check_terms(const Terms& terms) {
    if (!is_figure(terms.division.percent, kHundred)) return bad("a percentage is 0 to 100");
    if (terms.window_days < 1 || terms.window_days > kDaysMax) {
        return bad(fmt::format("a window is 1 to {} days", kDaysMax));
    }
    if (!is_figure(terms.price, kMoneyMax)) return bad("the price is out of range");
    return {};
}

Result<> check_dealer(const Dealer& dealer) {
    const bool fits = is_figure(dealer.sales) && is_figure(dealer.stock) &&
                      is_figure(dealer.guarantee) && dealer.headroom <= kMoneyMax &&
                      dealer.headroom >= -kMoneyMax && dealer.quota.value_or(0) <= kFigureMax &&
                      dealer.quota.value_or(0) >= -kFigureMax;
    if (fits) return {};
    return bad(fmt::format("a figure of dealer {} is out of range", dealer.dealer));
}

/// Sorts rows by their name; a name that comes twice is refused.
template <class Row>
Result<> sort_by(std::vector<Row>& rows, std::string Row::* name) {
    std::sort(rows.begin(), rows.end(),
              [&](const Row& a, const Row& b) { return a.*name < b.*name; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].*name == rows[i - 1].*name) {
            return bad(fmt::format("{} stands there twice", rows[i].*name));
        }
    }
    return {};
}

Result<> check_and_sort(Input& input) {
    TRY_VOID(check_terms(input.terms));
    TRY_VOID(sort_by(input.dealers, &Dealer::dealer));
    TRY_VOID(sort_by(input.orders, &Order::order));
    TRY_VOID(sort_by(input.cars, &Car::vin));
    for (const Dealer& dealer : input.dealers) TRY_VOID(check_dealer(dealer));
    return {};
}

Standing standing_of(const DealerLine& line, std::int64_t price) {
    if (!line.dealer.active) return Standing::inactive;
    if (line.demand == 0) return Standing::no_demand;
    if (line.dealer.quota && *line.dealer.quota <= 0) return Standing::no_quota;
    if (line.dealer.headroom < price) return Standing::no_credit;
    return Standing::eligible;
}

std::int64_t cap_of(const DealerLine& line, std::int64_t price) {
    if (line.standing != Standing::eligible) return 0;
    std::int64_t out = std::min(line.demand, line.dealer.quota.value_or(line.demand));
    if (price > 0) out = std::min(out, line.dealer.headroom / price);
    return out;
}

class Run {
public:
    explicit Run(const Input& input) : input_(input) {
        for (const Dealer& dealer : input.dealers) {
            codes_.push_back(dealer.dealer);
            out_.dealers.push_back({.dealer = dealer, .grant = {}, .reason = {}});
        }
        out_.supply = static_cast<std::int64_t>(input.cars.size());
    }

    Result<Outcome> run() {
        TRY_VOID(find_caps());
        const Matching matching(input_.orders, input_.cars, codes_);
        TRY_VOID(settle(matching));
        tell(matching);
        return std::move(out_);
    }

private:
    Result<> find_caps() {
        for (const Order& order : input_.orders) {
            const auto at = std::lower_bound(codes_.begin(), codes_.end(), order.dealer);
            if (at == codes_.end() || *at != order.dealer) {
                return bad(fmt::format("order {} is of no dealer", order.order));
            }
            dealer_of_.push_back(static_cast<std::size_t>(at - codes_.begin()));
            ++out_.dealers[dealer_of_.back()].demand;
        }
        for (DealerLine& line : out_.dealers) {
            line.standing = standing_of(line, input_.terms.price);
            line.cap = cap_of(line, input_.terms.price);
            line.cap_after = line.cap;
        }
        return {};
    }

    std::vector<Claimant> claimants() const {
        std::vector<Claimant> out;
        for (const DealerLine& line : out_.dealers) {
            out.push_back({.dealer = line.dealer.dealer,
                           .sales = line.dealer.sales,
                           .stock = line.dealer.stock,
                           .cap = line.cap_after,
                           .guarantee = line.dealer.guarantee});
        }
        return out;
    }

    /// Units that a dealer's orders cannot take go to the others, until every unit finds a car.
    /// Ends because each round takes at least one from the sum of the caps.
    Result<> settle(const Matching& matching) {
        for (bool again = true; again;) {
            ++out_.rounds;
            out_.grants = grant_units(claimants(), out_.supply, input_.terms.division);
            std::vector<std::int64_t> units;
            for (const Grant& grant : out_.grants.of) units.push_back(grant.units());
            TRY(car_of_, matching.match(units));
            std::vector<std::int64_t> matched(units.size(), 0);
            for (std::size_t i = 0; i < car_of_.size(); ++i) {
                if (car_of_[i]) ++matched[dealer_of_[i]];
            }
            again = false;
            for (std::size_t i = 0; i < units.size(); ++i) {
                if (matched[i] == units[i]) continue;
                out_.dealers[i].cap_after = matched[i];
                again = true;
            }
        }
        return {};
    }

    void tell(const Matching& matching) {
        for (std::size_t i = 0; i < out_.dealers.size(); ++i) {
            DealerLine& line = out_.dealers[i];
            line.grant = out_.grants.of[i];
            const Dealer& dealer = line.dealer;
            line.days_before = days_supply({dealer.stock, dealer.sales}, input_.terms.window_days);
            line.days_after = days_supply({dealer.stock + line.grant.units(), dealer.sales},
                                          input_.terms.window_days);
        }
        std::vector<bool> used(input_.cars.size(), false);
        for (std::size_t i = 0; i < input_.orders.size(); ++i) {
            const Order& order = input_.orders[i];
            OrderLine line{.order = order.order,
                           .dealer = order.dealer,
                           .vin = {},
                           .fitting = matching.fitting(i),
                           .reason = {}};
            const Car* car = car_of_[i] ? &input_.cars[*car_of_[i]] : nullptr;
            if (car != nullptr) {
                line.vin = car->vin;
                line.score = score_of(order.wish, car->build).value_or(0);
                used[*car_of_[i]] = true;
            }
            line.reason = reason_of(line, order, car, out_.dealers[dealer_of_[i]]);
            out_.orders.push_back(std::move(line));
        }
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (!used[i]) out_.unused.push_back(input_.cars[i].vin);
        }
        for (DealerLine& line : out_.dealers) line.reason = reason_of(line, out_, input_.terms);
    }

    const Input& input_;
    std::vector<std::string> codes_;
    std::vector<std::size_t> dealer_of_;  ///< By order.
    std::vector<std::optional<std::size_t>> car_of_;
    Outcome out_;
};

}  // namespace

std::string_view name_of(Standing standing) {
    constexpr std::string_view kNames[] = {"eligible", "inactive", "no-demand", "no-quota",
                                           "no-credit"};
    return kNames[static_cast<std::size_t>(standing)];
}

Result<Outcome> allocate(Input input) {
    TRY_VOID(check_and_sort(input));
    return Run(input).run();
}

}  // namespace branchline::allocation
