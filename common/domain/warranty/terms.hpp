// What was in force on the day of a failure: rows that the importer publishes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/warranty/claim.hpp"

namespace branchline::warranty {

/// Ascending: the worst of all rules that are broken is the verdict.
enum class Severity : std::uint8_t { accept, reduce, review, send_back, reject };
/// ACCEPT, REDUCE, REVIEW, RETURN, REJECT.
std::string_view name_of(Severity severity);
std::optional<Severity> severity_of(std::string_view name);

/// One row of the rules of a version.
struct RuleTerms {
    std::string rule;
    Severity severity = Severity::reject;
    bool active = true;
    Known days = {};
    Known grace_days = {};
    Known percent = {};
    Known months = {};
    Known kilometres = {};
    Known amount_max = {};
    Known deviations = {};  ///< Standard deviations above the mean of a group.
};

struct Coverage {
    std::int64_t months = 0;
    std::int64_t kilometres = 0;
    std::int64_t deductible = 0;
};

/// Who pays how much of a car that is out of cover: one row of the goodwill matrix.
struct GoodwillTerms {
    std::string place;      ///< The first in the order of these texts counts that fits.
    std::string component;  ///< Empty: every component.
    std::int64_t months = 0;
    std::int64_t kilometres = 0;
    std::int64_t services = 0;
    std::int64_t importer_percent = 0;
    std::int64_t dealer_percent = 0;
    std::int64_t customer_percent = 0;
};

struct Terms {
    std::string version;  ///< Empty: the brand has no rules for that day.
    std::vector<RuleTerms> rules;
    std::optional<Coverage> coverage;   ///< Of the vehicle's plan and the claim's component.
    std::optional<Coverage> wear = {};  ///< Of the plan, for wear items.
    std::vector<GoodwillTerms> goodwill = {};

    /// The row of a rule that is in force; null when there is none.
    const RuleTerms* in_force(std::string_view rule) const;
    /// What may be added to a part's net price, by W13.
    std::int64_t handling_percent() const;
};

}  // namespace branchline::warranty
