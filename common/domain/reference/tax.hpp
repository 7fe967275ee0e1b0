// What a tax code adds to a price on a day.
#pragma once

#include "common/engine/rule.hpp"

namespace branchline::reference {

/// In parts of a million: 190,000 are 19 percent.
inline constexpr std::int64_t kTaxWhole = 1'000'000;

/// By tax code.
using TaxRates = std::map<std::string, std::int64_t, std::less<>>;

/// The rate of every code that has one on the day (days since 1970-01-01): of its versions the one
/// that came into force last, of two of one day the later version.
Result<TaxRates> tax_rates_on(engine::Store& store, std::int64_t day);

std::span<const engine::Rule> rules();

}  // namespace branchline::reference
