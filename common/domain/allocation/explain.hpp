// The outcome in words: which figures gave a dealer its units, and an order its car or none.
#pragma once

#include "common/domain/allocation/allocation.hpp"

namespace branchline::allocation {

/// Names the dealer's own figures, and of the run only what every dealer may know.
std::string reason_of(const DealerLine& line, const Outcome& outcome, const Terms& terms);

/// `car`: what the order got; none when it got none.
std::string reason_of(const OrderLine& line,
                      const Order& order,
                      const Car* car,
                      const DealerLine& dealer);

/// 39, or 37.5, from thousandths of a day.
std::string days_text(std::int64_t thousandths);

}  // namespace branchline::allocation
