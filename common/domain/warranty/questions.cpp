// What the rules say of a claim, from what this replica knows: the pre-check of a branch.
#include "common/domain/warranty/questions.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/domain/warranty/campaign_questions.hpp"
#include "common/domain/warranty/facts.hpp"

namespace branchline::warranty {

namespace {

using engine::Answer;
using engine::Asked;
using schema::Value;

/// By row id, or by the printed number.
Result<engine::Record> claim_of(engine::Store& store, const std::string& name) {
    const schema::Entity& claims = store.entity("warranty.claim");
    if (const auto id = fixed_from_hex<RowId>(name)) return store.find(claims, *id);
    const engine::Query query{.filters = {{claims.field("number"), Value(name)}}, .limit = 1};
    TRY(engine::Page page, store.list(claims, query));
    if (!page.records.empty()) return std::move(page.records.front());
    return fail(Code::not_found, "not-found", "there is no claim " + name,
                "give its number or its id");
}

Value text(std::string_view value) {
    return std::string(value);
}

Result<Answer> check(engine::Store& store, const Asked& asked) {
    TRY(engine::Record record, claim_of(store, asked.at("id")));
    TRY(const Dossier dossier, gather(store, std::move(record), seat_of(store), asked.today));
    const Judgement judgement = evaluate(dossier.claim, dossier.facts, dossier.terms);
    Answer out;
    out.facts = {
        {"claim", domain::value_of(dossier.record, "number")},
        {"status", domain::value_of(dossier.record, "status")},
        {"verdict", text(name_of(judgement.verdict))},
        {"next", text(next_state(judgement))},
        {"reason", reason(judgement)},
        {"rules", judgement.rules_version}
    };
    if (judgement.payable) {
        out.facts.emplace_back("payable", domain::amount_text(judgement.payable->paid));
        for (const LineDecision& line : judgement.payable->lines) {
            out.facts.emplace_back(fmt::format("line {} {}", line.number, line.item), reason(line));
        }
    }
    if (judgement.shares) {
        const auto& [importer, dealer, customer] = *judgement.shares;
        out.facts.emplace_back("importer pays", domain::amount_text(importer));
        out.facts.emplace_back("dealer pays", domain::amount_text(dealer));
        out.facts.emplace_back("customer pays", domain::amount_text(customer));
    }
    out.columns = {"rule", "outcome", "severity", "field", "text", "remedy"};
    for (const Finding& finding : judgement.findings) {
        out.rows.push_back({text(finding.rule), text(name_of(finding.outcome)),
                            text(name_of(finding.severity)), text(finding.field), finding.text,
                            finding.remedy});
    }
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "claims/{id}/check",
     .query = "",
     .command = "claim check",
     .summary = "What the warranty rules say of a claim, as far as it is known here",
     .ask = check            },
    {.path = "vin-campaigns/{vin}",
     .query = "",
     .command = "campaign of",
     .summary = "The recall campaigns that a car is in, and how far each is",
     .ask = campaigns_of_car },
    {.path = "campaign-progress/{brand}/{campaign}",
     .query = "",
     .command = "campaign show",
     .summary = "The cars of a recall campaign by state",
     .ask = campaign_progress},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::warranty
