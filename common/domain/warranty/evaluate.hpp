// Judges a claim by the rules W01 to W25. Pure: the same claim, facts and terms give the same
// judgement to the byte, at the branch and at the hub, today and in ten years, in whatever order
// lines, facts and terms were found.
//
// A fact that this replica cannot know is absent. A rule on it answers *undetermined* and says what
// is missing, so a branch without a line gets an honest answer. What a rule demands is a term: a
// row that the importer publishes, with the version that the claim stores.
#pragma once

#include <utility>
#include <vector>

#include "common/domain/warranty/knowledge.hpp"
#include "common/domain/warranty/payable.hpp"
#include "common/domain/warranty/terms.hpp"

namespace branchline::warranty {

/// `skipped`: the rule is not in force or does not concern this claim; its text says which.
enum class Outcome : std::uint8_t { passed, broken, undetermined, skipped };
std::string_view name_of(Outcome outcome);

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

/// Who pays how much of what is paid: they add up to it exactly.
struct Shares {
    std::int64_t importer = 0;
    std::int64_t dealer = 0;
    std::int64_t customer = 0;
    bool operator==(const Shares&) const = default;
};

struct Judgement {
    std::string rules_version;
    Severity verdict = Severity::accept;
    std::vector<Finding> findings;  ///< One for each rule, in the order of their ids.
    std::optional<Payable> payable;
    std::optional<Shares> shares;         ///< None while nobody has decided who pays.
    std::vector<std::string> for_person;  ///< Why a person must look whatever the rules say.
    bool operator==(const Judgement&) const = default;
};

Judgement evaluate(const Claim& claim, const Facts& facts, const Terms& terms);

/// The state that a submitted claim goes to: approved, in_review, returned or rejected. A rule
/// that is undetermined and could make the verdict worse needs a person.
std::string_view next_state(const Judgement& judgement);
/// One line that a clerk can read: what is broken, what is open, what needs a person.
std::string reason(const Judgement& judgement);
/// What is paid of a line and which rules cut it: "52.36 of 104.72; W13: the net price is 47.60".
std::string reason(const LineDecision& line);
/// All of it, one line a rule with its inputs, one line a line of the claim.
std::string explain(const Judgement& judgement);

}  // namespace branchline::warranty
