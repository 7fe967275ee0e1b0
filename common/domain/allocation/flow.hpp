// The best way to serve orders from cars, where equal orders and equal cars are counted together:
// a flow of least cost through dealers, demands, wishes and builds. README.md says why this way.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "common/base/result.hpp"
#include "common/domain/allocation/fit.hpp"

namespace branchline::allocation {

/// Orders of one dealer with one wish; those of a signed customer apart.
struct Demand {
    std::size_t dealer = 0;
    std::size_t wish = 0;
    bool sold = false;
    std::int64_t count = 0;
    auto operator<=>(const Demand&) const = default;
};

/// What is served from what. Outlives the flow.
struct Market {
    std::size_t wishes = 0;
    std::vector<Demand> demands;
    std::vector<std::int64_t> supply;    ///< Cars by build.
    std::vector<std::vector<Fit>> fits;  ///< By build, ascending.
    std::uint32_t score_max = 0;         ///< Of the fits.
};

class Flow {
public:
    /// `units`: by dealer, how many of its orders may be served. Error "too-large" when the weights
    /// leave 64 bits.
    static Result<Flow> open(const Market& market, std::span<const std::int64_t> units);

    /// Finds a flow that serves the most sold orders, then the most orders, then has the highest
    /// score. What follows chooses among all flows that are as good.
    void maximise();

    /// Takes one order of a demand out of the matter: true when some flow that is as good serves
    /// it, which is then kept for take(); else it goes without.
    bool claim(std::size_t demand);
    /// The build of which the order that was claimed last gets a car: the one of the lowest rank
    /// that some flow as good allows. `ranks`: by build, none when no car of it is left.
    std::size_t take(std::size_t demand, std::span<const std::optional<std::size_t>> ranks);

private:
    using Node = std::size_t;
    using Cost = std::int64_t;
    struct Portion {
        std::size_t build = 0;
        std::int64_t units = 0;
    };
    static constexpr Node kSource = 0;
    static constexpr Node kSink = 1;
    static constexpr Node kNone = SIZE_MAX;

    Flow(const Market& market, std::span<const std::int64_t> units);
    Result<> weigh();
    Node dealer_node(std::size_t dealer) const { return 2 + dealer; }
    Node demand_node(std::size_t demand) const { return demands_from_ + demand; }
    Node wish_node(std::size_t wish) const { return wishes_from_ + wish; }
    Node build_node(std::size_t build) const { return builds_from_ + build; }
    bool is_wish(Node node) const { return node >= wishes_from_ && node < builds_from_; }

    /// Where a unit could still come from: visit(node, cost left over) for every arc into `to` with
    /// room, other than those from wishes to builds.
    template <class Visit>
    void each_before(Node to, const Visit& visit) const;
    template <class Visit>
    void each_before_inner(Node to, const Visit& visit) const;
    Cost left_over(Node from, Node to, Cost cost) const { return cost + price_[to] - price_[from]; }
    Cost demand_cost(std::size_t demand) const;

    /// Moves the prices so that another unit can flow where nothing is left over.
    bool reprice();
    void settle_distances(std::vector<Cost>& distance) const;
    /// Marks what leads to `target` over arcs that leave nothing over; stops at `goal`.
    bool reach(Node target, Node goal);
    /// The same inside the part that both are in. A search in vain divides the part: no exchange
    /// leads from one of the halves to the other, neither now nor after further claims.
    bool reach_in_part(Node target, Node goal);
    void reach_wishes(std::size_t build, Node from);
    bool is_tight(std::size_t wish, std::size_t build);
    std::span<const std::uint64_t> tight_wishes(std::size_t build);
    void offer(Node from, Node to);
    /// One unit along the marked way.
    void push(Node from, Node target);
    void push_arc(Node from, Node to);
    std::int64_t& portion(std::size_t wish, std::size_t build);

    const Market& market_;
    std::vector<std::int64_t> units_;
    std::vector<std::int64_t> counts_;
    std::vector<std::int64_t> supply_;
    std::vector<std::vector<std::size_t>> demands_of_dealer_;
    std::vector<std::vector<std::size_t>> demands_of_wish_;
    Node demands_from_ = 0;
    Node wishes_from_ = 0;
    Node builds_from_ = 0;
    Node nodes_ = 0;

    Cost weight_of_sold_ = 0;
    Cost weight_of_order_ = 0;
    Cost score_max_ = 0;
    std::vector<Cost> price_;  ///< By node; never makes an arc with room a gain.

    std::vector<std::int64_t> served_dealer_;
    std::vector<std::int64_t> served_demand_;
    std::vector<std::int64_t> used_;
    std::vector<std::vector<Portion>> portions_;  ///< By wish.

    std::vector<std::uint64_t> tight_;  ///< By build a bit for each wish.
    std::vector<std::uint64_t> tight_as_of_;
    std::uint64_t prices_moved_ = 1;
    std::vector<std::uint64_t> marked_in_;
    std::uint64_t search_ = 0;
    std::vector<Node> next_;
    std::vector<Node> marked_;
    std::vector<Node> open_;
    std::vector<Node> open_builds_;
    /// By node: exchanges stay inside a part. While units are added, 1 for what none can come from.
    std::vector<std::size_t> part_;
    std::size_t parts_ = 0;
    std::size_t searched_part_ = 0;
    std::vector<std::uint64_t> unmarked_wishes_;
};

}  // namespace branchline::allocation
