#include "common/domain/warranty/approvals.hpp"

#include <algorithm>
#include <set>

#include "common/domain/warranty/answers.hpp"

namespace branchline::warranty {

namespace {

using domain::amount_text;
using domain::date_text;

constexpr std::string_view kRemedy = "ask for approval before the work, and name it in the claim";

bool names(const Approval& approval, const std::string& operation) {
    return std::find(approval.operations.begin(), approval.operations.end(), operation) !=
           approval.operations.end();
}

/// The operations of the lines that need an approval.
struct Flagged {
    std::set<std::string> operations;
    std::string unknown;  ///< One that is not known here.
};

Flagged flagged(const Case& c) {
    Flagged out;
    for (const Line& line : c.claim.lines) {
        if (line.kind != "labour") continue;
        const auto found = c.facts.operations.find(line.item);
        if (found == c.facts.operations.end()) {
            out.unknown = line.item;
        } else if (found->second.needs_approval) {
            out.operations.insert(line.item);
        }
    }
    return out;
}

/// What the claim is about: what it says, or its lines when they say more.
Known value_of(const Case& c) {
    const Known lines = claimed_amount(c.claim.lines, c.terms.handling_percent());
    return lines ? Known(std::max(*lines, c.claim.claimed.value_or(0))) : lines;
}

Answer judge(const Case& c, const Flagged& needed, std::int64_t value, const std::string& why) {
    if (!c.claim.names_approval) return broken(why + " and no approval is named", kRemedy);
    if (!c.facts.approval) return undetermined("the approval is not known here");
    const Approval& approval = *c.facts.approval;
    if (const std::string not_so = why_not_in_force(c, approval); !not_so.empty()) {
        return broken(why + ", but " + not_so, kRemedy);
    }
    if (approval.amount_max && value > *approval.amount_max) {
        return broken(fmt::format("approved up to {}, {} are claimed",
                                  amount_text(*approval.amount_max), amount_text(value)),
                      kRemedy);
    }
    for (const std::string& operation : needed.operations) {
        if (!names(approval, operation)) {
            return broken(fmt::format("{} is not among what was approved", operation), kRemedy);
        }
    }
    return passed("approved before");
}

}  // namespace

std::string why_not_in_force(const Case& c, const Approval& approval) {
    if (approval.status != "granted") return "the approval is " + approval.status;
    if (approval.vin != c.claim.vin) return "the approval is for another car";
    if (approval.valid_until && c.claim.failure_on > *approval.valid_until) {
        return "the approval ended on " + date_text(*approval.valid_until);
    }
    return {};
}

const Approval* approval_in_force(const Case& c) {
    const bool counts = c.claim.names_approval && c.facts.approval &&
                        why_not_in_force(c, *c.facts.approval).empty();
    return counts ? &*c.facts.approval : nullptr;
}

bool is_approved(const Case& c, const std::string& operation) {
    const Approval* approval = approval_in_force(c);
    return approval != nullptr && names(*approval, operation);
}

Answer ask_approval(const Case& c) {
    if (c.claim.kind == kCampaignKind) return skipped("a campaign claim");
    const Known value = value_of(c);
    if (!value) return undetermined("the value of the claim cannot be computed");
    const Flagged needed = flagged(c);
    if (c.row.amount_max && *value > *c.row.amount_max) {
        return judge(c, needed, *value,
                     fmt::format("claims above {} need approval, {} are claimed",
                                 amount_text(*c.row.amount_max), amount_text(*value)));
    }
    if (!needed.operations.empty()) {
        return judge(c, needed, *value, joined(needed.operations, ", ") + " needs approval");
    }
    if (!needed.unknown.empty()) return undetermined(needed.unknown + " is not known here");
    return passed("no approval is needed");
}

}  // namespace branchline::warranty
