// A dealer's month beside those of its group, from plain figures. Pure; integers, each figure
// rounded once.
#pragma once

#include <span>

#include "common/domain/warranty/knowledge.hpp"

namespace branchline::warranty {

/// What the records say of a dealer and a month.
struct DealerMonth {
    std::string dealer;
    std::int64_t vehicles = 0;  ///< Under warranty on the last day.
    std::int64_t claims = 0;    ///< Credited.
    std::int64_t value = 0;     ///< What they and their reversals come to, in minor units.
};

struct DealerStatistics {
    std::string dealer;
    std::int64_t group_size = 0;
    Comparison value;
    Comparison frequency;
};

/// One for each dealer that has vehicles under warranty, in the order given; without them there is
/// nothing to divide by, and the dealer is not of the group. None when a sum does not fit.
std::optional<std::vector<DealerStatistics>> statistics_of(std::span<const DealerMonth> group);

}  // namespace branchline::warranty
