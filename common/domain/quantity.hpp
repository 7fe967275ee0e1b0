// Quantities are whole thousandths of a unit. Nothing here rounds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline::domain {

/// "2.5" is 2500; up to 15 digits before the point and three behind it. Error "bad-quantity".
Result<std::int64_t> quantity_of(std::string_view written);
/// 2.500, as the API writes it.
std::string quantity_text(std::int64_t thousandths);

/// `quantity` in a unit that holds `from` of the part's own unit, told in a unit that holds `to`: 3
/// boxes of 12 are 36 pieces. Error "not-exact" where the answer is no whole number of thousandths,
/// "out-of-range" beyond 64 bits, "bad-unit" for a unit that holds nothing.
Result<std::int64_t> converted_quantity(std::int64_t quantity, std::int64_t from, std::int64_t to);

}  // namespace branchline::domain
