// What a synthetic brand has beside its parts: operations, warranty terms, authorisations and
// agreements, cars with their options, units, codes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hub/import/rows.hpp"

namespace branchline::hub {

/// Days since 1970-01-01: 2020-01-01.
inline constexpr std::int64_t kSyntheticSince = 18'262;

/// By stream, each at most a slice.
using TermRows = std::vector<std::pair<std::string, std::vector<SourceRow>>>;
Result<TermRows> synthetic_terms(sync::Replica& replica, const std::string& brand);

}  // namespace branchline::hub
