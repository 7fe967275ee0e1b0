#include "common/domain/warranty/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

namespace {

constexpr std::string_view kSeverities[] = {"ACCEPT", "REDUCE", "REVIEW", "RETURN", "REJECT"};
constexpr std::string_view kOutcomes[] = {"passed", "broken", "undetermined", "skipped"};

const RuleTerms* row_of(const Terms& terms, std::string_view rule) {
    const auto found = std::find_if(terms.rules.begin(), terms.rules.end(),
                                    [&](const RuleTerms& row) { return row.rule == rule; });
    return found == terms.rules.end() ? nullptr : &*found;
}

Finding find(const Check& check, const Claim& claim, const Facts& facts, const Terms& terms) {
    Finding out{.rule = check.rule, .outcome = Outcome::skipped, .field = check.field};
    const RuleTerms* row = row_of(terms, check.rule);
    if (row == nullptr || !row->active) {
        out.text = row == nullptr ? "the rules have no row for it" : "not in force";
        return out;
    }
    Answer answer = check.ask({claim, facts, terms, *row});
    out.outcome = answer.outcome;
    out.severity = row->severity;
    out.text = std::move(answer.text);
    if (out.outcome == Outcome::broken) out.remedy = answer.remedy;
    out.inputs = std::move(answer.inputs);
    return out;
}

/// W13 says what may be added to a part's net price.
std::int64_t handling_percent(const Terms& terms) {
    const RuleTerms* row = row_of(terms, "W13");
    return row == nullptr || !row->active ? 0 : row->percent.value_or(0);
}

void add_amounts(const Claim& claim, Judgement& out) {
    if (claim.lines.empty()) out.for_person.emplace_back("the claim has no lines");
    if (!out.payable || claim.claimed.value_or(0) < 0) {
        out.for_person.emplace_back("an amount of the claim is below zero or out of range");
        return;
    }
    const std::int64_t claimed = claim.claimed.value_or(out.payable->claimed);
    if (claim.lines.empty() || claimed <= out.payable->paid) return;
    out.for_person.push_back(fmt::format("{} are claimed, {} payable", domain::amount_text(claimed),
                                         domain::amount_text(out.payable->paid)));
}

void add_reasons(const Claim& claim, const Facts& facts, const Terms& terms, Judgement& out) {
    if (terms.version.empty()) {
        out.for_person.push_back(fmt::format("{} has no warranty rules for {}", claim.brand,
                                             domain::date_text(claim.failure_on)));
    }
    if (claim.kind != kOrdinaryKind) {
        out.for_person.push_back(fmt::format("a {} claim", claim.kind));
    }
    if (facts.vehicle && facts.vehicle->blocked) {
        out.for_person.emplace_back("the vehicle is blocked for warranty");
    }
    add_amounts(claim, out);
}

bool is_open(const Judgement& judgement) {
    return std::any_of(judgement.findings.begin(), judgement.findings.end(), [&](const Finding& f) {
        return f.outcome == Outcome::undetermined && f.severity > judgement.verdict;
    });
}

}  // namespace

std::string_view name_of(Severity severity) {
    return kSeverities[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_of(std::string_view name) {
    const auto* const found = std::find(std::begin(kSeverities), std::end(kSeverities), name);
    if (found == std::end(kSeverities)) return std::nullopt;
    return static_cast<Severity>(found - std::begin(kSeverities));
}

std::string_view name_of(Outcome outcome) {
    return kOutcomes[static_cast<std::size_t>(outcome)];
}

Judgement evaluate(const Claim& claim, const Facts& facts, const Terms& terms) {
    Judgement out{.rules_version = terms.version};
    for (const Check& check : checks()) {
        out.findings.push_back(find(check, claim, facts, terms));
        const Finding& found = out.findings.back();
        if (found.outcome == Outcome::broken) out.verdict = std::max(out.verdict, found.severity);
    }
    const std::int64_t deductible = terms.coverage ? terms.coverage->deductible : 0;
    out.payable = payable(claim.lines, {handling_percent(terms), deductible});
    add_reasons(claim, facts, terms, out);
    return out;
}

std::string_view next_state(const Judgement& judgement) {
    if (judgement.verdict == Severity::reject) return "rejected";
    if (is_open(judgement)) return "in_review";
    if (judgement.verdict == Severity::send_back) return "returned";
    const bool clear = judgement.verdict == Severity::accept && judgement.for_person.empty();
    return clear ? "approved" : "in_review";
}

std::string reason(const Judgement& judgement) {
    std::string out;
    for (const Finding& finding : judgement.findings) {
        if (finding.outcome != Outcome::broken) continue;
        append_item(out, fmt::format("{}: {}", finding.rule, finding.text), "; ");
    }
    for (const Finding& finding : judgement.findings) {
        if (finding.outcome != Outcome::undetermined) continue;
        append_item(out, fmt::format("{} undetermined: {}", finding.rule, finding.text), "; ");
    }
    for (const std::string& why : judgement.for_person)
        append_item(out, "for a person: " + why, "; ");
    return out.empty() ? "no rule is broken" : out;
}

std::string explain(const Judgement& judgement) {
    std::string out = fmt::format("{} {} {}\n", name_of(judgement.verdict), next_state(judgement),
                                  judgement.rules_version);
    for (const Finding& finding : judgement.findings) {
        out += fmt::format("{} {} {} {}: {}", finding.rule, name_of(finding.outcome),
                           name_of(finding.severity), finding.field, finding.text);
        for (const auto& [name, value] : finding.inputs) out += fmt::format(", {}={}", name, value);
        out += '\n';
    }
    if (judgement.payable) {
        out +=
            fmt::format("claimed {}, payable {}\n", domain::amount_text(judgement.payable->claimed),
                        domain::amount_text(judgement.payable->paid));
    }
    return out + reason(judgement) + "\n";
}

}  // namespace branchline::warranty
