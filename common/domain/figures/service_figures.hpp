// Figures of the workshop.
#pragma once

#include "common/domain/figures/figure.hpp"

namespace branchline::figures {

/// Of appointments whose day has come and that nobody cancelled.
Figures appointments_kept(const Facts& facts, const Scope& scope);
Figures appointments_invoiced(const Facts& facts, const Scope& scope);
/// Of repairs closed in the period, once the days in which a car may come back are over.
Figures first_visit(const Facts& facts, const Scope& scope);
/// Hours sold of hours attended: all that was clocked but breaks.
Figures productivity(const Facts& facts, const Scope& scope);
/// Hours sold of hours clocked on jobs.
Figures efficiency(const Facts& facts, const Scope& scope);
/// Of an hour that was sold, in minor units.
Figures labour_rate(const Facts& facts, const Scope& scope);

inline constexpr std::int64_t kComebackDays = 30;

}  // namespace branchline::figures
