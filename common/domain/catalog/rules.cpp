// What may not happen to what the importer publishes, whoever tries it.
#include "common/domain/catalog/rules.hpp"

namespace branchline::catalog {

namespace {

using engine::Proposal;

bool has_text(const schema::Value* fact) {
    const std::string* text = engine::text_of(fact);
    return text != nullptr && text->find_first_not_of(' ') != std::string::npos;
}

/// A car that is taken out of a recall is never called in again: somebody has to be able to show
/// why.
bool is_excluded_unproven(const Proposal& car) {
    const std::string* to = engine::text_of(car.written("status"));
    const bool leaves =
        to != nullptr && (*to == "not_applicable" || *to == "exported" || *to == "scrapped");
    return leaves && !has_text(car.written("evidence")) && !has_text(car.before_of("evidence"));
}

constexpr engine::Rule kRules[] = {
    {.entity = "catalog.campaign_vehicle",
     .code = "EVIDENCE_MISSING",
     .text = "a car leaves a campaign only with evidence",
     .remedy = "say in \"evidence\" what shows that the campaign is not for this car",
     .breaks = is_excluded_unproven},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::catalog
