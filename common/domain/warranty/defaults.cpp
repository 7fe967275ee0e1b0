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
        {.rule = "W11", .severity = Severity::reduce},
        {.rule = "W12", .severity = Severity::reduce},
        {.rule = "W13", .severity = Severity::reduce, .percent = 10},
        {.rule = "W14", .severity = Severity::send_back},
        {.rule = "W15", .severity = Severity::reduce, .months = 12, .kilometres = 20'000},
        {.rule = "W16", .severity = Severity::send_back, .amount_max = 150'000},
        {.rule = "W17", .severity = Severity::send_back},
        {.rule = "W18", .severity = Severity::reject},
        {.rule = "W19", .severity = Severity::reject},
        {.rule = "W20", .severity = Severity::review},
        {.rule = "W21", .severity = Severity::send_back, .months = 24},
        {.rule = "W22", .severity = Severity::reduce, .amount_max = 30'000},
        {.rule = "W23", .severity = Severity::review, .days = 30, .kilometres = 1'000},
        {.rule = "W24", .severity = Severity::reject},
        {.rule = "W25", .severity = Severity::review, .active = false, .deviations = 2},
    };
    return kRules;
}

std::span<const GoodwillTerms> default_goodwill() {
    static const std::vector<GoodwillTerms> kRows{
        {.place = "01",
         .component = "",
         .months = 12,
         .kilometres = 20'000,
         .services = 3,
         .importer_percent = 50,
         .dealer_percent = 20,
         .customer_percent = 30},
    };
    return kRows;
}

}  // namespace branchline::warranty
