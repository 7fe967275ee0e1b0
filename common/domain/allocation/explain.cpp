#include "common/domain/allocation/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace branchline::allocation {

namespace {

std::string none_because(Standing standing) {
    switch (standing) {
        case Standing::inactive: return "none: no contract for the brand";
        case Standing::no_demand: return "none: no open orders";
        case Standing::no_quota: return "none: the quota is used up";
        case Standing::no_credit: return "none: the credit does not pay for one car";
        case Standing::eligible: break;
    }
    return {};
}

/// What kept the cap down, as the dealer can check.
std::string cap_text(const DealerLine& line, std::int64_t price) {
    std::string out = fmt::format("cap {}: {} open orders", line.cap, line.demand);
    if (line.dealer.quota) out += fmt::format(", quota {}", *line.dealer.quota);
    if (price > 0) out += fmt::format(", credit for {}", line.dealer.headroom / price);
    if (line.cap_after != line.cap) {
        out += fmt::format("; of these {} found a car that fits", line.cap_after);
    }
    return out;
}

std::string run_text(const Grants& grants, const Terms& terms) {
    std::string out;
    if (grants.last) {
        out += fmt::format("; the last unit went to {} days' supply",
                           days_text(days_supply(*grants.last, terms.window_days)));
    }
    if (grants.split_units > 0) {
        out += fmt::format("; {} units were divided by sales of {}", grants.split_units,
                           grants.split_sales);
    }
    return out;
}

}  // namespace

std::string days_text(std::int64_t thousandths) {
    constexpr std::int64_t kScale = 1000;
    std::string out = fmt::format("{}.{:03}", thousandths / kScale, thousandths % kScale);
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

std::string reason_of(const DealerLine& line, const Outcome& outcome, const Terms& terms) {
    if (line.standing != Standing::eligible) return none_because(line.standing);
    std::string out =
        fmt::format("{} of {} cars: {} guaranteed, {} by {}", line.grant.units(), outcome.supply,
                    line.grant.guaranteed, line.grant.by_method, name_of(terms.division.method));
    if (terms.division.percent < 100) {
        out += fmt::format(" ({} %) and {}", terms.division.percent, name_of(terms.division.rest));
    }
    out += fmt::format("; {}; days' supply {} before, {} after, of {} sold in {} days",
                       cap_text(line, terms.price), days_text(line.days_before),
                       days_text(line.days_after), line.dealer.sales, terms.window_days);
    return out + run_text(outcome.grants, terms);
}

std::string reason_of(const OrderLine& line,
                      const Order& order,
                      const Car* car,
                      const DealerLine& dealer) {
    if (car != nullptr) {
        return fmt::format("all that is required and nothing excluded; {} of {} preferences",
                           preferences_met(order.wish, car->build), order.wish.preferred.size());
    }
    if (line.fitting == 0) return "no car of the supply fits";
    if (dealer.standing != Standing::eligible) return "the dealer takes no part";
    if (dealer.grant.units() == 0) return "the dealer was granted no car";
    return fmt::format(
        "{} of the cars fit, but the dealer's units ({}) serve more orders, sold ones first, or "
        "serve them better, without it",
        line.fitting, dealer.grant.units());
}

}  // namespace branchline::allocation
