#include "common/domain/allocation/flow.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <queue>

#include "common/base/assert.hpp"

namespace branchline::allocation {

namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::int64_t kFar = INT64_MAX;
constexpr std::int64_t kWeightMax = INT64_MAX / 4;

std::size_t words_for(std::size_t bits) {
    return (bits + kWordBits - 1) / kWordBits;
}

std::int64_t total(std::span<const std::int64_t> counts) {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

}  // namespace

Flow::Flow(const Market& market, std::span<const std::int64_t> units)
    : market_(market),
      units_(units.begin(), units.end()),
      supply_(market.supply),
      demands_of_dealer_(units.size()),
      demands_of_wish_(market.wishes) {
    for (std::size_t i = 0; i < market.demands.size(); ++i) {
        counts_.push_back(market.demands[i].count);
        demands_of_dealer_[market.demands[i].dealer].push_back(i);
        demands_of_wish_[market.demands[i].wish].push_back(i);
    }
    demands_from_ = dealer_node(units_.size());
    wishes_from_ = demands_from_ + counts_.size();
    builds_from_ = wishes_from_ + market.wishes;
    nodes_ = builds_from_ + supply_.size();
    price_.assign(nodes_, 0);
    served_dealer_.assign(units_.size(), 0);
    served_demand_.assign(counts_.size(), 0);
    used_.assign(supply_.size(), 0);
    portions_.resize(market.wishes);
    tight_.assign(supply_.size() * words_for(market.wishes), 0);
    tight_as_of_.assign(supply_.size(), 0);
    marked_in_.assign(nodes_, 0);
    next_.assign(nodes_, kNone);
    part_.assign(nodes_, 0);
}

Result<Flow> Flow::open(const Market& market, std::span<const std::int64_t> units) {
    Flow out(market, units);
    TRY_VOID(out.weigh());
    return out;
}

/// One more order outweighs every score, one more sold order all of it.
Result<> Flow::weigh() {
    const std::int64_t most = std::min({total(units_), total(counts_), total(supply_)});
    score_max_ = market_.score_max;
    Cost all = 0;
    const bool fits =
        !__builtin_mul_overflow(most, score_max_, &weight_of_order_) &&
        !__builtin_add_overflow(weight_of_order_, 1, &weight_of_order_) &&
        !__builtin_mul_overflow(most, weight_of_order_ + score_max_, &weight_of_sold_) &&
        !__builtin_add_overflow(weight_of_sold_, 1, &weight_of_sold_) &&
        !__builtin_mul_overflow(most + 1, 2 * weight_of_sold_, &all) && all <= kWeightMax;
    if (fits) return {};
    return fail(Code::invalid, "too-large", "an allocation with so many orders and preferences",
                "divide the cars into groups and run one after the other");
}

/// Costs are what a unit falls short of the best that one could bring, so none is negative.
Flow::Cost Flow::demand_cost(std::size_t demand) const {
    return market_.demands[demand].sold ? 0 : weight_of_sold_;
}

template <class Visit>
void Flow::each_before(Node to, const Visit& visit) const {
    if (to == kSink) {
        for (std::size_t i = 0; i < supply_.size(); ++i) {
            if (used_[i] < supply_[i]) visit(build_node(i), left_over(build_node(i), to, 0));
        }
    } else if (to == kSource) {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            if (served_dealer_[i] > 0) visit(dealer_node(i), left_over(dealer_node(i), to, 0));
        }
    } else if (to >= builds_from_) {
        if (used_[to - builds_from_] > 0) visit(kSink, left_over(kSink, to, 0));
    } else {
        each_before_inner(to, visit);
    }
}

