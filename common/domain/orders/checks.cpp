#include "common/domain/orders/checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/money.hpp"
#include "common/domain/text.hpp"

namespace branchline::orders {

namespace {

constexpr std::int64_t kOverdueDays = 30;

struct Case {
    const Order& order;
    const Facts& facts;
};

struct Check {
    std::string_view rule;
    Finding (*ask)(const Case&);
};

/// What is not there is missing at the importer, and unknown at a branch.
Finding without(const Case& asked, std::string what, std::string_view remedy) {
    if (asked.facts.seat == Seat::branch) {
        return {.rule = {},
                .outcome = Outcome::undetermined,
                .text = fmt::format("{} is not known here", what)};
    }
    return {.rule = {},
            .outcome = Outcome::refused,
            .text = fmt::format("there is no {}", what),
            .remedy = remedy};
}

Finding passed(std::string text) {
    return {.rule = {}, .outcome = Outcome::passed, .text = std::move(text)};
}

Finding skipped(std::string text) {
    return {.rule = {}, .outcome = Outcome::skipped, .text = std::move(text)};
}

Finding refused(std::string text, std::string_view remedy) {
    return {.rule = {}, .outcome = Outcome::refused, .text = std::move(text), .remedy = remedy};
}

Finding contract(const Case& asked) {
    if (!asked.facts.contract) return without(asked, "contract of the dealer", "add the dealer");
    if (*asked.facts.contract) return passed("the dealer sells the brand");
    return refused(fmt::format("the dealer may not order cars of {}", asked.order.brand),
                   "ask the importer about the contract");
}

bool has(const std::vector<std::string>& list, const std::string& option) {
    return std::find(list.begin(), list.end(), option) != list.end();
}

/// What is wrong with one option that the order asks for; empty: nothing.
std::string fault_of(const std::string& option, const Order& order, const Facts& facts) {
    const auto& known = *facts.options;
    const auto found = std::find_if(known.begin(), known.end(), [&](const CatalogueOption& row) {
        return row.option == option;
    });
    if (found == known.end()) return fmt::format("{} has no option {}", order.model, option);
    if (!has(order.required, option)) return {};
    if (has(order.excluded, option)) return fmt::format("{} is required and excluded", option);
    for (const std::string& need : found->needs) {
        if (!has(order.required, need)) return fmt::format("{} needs {}", option, need);
    }
    for (const std::string& other : found->excludes) {
        if (has(order.required, other)) return fmt::format("{} excludes {}", option, other);
    }
    return {};
}

Finding configuration(const Case& asked) {
    const auto& [order, facts] = asked;
    if (!facts.model_offered) return without(asked, "catalogue of the brand", "publish it");
    if (!*facts.model_offered) {
        return refused(fmt::format("{} has no model {}", order.brand, order.model),
                       "choose a model of the catalogue");
    }
    const bool wants =
        !order.required.empty() || !order.excluded.empty() || !order.preferred.empty();
    if (!wants) return passed("the model is in the catalogue");
    if (!facts.options) return without(asked, "option of the model", "publish its options");
    for (const auto* list : {&order.required, &order.excluded, &order.preferred}) {
        for (const std::string& option : *list) {
            std::string fault = fault_of(option, order, facts);
            if (!fault.empty()) return refused(std::move(fault), "correct the options");
        }
    }
    return passed("model and options go together");
}

bool is_exempt(const Order& order, const Quota& quota) {
    return order.kind == "sold" && order.deal_signed && quota.sold_exempt;
}

Finding quota(const Case& asked) {
    const auto& quota = asked.facts.quota;
    if (!quota) {
        if (asked.facts.seat == Seat::hub) return skipped("no quota is set");
        return without(asked, "quota", {});
    }
    if (is_exempt(asked.order, *quota)) return skipped("sold with a signed deal: exempt");
    Finding out = quota->remaining() > 0
                      ? passed(fmt::format("quota {}: {} of {} are left", quota->name,
                                           quota->remaining(), quota->total))
                      : refused(fmt::format("quota {} is used up: {} of {} ordered", quota->name,
                                            quota->used, quota->total),
                                "wait for the next period, or ask the importer for more");
    out.value = std::to_string(quota->used + 1);
    out.limit = std::to_string(quota->total);
    out.remaining = std::to_string(std::max<std::int64_t>(quota->remaining(), 0));
    return out;
}

Finding days_supply(const Case& asked) {
    const auto& [order, facts] = asked;
    if (order.kind != "stock") return skipped("not an order for stock");
    if (!facts.quota || !facts.quota->days_supply_cap) return skipped("no cap is set");
    if (!facts.stock) return without(asked, "stock of the dealer", {});
    const std::int64_t cap = *facts.quota->days_supply_cap;
    const std::int64_t sales = std::max<std::int64_t>(facts.stock->sales, 1);
    const std::int64_t held = facts.stock->held + facts.stock->open_orders;
    const std::int64_t days = (held + 1) * kSalesDays / sales;
    // Crosswise: 75 days and a bit are more than 75.
    const bool over = (held + 1) * kSalesDays > cap * sales;
    Finding out =
        over ? refused(fmt::format("{} cars here, on the way or ordered, and this one, last {} "
                                   "days by the sales of {} days",
                                   held, days, kSalesDays),
                       "sell from stock first; orders that are sold may pass")
             : passed(fmt::format("{} days' supply with this one", days));
    out.value = std::to_string(days);
    out.limit = std::to_string(cap);
    out.remaining = std::to_string(std::max<std::int64_t>(cap * sales / kSalesDays - held, 0));
    return out;
}

Finding no_account(const Case& asked) {
    return without(asked, "credit account of the dealer", "open one");
}

Finding hold(const Case& asked) {
    if (!asked.facts.credit) return no_account(asked);
    if (!asked.facts.credit->hold) return passed("no hold");
    return refused("the dealer's credit is on hold", "speak with the importer's credit control");
}

Finding overdue(const Case& asked) {
    if (!asked.facts.credit) return no_account(asked);
    const Credit& credit = *asked.facts.credit;
    const bool is_late = credit.overdue_days > kOverdueDays;
    Finding out =
        is_late && credit.overdue > credit.overdue_tolerance
            ? refused(fmt::format("{} are overdue, the oldest for {} days",
                                  domain::amount_text(credit.overdue), credit.overdue_days),
                      "pay what is overdue")
            : passed("nothing is overdue beyond what is tolerated");
    out.value = domain::amount_text(credit.overdue);
    out.limit = domain::amount_text(credit.overdue_tolerance);
    return out;
}

Finding credit(const Case& asked) {
    if (!asked.facts.price) return without(asked, "wholesale price of the model", "publish one");
    if (!asked.facts.credit) return no_account(asked);
    const auto room = headroom(*asked.facts.credit);
    if (!room) return refused("the figures of the credit account are too large", "correct them");
    Finding out = *asked.facts.price > *room
                      ? refused(fmt::format("the order is worth {}, and {} are left of the credit",
                                            domain::amount_text(*asked.facts.price),
                                            domain::amount_text(*room)),
                                "pay open items, or ask for a higher limit")
                      : passed("the credit pays for it");
    out.value = domain::amount_text(*asked.facts.price);
    out.limit = domain::amount_text(asked.facts.credit->limit);
    out.remaining = domain::amount_text(*room);
    return out;
}

constexpr Check kChecks[] = {
    {"O01", contract     },
    {"O02", configuration},
    {"O03", quota        },
    {"O04", days_supply  },
    {"O05", hold         },
    {"O06", overdue      },
    {"O07", credit       },
};

bool any(const std::vector<Finding>& findings, Outcome outcome) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.outcome == outcome; });
}

}  // namespace

