// The rules W01 to W25, one row each. A row is asked only when the terms say that it is in force.
// A new rule is a row here, a function in the file of its subject, a row of defaults and two tests.
#pragma once

#include <span>

#include "common/domain/warranty/evaluate.hpp"

namespace branchline::warranty {

inline constexpr std::string_view kOrdinaryKind = "warranty";  ///< The one with W04 and W05.
inline constexpr std::string_view kGoodwillKind = "goodwill";  ///< Decided by W20.
inline constexpr std::string_view kCampaignKind = "campaign";  ///< Decided by W18.
inline constexpr std::string_view kPartsKind = "parts";        ///< Decided by W21.

struct Case {
    const Claim& claim;  ///< In order.
    const Facts& facts;
    const Terms& terms;
    const RuleTerms& row;
};

/// Importer, dealer, customer.
using Percents = std::vector<std::int64_t>;

struct Answer {
    Outcome outcome = Outcome::passed;
    std::string text = {};
    std::string_view remedy = {};
    std::vector<std::pair<std::string_view, std::string>> inputs = {};
    std::vector<Limit> limits = {};  ///< Of the lines, when it is broken.
    Percents percents = {};          ///< Who pays, when the rule decides that.
};

struct Check {
    std::string_view rule;
    std::string_view field;  ///< Of the claim, where a person would look first.
    Answer (*ask)(const Case&);
};

std::span<const Check> checks();

}  // namespace branchline::warranty
