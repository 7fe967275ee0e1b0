// Figures of the warranty: how long claims take, how many pass at once, what they cost.
#pragma once

#include "common/domain/figures/figure.hpp"

namespace branchline::figures {

Figures claim_days(const Facts& facts, const Scope& scope);
Figures claim_days_to_submit(const Facts& facts, const Scope& scope);
Figures claim_days_to_decide(const Facts& facts, const Scope& scope);
Figures claim_days_to_credit(const Facts& facts, const Scope& scope);
Figures first_pass(const Facts& facts, const Scope& scope);
/// Of the twelve months that end with the period, in minor units.
Figures claim_cost(const Facts& facts, const Scope& scope);
Figures campaign_completion(const Facts& facts, const Scope& scope);
Figures doubled_credits(const Facts& facts, const Scope& scope);

}  // namespace branchline::figures
