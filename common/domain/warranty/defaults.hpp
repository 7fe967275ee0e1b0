// The rows of catalog.warranty_rule and catalog.goodwill that a new brand gets. Evaluation never
// reads them here: it reads what the importer published.
#pragma once

#include <span>

#include "common/domain/warranty/terms.hpp"

namespace branchline::warranty {

/// W01 to W25 with their severities and terms. W25 is not in force: without statistics it would
/// send every claim to a person.
std::span<const RuleTerms> default_rules();

/// One row: 12 months, 20,000 km, three services; the importer pays half.
std::span<const GoodwillTerms> default_goodwill();

}  // namespace branchline::warranty
