// Whether a car may be quoted, rules Q01 to Q05. Pure; the branch asks before it offers, the
// importer when it looks at what was offered.
#pragma once

#include "common/domain/orders/checks.hpp"

namespace branchline::sales {

/// What a replica knows of one car from the side of one dealer.
struct CarFacts {
    bool is_here = false;  ///< Stands in the dealer's stream: allocated, on its way or in stock.
    bool is_sold = false;
    std::string taken_by = {};                    ///< Number of another quote that was accepted.
    std::optional<std::int64_t> list_price = {};  ///< Retail, with the options of the car.
    std::string stopped_by = {};                  ///< Campaign that stops its sale; empty: none.
};

/// One finding a rule, in the order in which they are asked. A price that nobody has published is
/// undetermined: it may be typed. So is a sale that a campaign stops: the car may be quoted, and is
/// handed over once the campaign lets it go.
std::vector<orders::Finding> judge(const CarFacts& facts);

}  // namespace branchline::sales
