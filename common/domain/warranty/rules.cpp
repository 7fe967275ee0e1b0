// What may not happen to a claim, whoever tries it.
#include "common/domain/warranty/rules.hpp"

namespace branchline::warranty {

namespace {

using engine::Proposal;

std::string_view text(const schema::Value* fact) {
    const std::string* found = engine::text_of(fact);
    return found == nullptr ? std::string_view() : std::string_view(*found);
}

/// A branch that is cut off cannot know that the importer has decided in the meantime. A review
/// that has begun counts as well: the claim is in the importer's hands.
bool comes_too_late(const Proposal& change) {
    const std::string_view now = text(change.before_of("status"));
    const bool is_open = now.empty() || now == "draft" || now == "submitted" || now == "withdrawn";
    return text(change.written("status")) == "withdrawn" && !is_open;
}

const std::int64_t* day(const schema::Value* fact) {
    return engine::integer_of(fact);
}

bool is_appeal(const Proposal& change) {
    return text(change.written("status")) == "appealed";
}

/// From its day the days of an appeal run.
bool is_rejected_without_day(const Proposal& change) {
    return text(change.written("status")) == "rejected" &&
           day(change.written("decided_on")) == nullptr;
}

bool is_appealed_without_day(const Proposal& change) {
    return is_appeal(change) && day(change.written("appealed_on")) == nullptr;
}

bool was_appealed_before(const Proposal& change) {
    return is_appeal(change) && day(change.before_of("appealed_on")) != nullptr;
}

/// The day of an appeal may not be set beforehand, or the one appeal would be lost by it.
bool dates_no_appeal(const Proposal& change) {
    return !is_appeal(change) && day(change.written("appealed_on")) != nullptr;
}

bool is_appealed_too_late(const Proposal& change) {
    const std::int64_t* decided = day(change.before_of("decided_on"));
    const std::int64_t* appealed = day(change.written("appealed_on"));
    if (!is_appeal(change) || decided == nullptr || appealed == nullptr) return false;
    // Days of the branch and of the importer may differ by their time zones.
    return *appealed + 1 < *decided || *appealed - *decided > kDaysToAppeal;
}

// Who decides. An actor is known to the importer alone; the daemon and its operator are nobody.

bool is_decision(const Proposal& change) {
    const std::string_view to = text(change.written("status"));
    return to == "approved" || to == "approved_reduced" || to == "returned" || to == "rejected";
}

std::optional<Bytes> decider(const schema::Value* fact) {
    const auto* id = fact == nullptr ? nullptr : std::get_if<Bytes>(fact);
    return id == nullptr ? std::nullopt : std::optional(*id);
}

/// A rejection can be appealed, and somebody else answers the appeal: so it has a name.
bool is_rejected_by_nobody(const Proposal& change) {
    return change.actor && text(change.written("status")) == "rejected" &&
           !decider(change.written("decided_by"));
}

/// A person signs with the own name, and with a decision alone.
bool is_signed_by_another(const Proposal& change) {
    if (change.written("decided_by") == nullptr) return false;
    if (!is_decision(change)) return true;
    const auto named = decider(change.written("decided_by"));
    if (!named) return change.actor.has_value();  // The rules have decided: nobody has.
    return change.actor && to_bytes(change.actor->view()) != *named;
}

bool answers_own_rejection(const Proposal& change) {
    const bool is_appealed = day(change.before_of("appealed_on")) != nullptr;
    if (!is_appealed || !is_decision(change) || !change.actor) return false;
    return decider(change.before_of("decided_by")) == to_bytes(change.actor->view());
}

// Campaigns: a car is completed by a repair order, on a day.

bool is_completed_unproven(const Proposal& work) {
    if (text(work.written("status")) != "completed") return false;
    const auto is_there = [&](std::string_view field) {
        const schema::Value* fact = work.written(field);
        if (fact == nullptr) fact = work.before_of(field);
        return fact != nullptr && *fact != schema::Value();
    };
    return !is_there("repair_order") || !is_there("completed_on");
}

constexpr engine::Rule kRules[] = {
    {.entity = "warranty.claim",
     .code = "ALREADY_DECIDED",
     .text = "the importer had taken up or decided the claim before the withdrawal came",
     .remedy = "read the decision; appeal if the claim was rejected",
     .breaks = comes_too_late         },
    {.entity = "warranty.claim",
     .code = "REJECTION_UNDATED",
     .text = "a rejection names its day: the days of an appeal run from it",
     .remedy = "give decided_on",
     .breaks = is_rejected_without_day},
    {.entity = "warranty.claim",
     .code = "ALREADY_APPEALED",
     .text = "the claim was appealed before, and the answer to an appeal is final",
     .remedy = "claim it as goodwill, or talk to the importer",
     .breaks = was_appealed_before    },
    {.entity = "warranty.claim",
     .code = "APPEAL_UNDATED",
     .text = "an appeal names its day",
     .remedy = "give appealed_on with the appeal",
     .breaks = is_appealed_without_day},
    {.entity = "warranty.claim",
     .code = "APPEAL_UNDATED",
     .text = "the day of an appeal comes with the appeal",
     .remedy = "give appealed_on with the step appeal alone",
     .breaks = dates_no_appeal        },
    {.entity = "warranty.claim",
     .code = "APPEAL_TOO_LATE",
     .text = "a rejected claim can be appealed for 30 days from the day of its rejection",
     .remedy = "claim it as goodwill, or talk to the importer",
     .breaks = is_appealed_too_late   },
    {.entity = "warranty.claim",
     .code = "DECIDER_UNNAMED",
     .text = "a rejection names the person who decided it: another one answers an appeal",
     .remedy = "give your own id as decided_by",
     .breaks = is_rejected_by_nobody  },
    {.entity = "warranty.claim",
     .code = "DECIDER_UNNAMED",
     .text = "decided_by is the person who takes the decision, and comes with it",
     .remedy = "give your own id as decided_by, with the decision",
     .breaks = is_signed_by_another   },
    {.entity = "warranty.claim",
     .code = "SAME_AUDITOR",
     .text = "who rejected the claim does not decide its appeal",
     .remedy = "leave it to another auditor",
     .breaks = answers_own_rejection  },
    {.entity = "warranty.campaign_work",
     .code = "COMPLETION_UNPROVEN",
     .text = "a campaign is completed on a car by a repair order, on a day",
     .remedy = "give repair_order and completed_on",
     .breaks = is_completed_unproven  },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::warranty
