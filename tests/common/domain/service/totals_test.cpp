#include "common/domain/service/totals.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace branchline;
using namespace branchline::service;

namespace {

constexpr std::int64_t kHour = 3'600'000;

OrderLine line(std::string kind, std::int64_t quantity, std::int64_t unit_price) {
    return {.kind = std::move(kind), .quantity = quantity, .unit_price = unit_price};
}

Job job(std::int64_t number, std::string pay_type, std::vector<OrderLine> lines) {
    return {.number = number, .pay_type = std::move(pay_type), .lines = std::move(lines)};
}

Totals totals(const Order& order) {
    auto out = totals_of(order);
    REQUIRE(out);
    return *std::move(out);
}

}  // namespace

TEST_CASE("totals: a line is rounded once, less its discount", "[service]") {
    // 1.333 hours at 99.99 are 133.28667.
    CHECK(amount_of(line("labour", 1'333, 9'999)) == 13'329);
    CHECK(amount_of({.kind = "part", .quantity = 2'000, .unit_price = 1'050, .discount = 100}) ==
          2'000);
    CHECK(amount_of(line("part", -2'000, 1'050)) == -2'100);
}

TEST_CASE("totals: what does not fit is told, not cut off", "[service]") {
    CHECK(amount_of(line("part", INT64_MAX, INT64_MAX)).error().id == "out-of-range");
    const Order order{
        .jobs = {job(1, "customer", {line("fee", 1'000, INT64_MAX), line("fee", 1'000, 1)})}};
    CHECK(totals_of(order).error().id == "out-of-range");
}

TEST_CASE("totals: each job stands with its pay type, and pay types in their order", "[service]") {
    const Order order{
        .jobs = {job(1, "warranty", {line("labour", 2'000, 5'800)}),
                 job(2, "customer", {line("part", 1'000, 1'999)}),
                 job(3, "customer", {line("sublet", 1'000, 5'000)}),
                 job(4, "", {line("fee", 1'000, 250)})}
    };
    const Totals sums = totals(order);
    REQUIRE(sums.pay_types.size() == 3);
    CHECK(sums.pay_types[0].pay_type == "customer");
    CHECK(sums.pay_types[0].net == Amounts{.parts = 1'999, .sublet = 5'000});
    CHECK(sums.pay_types[1].pay_type == "warranty");
    CHECK(sums.pay_types[1].net == Amounts{.labour = 11'600});
    CHECK(sums.pay_types[2].pay_type.empty());
    CHECK(sums.net.sum() == 18'849);
    CHECK(sums.paid_by.importer.sum() == 11'600);
}

TEST_CASE("totals: goodwill is split to the cent", "[service]") {
    Job goodwill = job(1, "goodwill", {line("labour", 1'000, 10'001), line("part", 1'000, 101)});
    goodwill.shares = Shares{50, 30, 20};
    const Totals sums = totals({.jobs = {goodwill}});
    CHECK(sums.paid_by.customer.sum() + sums.paid_by.importer.sum() + sums.paid_by.dealer.sum() ==
          10'102);
    CHECK(sums.paid_by.customer.parts == 51);
    CHECK(sums.paid_by.dealer.parts == 20);
}

TEST_CASE("totals: goodwill that nobody has split is the dealer's", "[service]") {
    const Totals sums = totals({.jobs = {job(1, "goodwill", {line("part", 1'000, 101)})}});
    CHECK(sums.paid_by.dealer.sum() == 101);
}

TEST_CASE("totals: goodwill of no shares at all is the dealer's, too", "[service]") {
    Job goodwill = job(1, "goodwill", {line("part", 1'000, 101)});
    goodwill.shares = Shares{0, 0, 0};
    CHECK(totals({.jobs = {goodwill}}).paid_by.dealer.sum() == 101);
}

TEST_CASE("totals: hours sold stand beside hours clocked", "[service]") {
    Job one = job(1, "customer", {line("labour", 1'500, 5'800), line("labour", 250, 5'800)});
    one.clocks = {
        {.started_at = 0,         .stopped_at = 2 * kHour            },
        {.started_at = 5 * kHour, .stopped_at = 5 * kHour + kHour / 4}
    };
    Job other = job(2, "customer", {});
    other.clocks = {
        {.started_at = 9 * kHour, .stopped_at = {}}
    };
    const Totals sums = totals({
        .jobs = {one, other}
    });
    CHECK(sums.jobs[0].sold == 1'750);
    CHECK(sums.jobs[0].clocked == 2'250);
    CHECK_FALSE(sums.jobs[0].is_running);
    CHECK(sums.jobs[1].clocked == 0);
    CHECK(sums.jobs[1].is_running);
}

TEST_CASE("totals: a line that takes another back leaves nothing of it", "[service]") {
    OrderLine part = line("part", 3'333, 1'001);
    part.unit_cost = 707;
    OrderLine back = part;
    back.quantity = -part.quantity;
    const Totals sums = totals({.jobs = {job(1, "customer", {part, back})}});
    CHECK(sums.net == Amounts{});
    CHECK(sums.parts_cost == 0);
}

TEST_CASE("totals: pay types and payers add up to the lines, whatever they are",
          "[service][property]") {
    const bool holds = rc::check([] {
        const auto kinds = std::vector<std::string>{"labour", "part", "sublet", "fee"};
        const auto types = std::vector<std::string>{"customer", "warranty", "internal",
                                                    "contract", "goodwill", ""};
        Order order;
        std::int64_t all = 0;
        const auto jobs = *rc::gen::inRange(0, 6);
        for (int number = 1; number <= jobs; ++number) {
            Job one = job(number, *rc::gen::elementOf(types), {});
            const auto customer = *rc::gen::inRange<std::int64_t>(0, 101);
            const auto importer = *rc::gen::inRange<std::int64_t>(0, 101 - customer);
            if (*rc::gen::arbitrary<bool>()) {
                one.shares = Shares{customer, importer, 100 - customer - importer};
            }
            const auto count = *rc::gen::inRange(0, 8);
            for (int i = 0; i < count; ++i) {
                OrderLine next = line(*rc::gen::elementOf(kinds),
                                      *rc::gen::inRange<std::int64_t>(-20'000, 20'001),
                                      *rc::gen::inRange<std::int64_t>(0, 1'000'000));
                next.discount = *rc::gen::inRange<std::int64_t>(0, 500);
                all += amount_of(next).value();
                one.lines.push_back(std::move(next));
            }
            order.jobs.push_back(std::move(one));
        }
        const auto sums = totals_of(order);
        RC_ASSERT(sums.has_value());
        std::int64_t by_type = 0;
        for (const PayTypeTotal& total : sums->pay_types) by_type += total.net.sum();
        const PaidBy& paid = sums->paid_by;
        RC_ASSERT(sums->net.sum() == all);
        RC_ASSERT(by_type == all);
        RC_ASSERT(paid.customer.sum() + paid.importer.sum() + paid.dealer.sum() +
                      paid.contract.sum() ==
                  all);
    });
    CHECK(holds);
}

namespace {

OrderLine taxed(std::string code, std::int64_t unit_price, std::string kind = "part") {
    OrderLine out = line(std::move(kind), 1'000, unit_price);
    out.tax_code = std::move(code);
    return out;
}

const reference::TaxRates kRates{
    {"FULL", 190'000},
    {"HALF", 70'000 }
};

}  // namespace

TEST_CASE("tax: rounded once a code, on the sum of the document", "[service]") {
    // Each line by itself would come to 0.01 three times: 0.03 and not 0.02.
    const Totals sums = totals({
        .jobs = {job(1, "customer", {taxed("FULL", 4), taxed("FULL", 4, "labour")}),
                 job(2, "customer", {taxed("FULL", 4)})},
        .tax_rates = kRates
    });
    REQUIRE(sums.taxes.size() == 1);
    CHECK(sums.taxes[0] == Taxed{"customer", "FULL", 12, 190'000, 2});
    CHECK(sums.tax() == 2);
    CHECK(sums.net.sum() == 12);
}

TEST_CASE("tax: the worked number of a base of 16,250.00 at 8 percent", "[service]") {
    const Totals sums =
        totals({.jobs = {job(1, "customer", {taxed("T", 1'600'000), taxed("T", 25'000, "fee")})},
                .tax_rates = {{"T", 80'000}}});
    CHECK(sums.taxes[0].base == 1'625'000);
    CHECK(sums.tax() == 130'000);
}

TEST_CASE("tax: half a cent is rounded away from zero, on a credit too", "[service]") {
    for (const std::int64_t sign : {1, -1}) {
        OrderLine half = taxed("T", 50);
        half.quantity *= sign;
        const Totals sums =
            totals({.jobs = {job(1, "customer", {half})}, .tax_rates = {{"T", 10'000}}});
        CHECK(sums.tax() == sign);
    }
}

TEST_CASE("tax: codes and payers are taxed by themselves", "[service]") {
    const Totals sums = totals({
        .jobs = {job(1, "contract", {taxed("FULL", 10'000)}),
                 job(2, "customer", {taxed("HALF", 10'000), taxed("FULL", 100), taxed("", 500)})},
        .tax_rates = kRates
    });
    CHECK(sums.taxes == std::vector<Taxed>{
                            {"customer", "FULL", 100,    190'000, 19   },
                            {"customer", "HALF", 10'000, 70'000,  700  },
                            {"contract", "FULL", 10'000, 190'000, 1'900}
    });
    CHECK(sums.tax_of("customer") == 719);
    CHECK(sums.tax_of("contract") == 1'900);
    CHECK(sums.tax() == 2'619);
}

TEST_CASE("tax: what importer and dealer pay carries none", "[service]") {
    Job goodwill = job(3, "goodwill", {taxed("FULL", 10'000)});
    goodwill.shares = Shares{30, 50, 20};
    const Totals sums = totals({
        .jobs = {job(1, "warranty", {taxed("FULL", 10'000)}),
                 job(2, "internal", {taxed("FULL", 10'000)}), goodwill},
        .tax_rates = kRates
    });
    REQUIRE(sums.taxes.size() == 1);
    CHECK(sums.taxes[0] == Taxed{"customer", "FULL", 3'000, 190'000, 570});
    goodwill.shares = Shares{0, 80, 20};
    CHECK(totals({.jobs = {goodwill}}).tax() == 0);
}

TEST_CASE("tax: a code without a rate leaves the tax open", "[service]") {
    const Totals sums = totals({
        .jobs = {job(1, "customer", {taxed("NONE", 10'000)}),
                 job(2, "contract", {taxed("FULL", 10'000)})},
        .tax_rates = kRates
    });
    CHECK_FALSE(sums.tax());
    CHECK_FALSE(sums.tax_of("customer"));
    CHECK(sums.tax_of("contract") == 1'900);
    CHECK(sums.net.sum() == 20'000);
}

TEST_CASE("tax: an order without codes has none", "[service]") {
    const Totals sums = totals({.jobs = {job(1, "customer", {line("part", 1'000, 10'000)})}});
    CHECK(sums.taxes.empty());
    CHECK(sums.tax() == 0);
}

TEST_CASE("tax: of goodwill each kind and code is split to the cent", "[service]") {
    Job goodwill = job(1, "goodwill", {taxed("FULL", 101), taxed("HALF", 101)});
    goodwill.shares = Shares{50, 30, 20};
    const Totals sums = totals({.jobs = {goodwill}, .tax_rates = kRates});
    const PaidBy& paid = sums.paid_by;
    CHECK(paid.customer.sum() + paid.importer.sum() + paid.dealer.sum() == 202);
    CHECK(sums.taxes[0].base + sums.taxes[1].base == paid.customer.sum());
}
