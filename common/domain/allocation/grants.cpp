#include "common/domain/allocation/grants.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "common/domain/money.hpp"

namespace branchline::allocation {

namespace {

constexpr std::int64_t kThousandths = 1000;
constexpr std::int64_t kHundred = 100;

struct MethodName {
    Method method;
    std::string_view name;
};
constexpr MethodName kMethodNames[] = {
    {Method::balanced,      "balanced"     },
    {Method::turn_and_earn, "turn-and-earn"},
};

class Giving {
public:
    Giving(std::span<const Claimant> claimants, std::int64_t units)
        : claimants_(claimants), left_(units) {
        out_.of.resize(claimants.size());
    }

    void give_guarantees() {
        give_balanced(
            left_, [&](std::size_t i) { return claimants_[i].guarantee - out_.of[i].guaranteed; },
            [&](std::size_t i) { ++out_.of[i].guaranteed; });
    }
    void give(Method method, std::int64_t units) {
        if (method == Method::turn_and_earn) {
            give_by_sales(units);
            return;
        }
        give_balanced(
            units, [](std::size_t) { return INT64_MAX; },
            [&](std::size_t i) {
                out_.last = level(i);
                out_.sequence.push_back(i);
                ++out_.of[i].by_method;
            });
    }
    std::int64_t left() const { return left_; }
    Grants take() { return std::move(out_); }

private:
    std::int64_t room(std::size_t i) const { return claimants_[i].cap - out_.of[i].units(); }
    Level level(std::size_t i) const {
        return {claimants_[i].stock + out_.of[i].units(), claimants_[i].sales};
    }

    /// Lower days' supply, compared crosswise; then higher sales, then the lower code.
    bool goes_before(std::size_t a, std::size_t b) const {
        const Level one = level(a);
        const Level other = level(b);
        const std::int64_t left = one.held * std::max<std::int64_t>(other.sales, 1);
        const std::int64_t right = other.held * std::max<std::int64_t>(one.sales, 1);
        if (left != right) return left < right;
        if (one.sales != other.sales) return one.sales > other.sales;
        return claimants_[a].dealer < claimants_[b].dealer;
    }

    void give_balanced(std::int64_t units,
                       const std::function<std::int64_t(std::size_t)>& limit,
                       const std::function<void(std::size_t)>& give_one) {
        for (; units > 0; --units) {
            std::optional<std::size_t> first;
            for (std::size_t i = 0; i < claimants_.size(); ++i) {
                if (room(i) <= 0 || limit(i) <= 0) continue;
                if (!first || goes_before(i, *first)) first = i;
            }
            if (!first) return;
            give_one(*first);
            --left_;
        }
    }

    /// Whoever would get more than fits is filled up, and the rest is divided among the others.
    void give_by_sales(std::int64_t units) {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < claimants_.size(); ++i) {
            if (room(i) > 0) open.push_back(i);
        }
        while (units > 0 && !open.empty()) {
            std::vector<std::int64_t> sales;
            for (const std::size_t i : open) sales.push_back(claimants_[i].sales);
            const std::vector<std::int64_t> shares = domain::split(units, sales);
            out_.split_units = units;
            out_.split_sales = std::accumulate(sales.begin(), sales.end(), std::int64_t{0});
            std::vector<std::size_t> others;
            std::int64_t filled = 0;
            for (std::size_t at = 0; at < open.size(); ++at) {
                if (shares[at] > room(open[at])) {
                    filled += fill(open[at], room(open[at]));
                } else {
                    others.push_back(open[at]);
                }
            }
            if (filled == 0) {
                for (std::size_t at = 0; at < open.size(); ++at) fill(open[at], shares[at]);
                return;
            }
            units -= filled;
            open = std::move(others);
        }
    }
    std::int64_t fill(std::size_t i, std::int64_t units) {
        out_.of[i].by_method += units;
        left_ -= units;
        return units;
    }

    std::span<const Claimant> claimants_;
    std::int64_t left_;
    Grants out_;
};

}  // namespace

std::string_view name_of(Method method) {
    return kMethodNames[static_cast<std::size_t>(method)].name;
}

std::optional<Method> method_of(std::string_view name) {
    for (const MethodName& row : kMethodNames) {
        if (row.name == name) return row.method;
    }
    return std::nullopt;
}

std::int64_t days_supply(const Level& level, std::int64_t window_days) {
    const std::int64_t sales = std::max<std::int64_t>(level.sales, 1);
    const std::int64_t whole = level.held / sales;
    const std::int64_t part = level.held % sales;
    const std::int64_t scale = window_days * kThousandths;
    // In two steps, so that nothing exceeds 64 bits.
    return whole * scale + part * scale / sales;
}

Grants grant_units(std::span<const Claimant> claimants,
                   std::int64_t units,
                   const Division& division) {
    Giving giving(claimants, units);
    giving.give_guarantees();
    giving.give(division.method, giving.left() * division.percent / kHundred);
    giving.give(division.rest, giving.left());
    return giving.take();
}

}  // namespace branchline::allocation
