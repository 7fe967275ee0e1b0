#include "common/domain/warranty/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

namespace {

constexpr std::string_view kOutcomes[] = {"passed", "broken", "undetermined", "skipped"};

/// Asks the rules one after the other.
class Court {
public:
    Court(const Claim& claim, const Facts& facts, const Terms& terms)
        : claim_(claim), facts_(facts), terms_(terms) {
        out_.rules_version = terms.version;
    }

    Judgement judge() {
        for (const Check& check : checks()) ask(check);
        add_amounts();
        add_reasons();
        return std::move(out_);
    }

private:
    void ask(const Check& check) {
        Finding found{.rule = check.rule, .outcome = Outcome::skipped, .field = check.field};
        if (const RuleTerms* row = terms_.in_force(check.rule)) {
            Answer answer = check.ask({claim_, facts_, terms_, *row});
            found.outcome = answer.outcome;
            found.severity = row->severity;
            found.text = std::move(answer.text);
            if (found.outcome == Outcome::broken) found.remedy = answer.remedy;
            found.inputs = std::move(answer.inputs);
            for (Limit& limit : answer.limits) {
                limit.rule = check.rule;
                limits_.push_back(std::move(limit));
            }
            if (!answer.percents.empty()) percents_ = std::move(answer.percents);
        } else {
            const auto any =
                std::any_of(terms_.rules.begin(), terms_.rules.end(),
                            [&](const RuleTerms& other) { return other.rule == check.rule; });
            found.text = any ? "not in force" : "the rules have no row for it";
        }
        if (found.outcome == Outcome::broken) out_.verdict = std::max(out_.verdict, found.severity);
        out_.findings.push_back(std::move(found));
    }

    void add_amounts() {
        const std::int64_t deductible = terms_.coverage ? terms_.coverage->deductible : 0;
        out_.payable = payable(claim_.lines, limits_, {terms_.handling_percent(), deductible});
        if (!out_.payable) return;
        const std::int64_t paid = out_.payable->paid;
        const std::int64_t granted =
            std::clamp<std::int64_t>(claim_.claimed.value_or(paid), 0, paid);
        if (claim_.kind != kGoodwillKind) out_.shares = Shares{granted, 0, 0};
        if (percents_.empty()) return;
        const auto parts = domain::split(granted, percents_);
        out_.shares = Shares{parts[0], parts[1], parts[2]};
    }

    void add_reasons() {
        if (terms_.version.empty()) {
            out_.for_person.push_back(fmt::format("{} has no warranty rules for {}", claim_.brand,
                                                  domain::date_text(claim_.failure_on)));
        }
        if (!is_decided_by_rules())
            out_.for_person.push_back(fmt::format("a {} claim", claim_.kind));
        if (facts_.vehicle && facts_.vehicle->blocked && !was_asked("W19")) {
            out_.for_person.emplace_back("the vehicle is blocked for warranty");
        }
        add_doubts();
    }

    void add_doubts() {
        if (claim_.lines.empty()) out_.for_person.emplace_back("the claim has no lines");
        if (!out_.payable || claim_.claimed.value_or(0) < 0) {
            out_.for_person.emplace_back("an amount of the claim is below zero or out of range");
            return;
        }
        const std::int64_t claimed = claim_.claimed.value_or(out_.payable->claimed);
        if (claim_.lines.empty() || claimed <= out_.payable->paid) return;
        out_.for_person.push_back(fmt::format("{} are claimed, {} payable",
                                              domain::amount_text(claimed),
                                              domain::amount_text(out_.payable->paid)));
    }

    bool was_asked(std::string_view rule) const {
        return std::any_of(out_.findings.begin(), out_.findings.end(), [&](const Finding& found) {
            return found.rule == rule && found.outcome != Outcome::skipped;
        });
    }

    /// Each kind has a rule that knows what it covers.
    bool is_decided_by_rules() const {
        if (claim_.kind == kOrdinaryKind) return true;
        if (claim_.kind == kGoodwillKind) return was_asked("W20");
        if (claim_.kind == kCampaignKind) return was_asked("W18");
        return claim_.kind == kPartsKind && was_asked("W21");
    }

    const Claim& claim_;
    const Facts& facts_;
    const Terms& terms_;
    std::vector<Limit> limits_;  ///< In the order of the rules.
    Percents percents_;
    Judgement out_;
};

bool is_open(const Judgement& judgement) {
    return std::any_of(judgement.findings.begin(), judgement.findings.end(), [&](const Finding& f) {
        return f.outcome == Outcome::undetermined && f.severity > judgement.verdict;
    });
}

}  // namespace

std::string_view name_of(Outcome outcome) {
    return kOutcomes[static_cast<std::size_t>(outcome)];
}

Judgement evaluate(const Claim& claim, const Facts& facts, const Terms& terms) {
    const Claim ordered = in_order(claim);
    return Court(ordered, facts, terms).judge();
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

std::string reason(const LineDecision& line) {
    std::string out = fmt::format("{} of {}", domain::amount_text(line.approved),
                                  domain::amount_text(line.claimed));
    for (const Cut& cut : line.cuts) out += fmt::format("; {}: {}", cut.rule, cut.text);
    return out;
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
        for (const LineDecision& line : judgement.payable->lines) {
            out +=
                fmt::format("line {} {} {}: {}\n", line.number, line.kind, line.item, reason(line));
        }
        out +=
            fmt::format("claimed {}, payable {}\n", domain::amount_text(judgement.payable->claimed),
                        domain::amount_text(judgement.payable->paid));
    }
    if (judgement.shares) {
        out += fmt::format("importer {}, dealer {}, customer {}\n",
                           domain::amount_text(judgement.shares->importer),
                           domain::amount_text(judgement.shares->dealer),
                           domain::amount_text(judgement.shares->customer));
    }
    return out + reason(judgement) + "\n";
}

}  // namespace branchline::warranty
