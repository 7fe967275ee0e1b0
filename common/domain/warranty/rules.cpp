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

constexpr engine::Rule kRules[] = {
    {.entity = "warranty.claim",
     .code = "ALREADY_DECIDED",
     .text = "the importer had taken up or decided the claim before the withdrawal came",
     .remedy = "read the decision; appeal if the claim was rejected",
     .breaks = comes_too_late},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::warranty
