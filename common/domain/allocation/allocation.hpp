// Divides new cars among dealers and gives each order its car: domain rules in whole numbers, the
// same answer everywhere, whatever the order of what goes in. Any dealer can recompute its own line
// from what the outcome says of it.
#pragma once

#include "common/domain/allocation/grants.hpp"
#include "common/domain/allocation/matching.hpp"

namespace branchline::allocation {

struct Dealer {
    std::string dealer;
    bool active = true;      ///< Has a contract for the brand.
    std::int64_t sales = 0;  ///< In the window.
    std::int64_t stock = 0;  ///< On the ground, in transit, allocated and not sold yet.
    std::optional<std::int64_t> quota = {};  ///< Units that are left; none: not limited.
    std::int64_t headroom = 0;               ///< Of its credit, in minor units.
    std::int64_t guarantee = 0;              ///< Units that come first.
};

struct Terms {
    Division division;
    std::int64_t window_days = 90;
    std::int64_t price = 0;  ///< Wholesale, of one car of the group.
};

struct Input {
    Terms terms;
    std::vector<Dealer> dealers;
    std::vector<Order> orders;  ///< Open ones; each asks for one car.
    std::vector<Car> cars;
};

/// Why a dealer takes part or does not.
enum class Standing : std::uint8_t { eligible, inactive, no_demand, no_quota, no_credit };
std::string_view name_of(Standing standing);

struct DealerLine {
    Dealer dealer;
    std::int64_t demand = 0;
    Standing standing = Standing::eligible;
    std::int64_t cap = 0;        ///< The least of demand, quota and what the headroom pays.
    std::int64_t cap_after = 0;  ///< What its orders could take, as the rounds have found.
    Grant grant;
    std::int64_t days_before = 0;  ///< Days' supply in thousandths, without and with the grant.
    std::int64_t days_after = 0;
    std::string reason = {};
};

struct OrderLine {
    std::string order;
    std::string dealer;
    std::string vin = {};      ///< Empty: none.
    std::int64_t score = 0;    ///< Of the car.
    std::int64_t fitting = 0;  ///< Cars of the supply that fit.
    std::string reason = {};
};

struct Outcome {
    std::int64_t supply = 0;
    std::int64_t rounds = 0;
    Grants grants;                    ///< Of the last round, by line.
    std::vector<DealerLine> dealers;  ///< Ascending by code.
    std::vector<OrderLine> orders;    ///< Ascending by id.
    std::vector<std::string> unused;  ///< VINs that no order got, ascending.
};

/// Errors, Code::invalid: "bad-allocation" for a figure outside 0 to 10^9 (10^15 for money), a
/// percentage beyond 100, a dealer, order or VIN that stands there twice, an order of no dealer;
/// "too-large".
Result<Outcome> allocate(Input input);

}  // namespace branchline::allocation