template <class Visit>
void Flow::each_before_inner(Node to, const Visit& visit) const {
    if (to < demands_from_) {
        const std::size_t dealer = to - 2;
        if (served_dealer_[dealer] < units_[dealer]) visit(kSource, left_over(kSource, to, 0));
        for (const std::size_t demand : demands_of_dealer_[dealer]) {
            const Node from = demand_node(demand);
            if (served_demand_[demand] == 0) continue;
            visit(from, left_over(from, to, -demand_cost(demand)));
        }
    } else if (to < wishes_from_) {
        const std::size_t demand = to - demands_from_;
        const Node dealer = dealer_node(market_.demands[demand].dealer);
        const Node wish = wish_node(market_.demands[demand].wish);
        if (served_demand_[demand] < counts_[demand]) {
            visit(dealer, left_over(dealer, to, demand_cost(demand)));
        }
        if (served_demand_[demand] > 0) visit(wish, left_over(wish, to, 0));
    } else {
        // Whatever flows from a wish to a build leaves nothing over, and can be taken back.
        for (const Portion& portion : portions_[to - wishes_from_]) {
            if (portion.units > 0) visit(build_node(portion.build), Cost{0});
        }
        for (const std::size_t demand : demands_of_wish_[to - wishes_from_]) {
            visit(demand_node(demand), left_over(demand_node(demand), to, 0));
        }
    }
}

void Flow::settle_distances(std::vector<Cost>& distance) const {
    using Entry = std::pair<Cost, Node>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    distance[kSink] = 0;
    open.emplace(0, kSink);
    while (!open.empty()) {
        const auto [far, to] = open.top();
        open.pop();
        if (far > distance[to]) continue;
        if (to == kSource) return;
        const auto visit = [&](Node from, Cost over) {
            if (far + over >= distance[from]) return;
            distance[from] = far + over;
            open.emplace(distance[from], from);
        };
        each_before(to, visit);
        if (to < builds_from_) continue;
        for (const Fit& fit : market_.fits[to - builds_from_]) {
            const Node from = wish_node(fit.wish);
            visit(from, left_over(from, to, score_max_ - fit.score));
        }
    }
}

bool Flow::reprice() {
    std::vector<Cost> distance(nodes_, kFar);
    settle_distances(distance);
    const Cost way = distance[kSource];
    if (way == kFar) return false;
    for (Node node = 0; node < nodes_; ++node) price_[node] += std::min(distance[node], way);
    ++prices_moved_;
    // Another unit that brings nothing, or costs more than it brings, is not wanted.
    return price_[kSource] - price_[kSink] < weight_of_sold_ + weight_of_order_ + score_max_;
}

void Flow::maximise() {
    constexpr std::size_t kDead = 1;
    while (reprice()) {
        // What no unit can come from stays so until the prices move, whatever flows meanwhile.
        std::fill(part_.begin(), part_.end(), 0);
        part_[kSink] = kDead;
        for (std::size_t i = 0; i < supply_.size(); ++i) {
            const Node build = build_node(i);
            if (part_[build] == kDead || left_over(build, kSink, 0) != 0) continue;
            while (used_[i] < supply_[i] && reach(build, kSource)) {
                push(kSource, build);
                push_arc(build, kSink);
            }
            if (used_[i] == supply_[i]) continue;
            for (const Node node : marked_) part_[node] = kDead;
        }
    }
    std::fill(part_.begin(), part_.end(), 0);
}

std::span<const std::uint64_t> Flow::tight_wishes(std::size_t build) {
    const std::size_t words = words_for(market_.wishes);
    const std::span<std::uint64_t> row(tight_.data() + build * words, words);
    if (tight_as_of_[build] == prices_moved_) return row;
    tight_as_of_[build] = prices_moved_;
    std::fill(row.begin(), row.end(), 0);
    for (const Fit& fit : market_.fits[build]) {
        const Cost over = left_over(wish_node(fit.wish), build_node(build), score_max_ - fit.score);
        if (over == 0) row[fit.wish / kWordBits] |= std::uint64_t{1} << fit.wish % kWordBits;
    }
    return row;
}

bool Flow::is_tight(std::size_t wish, std::size_t build) {
    return (tight_wishes(build)[wish / kWordBits] >> wish % kWordBits & 1) != 0;
}

void Flow::offer(Node from, Node to) {
    if (is_wish(from)) {
        const std::size_t wish = from - wishes_from_;
        unmarked_wishes_[wish / kWordBits] &= ~(std::uint64_t{1} << wish % kWordBits);
    }
    if (marked_in_[from] == search_ || part_[from] != searched_part_) return;
    marked_in_[from] = search_;
    next_[from] = to;
    marked_.push_back(from);
    (from >= builds_from_ ? open_builds_ : open_).push_back(from);
}

