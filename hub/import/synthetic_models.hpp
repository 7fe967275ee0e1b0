// The cars of a synthetic brand, what can be ordered with them, and the units of some parts.
#pragma once

#include <string>
#include <vector>

#include "hub/import/rows.hpp"

namespace branchline::hub {

std::vector<SourceRow> synthetic_models(const sync::Replica& replica, const std::string& brand);
/// Trims, colours and packs of each model; what needs what and what excludes what goes never round.
std::vector<SourceRow> synthetic_options(const sync::Replica& replica, const std::string& brand);
/// Boxes of the first parts of the catalogue.
std::vector<SourceRow> synthetic_units(const sync::Replica& replica, const std::string& brand);

}  // namespace branchline::hub
