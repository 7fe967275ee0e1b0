// What a tax code adds to a price on a day.
#pragma once

#include <set>

#include "common/engine/rule.hpp"

namespace branchline::reference {

/// In parts of a million: 190,000 are 19 percent.
inline constexpr std::int64_t kTaxWhole = 1'000'000;

/// By tax code.
using TaxRates = std::map<std::string, std::int64_t, std::less<>>;

/// The rate of every code that has one on the day (days since 1970-01-01): of its versions the one
/// that came into force last, of two of one day the later version: 10 is later than 9.
Result<TaxRates> tax_rates_on(engine::Store& store, std::int64_t day);

/// Which versions of these codes those are, as a document keeps it: "FULL=2; HALF=1". Empty: none
/// of them has a rate.
Result<std::string> tax_versions_on(engine::Store& store,
                                    std::int64_t day,
                                    const std::set<std::string>& codes);

/// The rates of the versions that a document keeps.
Result<TaxRates> tax_rates_of(engine::Store& store, const std::string& versions);

std::span<const engine::Rule> rules();

}  // namespace branchline::reference
