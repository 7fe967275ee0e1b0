// W23 and W25: what is seen beside other repairs and other dealers.
#pragma once

#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

Answer ask_repeat(const Case& c);      ///< W23
Answer ask_statistics(const Case& c);  ///< W25

/// Is the figure more than so many standard deviations above the mean of its group? In whole
/// numbers: n*own - sum > k * root(n*squares - sum*sum), both sides squared. None when it does not
/// fit, or the group is no group.
std::optional<bool> stands_out(const Comparison& figure,
                               std::int64_t group_size,
                               std::int64_t deviations);

}  // namespace branchline::warranty
