// The rows of catalog.warranty_rule that a new brand gets. Evaluation never reads them here: it
// reads what the importer published.
#pragma once

#include <span>

#include "common/domain/warranty/evaluate.hpp"

namespace branchline::warranty {

/// W01 to W09 with their severities and days, and two terms of the amount: W10, hours beyond the
/// standard time are not paid, and W13, what is added to a part's net price.
std::span<const RuleTerms> default_rules();

}  // namespace branchline::warranty
