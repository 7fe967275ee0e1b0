#include "common/domain/orders/checks.hpp"

#include <catch2/catch.hpp>

using namespace branchline::orders;

namespace {

/// 22,300.00 open, 4,400.00 confirmed and not billed, 900.00 not applied, 10,000.00 with branches.
constexpr Credit kCredit{.limit = 50'000'00,
                         .receivables = 22'300'00,
                         .confirmed_unbilled = 4'400'00,
                         .unapplied_payments = 900'00,
                         .grants_out = 10'000'00,
                         .overdue_tolerance = 100'00};

Order order(const std::string& kind = "stock") {
    return {.kind = kind, .brand = "SYN", .model = "S1"};
}

/// Everything is known and nothing speaks against an order of 14,200.00.
Facts facts() {
    return {
        .seat = Seat::hub,
        .contract = true,
        .model_offered = true,
        .options = {{{.option = "RED"},
                     {.option = "HOOK", .needs = {"PACK"}},
                     {.option = "PACK", .excludes = {"SPORT"}},
                     {.option = "SPORT"}}},
        .quota = Quota{.name = "S", .total = 12, .used = 4, .days_supply_cap = 75},
        .stock = Stock{.held = 10, .open_orders = 2, .sales = 30},
        .price = 14'200'00,
        .credit = kCredit
    };
}

std::string refused_by(const Order& order, const Facts& facts) {
    const auto findings = judge(order, facts);
    const Finding* found = refusal(findings);
    return found == nullptr ? std::string(next_state(findings)) : std::string(found->rule);
}

Finding finding(std::string_view rule, const Order& order, const Facts& facts) {
    for (const Finding& found : judge(order, facts)) {
        if (found.rule == rule) return found;
    }
    FAIL("no such rule");
    return {};
}

}  // namespace

TEST_CASE("order: with nothing against it, it is confirmed", "[orders]") {
    CHECK(refused_by(order(), facts()) == "confirmed");
    std::vector<std::string> rules;
    for (const Finding& found : judge(order(), facts())) rules.emplace_back(found.rule);
    CHECK(rules == std::vector<std::string>{"O01", "O02", "O03", "O04", "O05", "O06", "O07"});
}

TEST_CASE("order: the headroom of the worked example is 14,200.00", "[orders]") {
    CHECK(headroom(kCredit) == 14'200'00);
    Facts known = facts();
    known.price = 14'200'01;
    const Finding found = finding("O07", order(), known);
    CHECK(found.outcome == Outcome::refused);
    CHECK(found.value == "14200.01");
    CHECK(found.limit == "50000.00");
    CHECK(found.remaining == "14200.00");
}

TEST_CASE("order: credit memos and deliveries count into the exposure", "[orders]") {
    Credit credit = kCredit;
    credit.unbilled_deliveries = 1'000'00;
    credit.credit_memos = 300'00;
    CHECK(headroom(credit) == 13'500'00);
}

TEST_CASE("order: figures beyond 64 bits are refused, not wrapped", "[orders]") {
    Facts known = facts();
    known.credit->receivables = INT64_MIN;
    CHECK(refused_by(order(), known) == "O07");
    known.credit->receivables = INT64_MAX;
    known.credit->unbilled_deliveries = INT64_MAX;
    CHECK(refused_by(order(), known) == "O07");
}

TEST_CASE("order: the first rule in order names the refusal", "[orders]") {
    Facts known = facts();
    known.credit->hold = true;
    CHECK(refused_by(order(), known) == "O05");
    known.stock->held = 95;
    CHECK(refused_by(order(), known) == "O04");
    known.quota->used = 12;
    CHECK(refused_by(order(), known) == "O03");
    known.model_offered = false;
    CHECK(refused_by(order(), known) == "O02");
    known.contract = false;
    CHECK(refused_by(order(), known) == "O01");
}

TEST_CASE("order: the last unit of the quota can be ordered, the next is refused", "[orders]") {
    Facts known = facts();
    known.quota->used = 11;
    CHECK(refused_by(order(), known) == "confirmed");
    known.quota->used = 12;
    const Finding found = finding("O03", order(), known);
    CHECK(found.outcome == Outcome::refused);
    CHECK(found.value == "13");
    CHECK(found.limit == "12");
    CHECK(found.remaining == "0");
    known.quota->used = 14;  // The quota was cut after orders were confirmed.
    CHECK(finding("O03", order(), known).remaining == "0");
}

TEST_CASE("order: a sold one with a signed deal is exempt only where the quota says so",
          "[orders]") {
    Facts known = facts();
    known.quota->used = 12;
    Order sold = order("sold");
    sold.deal_signed = true;
    CHECK(refused_by(sold, known) == "O03");
    known.quota->sold_exempt = true;
    CHECK(refused_by(sold, known) == "confirmed");
    sold.deal_signed = false;
    CHECK(refused_by(sold, known) == "O03");
    CHECK(refused_by(order("stock"), known) == "O03");
}

TEST_CASE("order: days' supply may equal the cap and not exceed it", "[orders]") {
    Facts known = facts();
    known.stock = Stock{.held = 20, .open_orders = 4, .sales = 30};  // 25 with this one: 75 days.
    CHECK(refused_by(order(), known) == "confirmed");
    known.stock->open_orders = 5;
    const Finding found = finding("O04", order(), known);
    CHECK(found.outcome == Outcome::refused);
    CHECK(found.value == "78");
    CHECK(found.limit == "75");
    CHECK(found.remaining == "0");
}

TEST_CASE("order: 75 days and a part of a day are over a cap of 75", "[orders]") {
    Facts known = facts();
    // 26 * 90 / 31 is 75.48 days: cut down it would pass.
    known.stock = Stock{.held = 25, .open_orders = 0, .sales = 31};
    CHECK(refused_by(order(), known) == "O04");
    CHECK(finding("O04", order(), known).remaining == "0");
    known.stock->held = 22;
    CHECK(finding("O04", order(), known).remaining == "3");
}

TEST_CASE("order: a dealer without sales counts as if it had sold one", "[orders]") {
    Facts known = facts();
    known.stock = Stock{.held = 0, .open_orders = 0, .sales = 0};  // One car: 90 days.
    CHECK(refused_by(order(), known) == "O04");
    known.quota->days_supply_cap = 90;
    CHECK(refused_by(order(), known) == "confirmed");
}

TEST_CASE("order: a dealer at 95 days may order what is sold, and nothing for stock", "[orders]") {
    Facts known = facts();
    known.stock = Stock{.held = 31, .open_orders = 0, .sales = 30};  // 96 days with this one.
    CHECK(refused_by(order("stock"), known) == "O04");
    for (const char* kind : {"sold", "demo", "fleet"}) {
        CHECK(refused_by(order(kind), known) == "confirmed");
    }
}

TEST_CASE("order: items overdue for more than 30 days refuse it beyond the tolerance", "[orders]") {
    Facts known = facts();
    known.credit->overdue = 100'01;
    known.credit->overdue_days = 31;
    CHECK(refused_by(order(), known) == "O06");
    known.credit->overdue_days = 30;
    CHECK(refused_by(order(), known) == "confirmed");
    known.credit->overdue_days = 31;
    known.credit->overdue = 100'00;
    CHECK(refused_by(order(), known) == "confirmed");
}

TEST_CASE("order: options have to exist and to go together", "[orders]") {
    const auto fault = [](std::vector<std::string> required, std::vector<std::string> excluded,
                          std::vector<std::string> preferred) {
        Order wanted = order();
        wanted.required = std::move(required);
        wanted.excluded = std::move(excluded);
        wanted.preferred = std::move(preferred);
        return finding("O02", wanted, facts()).text;
    };
    CHECK(fault({"RED"}, {"SPORT"}, {"HOOK"}) == "model and options go together");
    CHECK(fault({"GOLD"}, {}, {}) == "S1 has no option GOLD");
    CHECK(fault({}, {"GOLD"}, {}) == "S1 has no option GOLD");
    CHECK(fault({}, {}, {"GOLD"}) == "S1 has no option GOLD");
    CHECK(fault({"RED"}, {"RED"}, {}) == "RED is required and excluded");
    CHECK(fault({"HOOK"}, {}, {}) == "HOOK needs PACK");
    CHECK(fault({"HOOK", "PACK"}, {}, {}) == "model and options go together");
    CHECK(fault({"PACK", "SPORT"}, {}, {}) == "PACK excludes SPORT");
}

TEST_CASE("order: what a branch cannot know is undetermined, and the order waits", "[orders]") {
    for (int missing = 0; missing < 6; ++missing) {
        Facts known = facts();
        known.seat = Seat::branch;
        if (missing == 0) known.contract.reset();
        if (missing == 1) known.model_offered.reset();
        if (missing == 2) known.quota.reset();
        if (missing == 3) known.stock.reset();
        if (missing == 4) known.price.reset();
        if (missing == 5) known.credit.reset();
        CAPTURE(missing);
        CHECK(next_state(judge(order(), known)) == "awaiting_grant");
    }
    Facts known = facts();
    known.seat = Seat::branch;
    known.credit.reset();
    known.contract = false;
    CHECK(next_state(judge(order(), known)) == "rejected");
}

TEST_CASE("order: what the importer does not have is missing; without a quota there is no limit",
          "[orders]") {
    Facts known = facts();
    known.quota.reset();
    CHECK(refused_by(order(), known) == "confirmed");
    known.price.reset();
    CHECK(refused_by(order(), known) == "O07");
    known.credit.reset();
    CHECK(refused_by(order(), known) == "O05");
    known.model_offered.reset();
    CHECK(refused_by(order(), known) == "O02");
}
