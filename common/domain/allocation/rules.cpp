// What may not be said of a run that was published.
#include "common/domain/allocation/rules.hpp"

namespace branchline::allocation {

namespace {

using engine::Proposal;

bool is_blank(const schema::Value* fact) {
    const std::string* found = engine::text_of(fact);
    return found == nullptr || found->empty();
}

/// Whoever gives an order another car says why, in the same entry.
bool overrides_in_silence(const Proposal& change) {
    return change.written("override_vin") != nullptr && is_blank(change.written("override_reason"));
}

constexpr engine::Rule kRules[] = {
    {.entity = "allocation.line",
     .code = "OVERRIDE_WITHOUT_REASON",
     .text = "an order gets another car than the run has found, and nobody says why",
     .remedy = "write the reason along with the VIN",
     .breaks = overrides_in_silence},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::allocation
