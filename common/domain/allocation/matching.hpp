// Which order gets which car.
#pragma once

#include <memory>

#include "common/domain/allocation/flow.hpp"

namespace branchline::allocation {

/// One car that a dealer has asked for.
struct Order {
    std::string order;  ///< By which ties are decided, in ascending order.
    std::string dealer;
    bool sold = false;  ///< For a customer who has signed.
    Wish wish = {};
};

struct Car {
    std::string vin;
    Build build;
};

/// Orders and cars, looked through once and matched as often as the units change.
class Matching {
public:
    /// Orders ascending by id, cars by VIN, dealers by code; all distinct, and every order's dealer
    /// among them.
    Matching(std::span<const Order> orders,
             std::span<const Car> cars,
             std::span<const std::string> dealers);

    /// By order the place of its car. At most `units` of a dealer's orders get one. Of all ways the
    /// one that serves the most sold orders, then the most orders, then has the highest score; of
    /// equal ones the one with the lowest list of VINs in the order of the orders, where none comes
    /// last.
    Result<std::vector<std::optional<std::size_t>>> match(
        std::span<const std::int64_t> units) const;

    /// How many of the cars fit an order.
    std::int64_t fitting(std::size_t order) const;

private:
    void count_wishes(std::span<const Order> orders, std::span<const std::string> dealers);
    void count_builds(std::span<const Car> cars);

    std::unique_ptr<Market> market_;  // A flow refers to it, wherever this moves.
    std::vector<Wish> wishes_;
    std::vector<Build> builds_;
    std::vector<std::size_t> demand_of_;             ///< By order.
    std::vector<std::vector<std::size_t>> cars_of_;  ///< By build, ascending.
    std::vector<std::int64_t> fitting_;              ///< By wish.
};

}  // namespace branchline::allocation