std::optional<std::int64_t> headroom(const Credit& credit) {
    std::optional<std::int64_t> out = credit.limit;
    for (const std::int64_t less : {credit.receivables, credit.unbilled_deliveries,
                                    credit.confirmed_unbilled, credit.grants_out}) {
        if (less == INT64_MIN) return std::nullopt;
        out = domain::sum(out, -less);
    }
    out = domain::sum(out, credit.unapplied_payments);
    return domain::sum(out, credit.credit_memos);
}

std::string_view name_of(Outcome outcome) {
    constexpr std::string_view kNames[] = {"passed", "refused", "undetermined", "skipped"};
    return kNames[static_cast<std::size_t>(outcome)];
}

std::vector<Finding> judge(const Order& order, const Facts& facts) {
    std::vector<Finding> out;
    for (const Check& check : kChecks) {
        out.push_back(check.ask({order, facts}));
        out.back().rule = check.rule;
    }
    return out;
}

const Finding* refusal(const std::vector<Finding>& findings) {
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.outcome == Outcome::refused;
    });
    return found == findings.end() ? nullptr : &*found;
}

std::string_view next_state(const std::vector<Finding>& findings) {
    if (any(findings, Outcome::refused)) return "rejected";
    return any(findings, Outcome::undetermined) ? "awaiting_grant" : "confirmed";
}

}  // namespace branchline::orders
