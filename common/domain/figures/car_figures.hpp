// Figures of new cars: orders and what becomes of them, stock, quota, credit.
#pragma once

#include "common/domain/figures/figure.hpp"

namespace branchline::figures {

Figures order_days(const Facts& facts, const Scope& scope);
/// Negative: the car came before the day that was promised first.
Figures arrival_error(const Facts& facts, const Scope& scope);
Figures required_options(const Facts& facts, const Scope& scope);
Figures preferred_options(const Facts& facts, const Scope& scope);
Figures quota_use(const Facts& facts, const Scope& scope);
/// In parts by the rule that refused.
Figures refused_orders(const Facts& facts, const Scope& scope);
Figures credit_use(const Facts& facts, const Scope& scope);
Figures credit_overdue(const Facts& facts, const Scope& scope);
/// Days of sales that stand open, in tenths.
Figures sales_outstanding(const Facts& facts, const Scope& scope);
/// In tenths of a day.
Figures days_supply(const Facts& facts, const Scope& scope);
Figures aged_stock(const Facts& facts, const Scope& scope);

inline constexpr std::int64_t kRetailDays = 30;  ///< The sales that days' supply divides by.
inline constexpr std::int64_t kAgedDays = 90;    ///< More than these.

}  // namespace branchline::figures
