#include "common/domain/allocation/matching.hpp"

#include <algorithm>
#include <map>

namespace branchline::allocation {

namespace {

void sort_distinct(std::vector<std::string>& words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
}

/// Wishes that say the same become equal. The place of a preference counts, so those stay.
Wish plain(Wish wish) {
    sort_distinct(wish.required);
    sort_distinct(wish.excluded);
    return wish;
}

Build plain(Build build) {
    sort_distinct(build.options);
    return build;
}

}  // namespace

Matching::Matching(std::span<const Order> orders,
                   std::span<const Car> cars,
                   std::span<const std::string> dealers)
    : market_(std::make_unique<Market>()) {
    count_wishes(orders, dealers);
    count_builds(cars);
    market_->fits = fits_of(wishes_, builds_);
    fitting_.assign(wishes_.size(), 0);
    for (std::size_t build = 0; build < builds_.size(); ++build) {
        for (const Fit& fit : market_->fits[build]) {
            fitting_[fit.wish] += market_->supply[build];
            market_->score_max = std::max(market_->score_max, fit.score);
        }
    }
}

void Matching::count_wishes(std::span<const Order> orders, std::span<const std::string> dealers) {
    std::map<Wish, std::size_t> wishes;
    for (const Order& order : orders) wishes.emplace(plain(order.wish), 0);
    // Ascending, so that those of a model stand together.
    for (auto& [wish, place] : wishes) {
        place = wishes_.size();
        wishes_.push_back(wish);
    }
    std::map<Demand, std::size_t> demands;  // With a count of none.
    for (const Order& order : orders) {
        const auto dealer = std::lower_bound(dealers.begin(), dealers.end(), order.dealer);
        const Demand demand{.dealer = static_cast<std::size_t>(dealer - dealers.begin()),
                            .wish = wishes.at(plain(order.wish)),
                            .sold = order.sold,
                            .count = 0};
        const auto [at, is_new] = demands.emplace(demand, demands.size());
        if (is_new) market_->demands.push_back(demand);
        ++market_->demands[at->second].count;
        demand_of_.push_back(at->second);
    }
    market_->wishes = wishes_.size();
}

void Matching::count_builds(std::span<const Car> cars) {
    std::map<Build, std::size_t> builds;
    for (std::size_t i = 0; i < cars.size(); ++i) {
        const auto [found, fresh] = builds.emplace(plain(cars[i].build), builds.size());
        if (fresh) {
            builds_.push_back(found->first);
            cars_of_.emplace_back();
            market_->supply.push_back(0);
        }
        cars_of_[found->second].push_back(i);
        ++market_->supply[found->second];
    }
}

std::int64_t Matching::fitting(std::size_t order) const {
    return fitting_[market_->demands[demand_of_[order]].wish];
}

Result<std::vector<std::optional<std::size_t>>> Matching::match(
    std::span<const std::int64_t> units) const {
    TRY(Flow flow, Flow::open(*market_, units));
    flow.maximise();
    std::vector<std::size_t> given(cars_of_.size(), 0);
    std::vector<std::optional<std::size_t>> ranks;
    for (const auto& cars : cars_of_) ranks.emplace_back(cars.front());
    std::vector<std::optional<std::size_t>> out(demand_of_.size());
    for (std::size_t order = 0; order < demand_of_.size(); ++order) {
        if (!flow.claim(demand_of_[order])) continue;
        const std::size_t build = flow.take(demand_of_[order], ranks);
        out[order] = *ranks[build];
        ++given[build];
        const auto& cars = cars_of_[build];
        ranks[build] =
            given[build] < cars.size() ? std::optional(cars[given[build]]) : std::nullopt;
    }
    return out;
}

}  // namespace branchline::allocation