void Flow::reach_wishes(std::size_t build, Node from) {
    const auto& fits = market_.fits[build];
    if (fits.empty()) return;
    const std::span<const std::uint64_t> row = tight_wishes(build);
    const std::size_t last = fits.back().wish / kWordBits;
    for (std::size_t at = fits.front().wish / kWordBits; at <= last; ++at) {
        std::uint64_t found = row[at] & unmarked_wishes_[at];
        for (; found != 0; found &= found - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(found));
            offer(wish_node(at * kWordBits + bit), from);
        }
    }
}

bool Flow::reach(Node target, Node goal) {
    ++search_;
    marked_.clear();
    open_.clear();
    open_builds_.clear();
    unmarked_wishes_.assign(words_for(market_.wishes), ~std::uint64_t{0});
    searched_part_ = part_[target];
    offer(target, kNone);
    // Builds last: they alone have many before them.
    while (!open_.empty() || !open_builds_.empty()) {
        std::vector<Node>& open = open_.empty() ? open_builds_ : open_;
        const Node to = open.back();
        open.pop_back();
        each_before(to, [&](Node from, Cost over) {
            if (over == 0) offer(from, to);
        });
        if (to >= builds_from_) reach_wishes(to - builds_from_, to);
        if (marked_in_[goal] == search_) return true;
    }
    return false;
}

bool Flow::reach_in_part(Node target, Node goal) {
    if (part_[target] != part_[goal]) return false;
    if (reach(target, goal)) return true;
    ++parts_;
    for (const Node node : marked_) part_[node] = parts_;
    return false;
}

std::int64_t& Flow::portion(std::size_t wish, std::size_t build) {
    auto& portions = portions_[wish];
    for (Portion& portion : portions) {
        if (portion.build == build) return portion.units;
    }
    std::erase_if(portions, [](const Portion& portion) { return portion.units == 0; });
    portions.push_back({build, 0});
    return portions.back().units;
}

void Flow::push_arc(Node from, Node to) {
    if (from == kSource) {
        ++served_dealer_[to - 2];
    } else if (to == kSource) {
        --served_dealer_[from - 2];
    } else if (to == kSink) {
        ++used_[from - builds_from_];
    } else if (from == kSink) {
        --used_[to - builds_from_];
    } else if (from < demands_from_) {
        ++served_demand_[to - demands_from_];
    } else if (to < demands_from_) {
        --served_demand_[from - demands_from_];
    } else if (to >= builds_from_) {
        ++portion(from - wishes_from_, to - builds_from_);
    } else if (from >= builds_from_) {
        --portion(to - wishes_from_, from - builds_from_);
    }
    // Between a demand and its wish flows what flows between dealer and demand.
}

void Flow::push(Node from, Node target) {
    for (; from != target; from = next_[from]) push_arc(from, next_[from]);
}

bool Flow::claim(std::size_t demand) {
    const std::size_t dealer = market_.demands[demand].dealer;
    ASSERT(counts_[demand] > 0);
    if (served_demand_[demand] == 0) {
        const Node from = dealer_node(dealer);
        const Node to = demand_node(demand);
        const bool tight = left_over(from, to, demand_cost(demand)) == 0;
        if (!tight || !reach_in_part(from, to)) {
            --counts_[demand];
            return false;
        }
        push(to, from);
        push_arc(from, to);
    }
    --counts_[demand];
    --served_demand_[demand];
    --units_[dealer];
    --served_dealer_[dealer];
    return true;
}

std::size_t Flow::take(std::size_t demand, std::span<const std::optional<std::size_t>> ranks) {
    const std::size_t wish = market_.demands[demand].wish;
    const auto lowest = [&](const auto& may) {
        std::optional<std::size_t> out;
        for (std::size_t build = 0; build < ranks.size(); ++build) {
            if (!ranks[build] || (out && *ranks[*out] < *ranks[build])) continue;
            if (is_tight(wish, build) && may(build)) out = build;
        }
        ASSERT(out);
        return *out;
    };
    // A build that leads back to the wish can change places with what the wish has now.
    const Node node = wish_node(wish);
    std::size_t out = 0;
    do {
        out = lowest([&](std::size_t build) { return part_[build_node(build)] == part_[node]; });
    } while (!reach_in_part(node, build_node(out)));
    push(build_node(out), node);
    --used_[out];
    --supply_[out];
    return out;
}

}  // namespace branchline::allocation
