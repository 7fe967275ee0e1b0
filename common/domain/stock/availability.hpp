// How much of a part a branch has, as other branches may know it: a band, never the figure.
#pragma once

#include <cstdint>
#include <string_view>

namespace branchline::stock {

/// The band of a quantity in thousandths of the unit: "none" up to zero, "few" up to 3, "some" up
/// to 10, "many" above.
std::string_view availability_band(std::int64_t on_hand);

}  // namespace branchline::stock
