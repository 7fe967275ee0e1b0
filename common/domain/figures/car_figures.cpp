#include "common/domain/figures/car_figures.hpp"

#include <algorithm>
#include <map>

#include "common/domain/figures/statistics.hpp"
#include "common/domain/money.hpp"
#include "common/domain/orders/figures.hpp"

namespace branchline::figures {

namespace {

bool is_among(const std::string& word, const std::vector<std::string>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Orders of each dealer and brand: quotas and accounts are of one of each.
class OrdersByAccount {
public:
    explicit OrdersByAccount(const Facts& facts) {
        for (const Order& order : facts.orders) {
            orders_[{order.place.dealer, order.place.brand}].push_back(&order);
        }
    }
    const std::vector<const Order*>& of(const Place& place) const {
        static const std::vector<const Order*> kNone;
        const auto found = orders_.find({place.dealer, place.brand});
        return found == orders_.end() ? kNone : found->second;
    }

private:
    std::map<std::pair<std::string_view, std::string_view>, std::vector<const Order*>> orders_;
};

/// Is the order of a quota's dealer and brand one that its group counts, by a day?
bool counts_against(const Order& order, const Quota& quota, std::int64_t day) {
    if (!orders::is_decided(order.status) || !order.decided_on) return false;
    if (*order.decided_on < quota.valid_from || *order.decided_on > quota.valid_until) return false;
    return *order.decided_on <= day &&
           (quota.models.empty() || is_among(order.model, quota.models));
}

/// None where the car is not known.
std::optional<bool> has_all(const Match& match, const std::vector<std::string>& wanted) {
    if (!match.options) return std::nullopt;
    return std::ranges::all_of(
        wanted, [&](const std::string& option) { return is_among(option, *match.options); });
}

Figures options_met(const Facts& facts,
                    const Scope& scope,
                    std::vector<std::string> Match::* wanted) {
    std::int64_t met = 0;
    std::int64_t all = 0;
    for (const Match& match : facts.matches) {
        if (!scope.contains(match.place) || !scope.holds(match.run_on)) continue;
        const auto fits = has_all(match, match.*wanted);
        if (!fits) continue;
        ++all;
        if (*fits) ++met;
    }
    return {share_of(met, all)};
}

/// The accounts of the scope; a reason when their amounts do not add up.
Missing accounts_of(const Facts& facts, const Scope& scope, std::vector<const Credit*>& out) {
    for (const Credit& credit : facts.credits) {
        if (scope.contains(credit.place)) out.push_back(&credit);
    }
    if (out.empty()) return Missing::no_rows;
    const bool mixed = std::ranges::any_of(
        out, [&](const Credit* credit) { return credit->currency != out.front()->currency; });
    return mixed ? Missing::currencies : Missing::none;
}

/// What the orders of an account owe that is not billed; none when a price is not known.
std::optional<std::int64_t> unbilled_orders(const std::vector<const Order*>& orders) {
    std::optional<std::int64_t> out = 0;
    for (const Order* order : orders) {
        if (order->status != "confirmed" && order->status != "allocated") continue;
        if (!order->price) return std::nullopt;
        out = domain::sum(out, *order->price);
    }
    return out;
}

Figure amounts(std::optional<std::int64_t> part,
               std::optional<std::int64_t> whole,
               std::int64_t count) {
    if (!part || !whole) return without_value(Missing::unknown, count);
    Figure out = share_of(*part, *whole);
    out.count = count;
    return out;
}

/// Cars that a dealer has to sell at the end of a day. What came or was sold on a day that nobody
/// wrote counts by its status.
bool is_held(const Car& car, std::int64_t day) {
    if (car.place.dealer.empty() || car.on_way) return false;
    if (car.arrived_on && *car.arrived_on > day) return false;
    return car.sold_on ? *car.sold_on > day : !car.is_sold;
}

}  // namespace

Figures order_days(const Facts& facts, const Scope& scope) {
    std::vector<std::int64_t> days;
    for (const Order& order : facts.orders) {
        if (!scope.contains(order.place) || !scope.holds(order.received_on)) continue;
        if (order.decided_on) days.push_back(*order.received_on - *order.decided_on);
    }
    return {median_of(std::move(days))};
}

Figures arrival_error(const Facts& facts, const Scope& scope) {
    std::vector<std::int64_t> days;
    for (const Order& order : facts.orders) {
        if (!scope.contains(order.place) || !scope.holds(order.received_on)) continue;
        if (order.promised_on) days.push_back(*order.received_on - *order.promised_on);
    }
    return {median_of(std::move(days))};
}

Figures required_options(const Facts& facts, const Scope& scope) {
    return options_met(facts, scope, &Match::required);
}

Figures preferred_options(const Facts& facts, const Scope& scope) {
    return options_met(facts, scope, &Match::preferred);
}

Figures quota_use(const Facts& facts, const Scope& scope) {
    const OrdersByAccount orders(facts);
    std::int64_t spent = 0;
    std::int64_t total = 0;
    std::int64_t count = 0;
    for (const Quota& quota : facts.quotas) {
        const bool valid = quota.valid_from <= scope.to && scope.to <= quota.valid_until;
        if (!scope.contains(quota.place) || !valid) continue;
        ++count;
        total += quota.total;
        spent += std::ranges::count_if(orders.of(quota.place), [&](const Order* order) {
            return counts_against(*order, quota, scope.to);
        });
    }
    Figure out = share_of(spent, total);
    out.count = count;
    return {out};
}

Figures refused_orders(const Facts& facts, const Scope& scope) {
    std::map<std::string, std::int64_t> by_rule;
    std::int64_t refused = 0;
    std::int64_t all = 0;
    for (const Order& order : facts.orders) {
        if (!scope.contains(order.place) || !scope.holds(order.decided_on)) continue;
        const bool is_refused = order.status == "rejected";
        if (!is_refused && !orders::is_decided(order.status)) continue;
        ++all;
        if (!is_refused) continue;
        ++refused;
        ++by_rule[order.rule.empty() ? "?" : order.rule];
    }
    Figures out{share_of(refused, all)};
    for (const auto& [rule, count] : by_rule) {
        out.push_back(share_of(count, all));
        out.back().part = rule;
    }
    return out;
}

Figures credit_use(const Facts& facts, const Scope& scope) {
    std::vector<const Credit*> accounts;
    const Missing reason = accounts_of(facts, scope, accounts);
    const auto count = static_cast<std::int64_t>(accounts.size());
    if (reason != Missing::none) return {without_value(reason, count)};
    const OrdersByAccount orders(facts);
    std::optional<std::int64_t> exposure = 0;
    std::optional<std::int64_t> limit = 0;
    for (const Credit* credit : accounts) {
        limit = domain::sum(limit, credit->limit);
        exposure = domain::sum(exposure, credit->receivables);
        exposure = domain::sum(exposure, credit->unbilled);
        exposure = domain::sum(exposure, -credit->unapplied_payments);
        exposure = domain::sum(exposure, -credit->credit_memos);
        const auto owed = unbilled_orders(orders.of(credit->place));
        exposure = owed ? domain::sum(exposure, *owed) : std::nullopt;
    }
    return {amounts(exposure, limit, count)};
}

Figures credit_overdue(const Facts& facts, const Scope& scope) {
    std::vector<const Credit*> accounts;
    const Missing reason = accounts_of(facts, scope, accounts);
    const auto count = static_cast<std::int64_t>(accounts.size());
    if (reason != Missing::none) return {without_value(reason, count)};
    std::optional<std::int64_t> overdue = 0;
    std::optional<std::int64_t> open = 0;
    for (const Credit* credit : accounts) {
        overdue = domain::sum(overdue, credit->overdue);
        open = domain::sum(open, credit->receivables);
    }
    return {amounts(overdue, open, count)};
}

Figures sales_outstanding(const Facts& facts, const Scope& scope) {
    std::vector<const Credit*> accounts;
    const Missing reason = accounts_of(facts, scope, accounts);
    if (reason != Missing::none) return {without_value(reason)};
    std::optional<std::int64_t> open = 0;
    for (const Credit* credit : accounts) open = domain::sum(open, credit->receivables);
    std::optional<std::int64_t> sales = 0;
    std::int64_t count = 0;
    for (const Invoice& invoice : facts.invoices) {
        if (!scope.contains(invoice.place) || !scope.holds(invoice.issued_on)) continue;
        sales = domain::sum(sales, invoice.amount);
        ++count;
    }
    if (count == 0 || sales.value_or(1) <= 0) return {without_value(Missing::no_rows, count)};
    if (!open || !sales) return {without_value(Missing::unknown, count)};
    Figure out{.part = {}, .numerator = open, .denominator = sales, .count = count};
    out.value = domain::rounded({*open, scope.days(), 10}, *sales);
    if (!out.value) out.missing = Missing::unknown;
    return {out};
}

Figures days_supply(const Facts& facts, const Scope& scope) {
    std::int64_t held = 0;
    std::int64_t sold = 0;
    for (const Car& car : facts.cars) {
        if (!scope.contains(car.place)) continue;
        if (is_held(car, scope.to)) ++held;
        const bool recent = car.sold_on && *car.sold_on > scope.to - kRetailDays;
        if (recent && *car.sold_on <= scope.to) ++sold;
    }
    if (sold == 0) return {without_value(Missing::no_rows, held)};
    Figure out{.part = {}, .numerator = held, .denominator = sold, .count = held + sold};
    out.value = ratio(held, sold, kRetailDays * 10);
    return {out};
}

Figures aged_stock(const Facts& facts, const Scope& scope) {
    std::int64_t aged = 0;
    std::int64_t all = 0;
    for (const Car& car : facts.cars) {
        if (!scope.contains(car.place) || !is_held(car, scope.to) || !car.arrived_on) continue;
        ++all;
        if (scope.to - *car.arrived_on > kAgedDays) ++aged;
    }
    return {share_of(aged, all)};
}

}  // namespace branchline::figures
