#include "common/domain/warranty/defaults.hpp"

#include <vector>

namespace branchline::warranty {

std::span<const RuleTerms> default_rules() {
    static const std::vector<RuleTerms> kRules{
        {.rule = "W01", .severity = Severity::reject},
        {.rule = "W02", .severity = Severity::reject},
        {.rule = "W03", .severity = Severity::send_back},
        {.rule = "W04", .severity = Severity::reject},
        {.rule = "W05", .severity = Severity::reject},
        {.rule = "W06", .severity = Severity::send_back},
        {.rule = "W07", .severity = Severity::reject, .days = 30, .grace_days = 7},
        {.rule = "W08", .severity = Severity::reject},
        {.rule = "W09", .severity = Severity::send_back},
        {.rule = "W10", .severity = Severity::reduce},
        {.rule = "W13", .severity = Severity::reduce, .percent = 10},
    };
    return kRules;
}

}  // namespace branchline::warranty
