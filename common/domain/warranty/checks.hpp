// The rules W01 to W09, one row each. A row is asked only when the terms say that it is in force.
#pragma once

#include <span>

#include "common/domain/warranty/evaluate.hpp"

namespace branchline::warranty {

/// The kind of claim that W04 and W05 are about, and the only one that is decided without a person.
inline constexpr std::string_view kOrdinaryKind = "warranty";

struct Case {
    const Claim& claim;
    const Facts& facts;
    const Terms& terms;
    const RuleTerms& row;
};

struct Answer {
    Outcome outcome = Outcome::passed;
    std::string text;
    std::string_view remedy;
    std::vector<std::pair<std::string_view, std::string>> inputs = {};
};

struct Check {
    std::string_view rule;
    std::string_view field;  ///< Of the claim, where a person would look first.
    Answer (*ask)(const Case&);
};

std::span<const Check> checks();

}  // namespace branchline::warranty
