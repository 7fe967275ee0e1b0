// Judges a claim by the rules W01 to W09. Pure: the same claim, facts and terms give the same
// judgement to the byte, at the branch and at the hub, today and in ten years.
//
// A fact that this replica cannot know is absent. A rule on it answers *undetermined* and says what
// is missing, so a branch without a line gets an honest answer. What a rule demands is a term: a
// row that the importer publishes, with the version that the claim stores.
#pragma once

#include <utility>
#include <vector>

#include "common/domain/warranty/payable.hpp"

namespace branchline::warranty {

/// Ascending: the worst of all rules that are broken is the verdict.
enum class Severity : std::uint8_t { accept, reduce, review, send_back, reject };
/// ACCEPT, REDUCE, REVIEW, RETURN, REJECT.
std::string_view name_of(Severity severity);
std::optional<Severity> severity_of(std::string_view name);

/// `skipped`: the rule is not in force or does not concern this claim; its text says which.
enum class Outcome : std::uint8_t { passed, broken, undetermined, skipped };
std::string_view name_of(Outcome outcome);

/// What the branch says. Dates are days since 1970-01-01.
struct Claim {
    std::string kind;  ///< warranty, parts, goodwill, campaign or delivery.
    std::string brand;
    std::string vin;
    std::int64_t failure_on = 0;
    std::int64_t odometer_km = 0;
    bool odometer_proven = false;  ///< A correction record explains a reading that is too low.
    std::string component;
    std::string complaint_code;
    std::string cause_code;
    std::string correction;
    std::string causal_part;
    std::string operation;
    std::optional<std::int64_t> signed_on;
    std::optional<std::int64_t> claimed;
    std::vector<Line> lines;
};

struct Vehicle {
    std::optional<std::int64_t> in_service_on;
    bool blocked = false;
};

/// What is known beside the claim. An absent value is one that this replica cannot know.
struct Facts {
    std::int64_t today = 0;
    std::optional<bool> registered;
    std::optional<Vehicle> vehicle;
    std::optional<bool> authorised;               ///< The branch, for the brand, when it failed.
    std::optional<std::int64_t> highest_reading;  ///< Up to the day of the failure.
    bool readings_complete = false;               ///< Or may others have read more?
    std::optional<std::int64_t> repaired_on;      ///< The day the repair order was closed.
    std::optional<std::int64_t> arrived_on;       ///< At the importer.
    std::optional<bool> signature_believed;       ///< Does the signed day fit the signer's log?
    std::optional<std::string> earlier_claim;     ///< For the same job; empty: there is none.
    std::optional<std::vector<std::string>> causal_parts;  ///< Of the operation, normalised.
};

/// One row of the rules of a version.
struct RuleTerms {
    std::string rule;
    Severity severity = Severity::reject;
    bool active = true;
    std::optional<std::int64_t> days;
    std::optional<std::int64_t> grace_days;
    std::optional<std::int64_t> percent;
};

struct Coverage {
    std::int64_t months = 0;
    std::int64_t kilometres = 0;
    std::int64_t deductible = 0;
};

/// What was in force on the day of the failure.
struct Terms {
    std::string version;  ///< Empty: the brand has no rules for that day.
    std::vector<RuleTerms> rules;
    std::optional<Coverage> coverage;  ///< Of the vehicle's plan and the claim's component.
};

struct Finding {
    std::string_view rule;
    Outcome outcome = Outcome::passed;
    Severity severity = Severity::accept;
    std::string_view field;  ///< Of the claim.
    std::string text;
    std::string remedy;
    std::vector<std::pair<std::string_view, std::string>> inputs;
    bool operator==(const Finding&) const = default;
};

struct Judgement {
    std::string rules_version;
    Severity verdict = Severity::accept;
    std::vector<Finding> findings;  ///< One for each rule, in the order of their ids.
    std::optional<Payable> payable;
    std::vector<std::string> for_person;  ///< Why a person must look whatever the rules say.
    bool operator==(const Judgement&) const = default;
};

Judgement evaluate(const Claim& claim, const Facts& facts, const Terms& terms);

/// The state that a submitted claim goes to: approved, in_review, returned or rejected. A rule
/// that is undetermined and could make the verdict worse needs a person.
std::string_view next_state(const Judgement& judgement);
/// One line that a clerk can read: what is broken, what is open, what needs a person.
std::string reason(const Judgement& judgement);
/// All of it, one line a rule with its inputs.
std::string explain(const Judgement& judgement);

}  // namespace branchline::warranty
