#include "common/domain/warranty/terms.hpp"

#include <algorithm>

namespace branchline::warranty {

namespace {

constexpr std::string_view kSeverities[] = {"ACCEPT", "REDUCE", "REVIEW", "RETURN", "REJECT"};

}  // namespace

std::string_view name_of(Severity severity) {
    return kSeverities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_of(std::string_view name) {
    const auto* const found = std::find(std::begin(kSeverities), std::end(kSeverities), name);
    if (found == std::end(kSeverities)) return std::nullopt;
    return static_cast<Severity>(found - std::begin(kSeverities));
}

const RuleTerms* Terms::in_force(std::string_view rule) const {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const RuleTerms& row) {
        return row.rule == rule && row.active;
    });
    return found == rules.end() ? nullptr : &*found;
}

std::int64_t Terms::handling_percent() const {
    const RuleTerms* row = in_force("W13");
    return row == nullptr ? 0 : row->percent.value_or(0);
}

}  // namespace branchline::warranty
