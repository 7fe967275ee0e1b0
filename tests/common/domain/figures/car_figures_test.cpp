// Figures of new cars, with numbers worked out by hand.
#include "common/domain/figures/car_figures.hpp"

#include "tests/common/domain/figures/facts_of.hpp"

using namespace branchline;
using namespace branchline::figures;
using test::day;
using test::november;

namespace {

Order delivered(std::string_view placed, std::string_view received, std::string_view promised) {
    return {.place = test::kFirst,
            .model = "GALA",
            .status = "delivered",
            .decided_on = day(placed),
            .received_on = day(received),
            .promised_on = day(promised)};
}

Order decided(std::string status, std::string_view on, std::string rule = "") {
    return {.place = test::kFirst,
            .model = "GALA",
            .status = std::move(status),
            .decided_on = day(on),
            .rule = std::move(rule),
            .price = 20'000'00};
}

Car in_stock(std::string_view arrived) {
    return {.place = test::kFirst, .arrived_on = day(arrived)};
}

Car sold(std::string_view arrived, std::string_view on) {
    return {.place = test::kFirst, .is_sold = true, .arrived_on = day(arrived), .sold_on = day(on)};
}

Credit account() {
    return {.place = test::kFirst,
            .currency = "EUR",
            .limit = 100'000'00,
            .receivables = 40'000'00,
            .unbilled = 5'000'00,
            .unapplied_payments = 2'000'00,
            .credit_memos = 3'000'00,
            .overdue = 10'000'00};
}

}  // namespace

TEST_CASE("figures: from order to delivery is a median of days", "[figures]") {
    Facts facts;
    facts.orders = {delivered("2026-09-01", "2026-11-01", "2026-11-03"),   // 61, 2 early
                    delivered("2026-10-01", "2026-11-30", "2026-11-20")};  // 60, 10 late
    CHECK(order_days(facts, november()).front().value == 605);
    CHECK(arrival_error(facts, november()).front().value == 40);
    facts.orders[0].received_on = day("2026-10-31");
    facts.orders[1].received_on = day("2026-12-01");
    CHECK(order_days(facts, november()).front().missing == Missing::no_rows);
    CHECK(arrival_error(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: a car that came early has a negative error", "[figures]") {
    Facts facts;
    facts.orders = {delivered("2026-09-01", "2026-11-01", "2026-11-04")};
    CHECK(arrival_error(facts, november()).front().value == -30);
    facts.orders.front().promised_on.reset();
    CHECK(arrival_error(facts, november()).front().missing == Missing::no_rows);
    CHECK(order_days(facts, november()).front().count == 1);
}

TEST_CASE("figures: options are met by cars that have all of them", "[figures]") {
    Facts facts;
    using Options = std::vector<std::string>;
    const auto match = [&](Options required, Options preferred, std::optional<Options> car) {
        facts.matches.push_back({.place = test::kFirst,
                                 .run_on = day("2026-11-05"),
                                 .required = std::move(required),
                                 .preferred = std::move(preferred),
                                 .options = std::move(car)});
    };
    match({"RED"}, {"HOOK"}, Options{"RED", "HOOK"});
    match({"RED", "ROOF"}, {}, Options{"RED"});
    match({"RED"}, {"HOOK", "ROOF"}, Options{"RED", "HOOK"});
    match({"RED"}, {}, std::nullopt);  // A car that is not known here.
    match({}, {}, Options{});
    facts.matches.back().run_on = day("2026-12-01");
    CHECK(required_options(facts, november()).front() == test::told(2, 3, 667));
    CHECK(preferred_options(facts, november()).front() == test::told(2, 3, 667));
    CHECK(required_options({}, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: a quota is used by the orders that its group counts", "[figures]") {
    Facts facts;
    facts.quotas = {
        {.place = test::kFirst,
         .models = {"GALA"},
         .valid_from = day("2026-10-01"),
         .valid_until = day("2026-12-31"),
         .total = 4}
    };
    facts.orders = {decided("confirmed", "2026-10-01"), decided("delivered", "2026-11-30"),
                    decided("rejected", "2026-11-01"),  decided("confirmed", "2026-09-30"),
                    decided("confirmed", "2026-12-01"),  // After the period.
                    decided("allocated", "2026-11-01")};
    facts.orders.back().model = "OTHER";
    const Figure used = quota_use(facts, november()).front();
    CHECK(used.numerator == 2);
    CHECK(used.value == 500);
    CHECK(used.count == 1);
    facts.quotas.front().models.clear();
    CHECK(quota_use(facts, november()).front().numerator == 3);
    facts.quotas.front().valid_until = day("2026-11-29");
    CHECK(quota_use(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: refused orders are told by the rule that refused", "[figures]") {
    Facts facts;
    facts.orders = {
        decided("rejected", "2026-11-01", "O03"), decided("rejected", "2026-11-30", "O07"),
        decided("rejected", "2026-11-02", "O07"), decided("confirmed", "2026-11-02"),
        decided("rejected", "2026-12-01", "O01"), decided("cancelled", "2026-11-02")};
    const Figures told = refused_orders(facts, november());
    REQUIRE(told.size() == 3);
    CHECK(told[0] == test::told(3, 4, 750));
    CHECK(told[1].part == "O03");
    CHECK(told[1].value == 250);
    CHECK(told[2].part == "O07");
    CHECK(told[2].value == 500);
}

TEST_CASE("figures: credit is used by what is open, less what came in, and by orders",
          "[figures]") {
    Facts facts;
    facts.credits = {account()};
    // 40,000 + 5,000 - 2,000 - 3,000 = 40,000 of 100,000; an order of 20,000 makes it 60,000.
    CHECK(credit_use(facts, november()).front().value == 400);
    facts.orders = {decided("confirmed", "2026-11-01"), decided("invoiced", "2026-11-01")};
    CHECK(credit_use(facts, november()).front().value == 600);
    CHECK(credit_overdue(facts, november()).front().value == 250);
    CHECK(credit_overdue(facts, november()).front().count == 1);
}

TEST_CASE("figures: an order whose price is masked leaves credit without a figure", "[figures]") {
    Facts facts;
    facts.credits = {account()};
    facts.orders = {decided("confirmed", "2026-11-01")};
    facts.orders.front().price.reset();
    CHECK(credit_use(facts, november()).front() == without_value(Missing::unknown, 1));
}

TEST_CASE("figures: amounts of two currencies do not add up", "[figures]") {
    Facts facts;
    facts.credits = {account(), account()};
    facts.credits.back().currency = "CHF";
    CHECK(credit_use(facts, november()).front().missing == Missing::currencies);
    CHECK(credit_overdue(facts, november()).front().missing == Missing::currencies);
    CHECK(sales_outstanding(facts, november()).front().missing == Missing::currencies);
    facts.credits.clear();
    CHECK(credit_use(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: days of sales outstanding", "[figures]") {
    Facts facts;
    facts.credits = {account()};
    CHECK(sales_outstanding(facts, november()).front().missing == Missing::no_rows);
    // 40,000 open of 100,000 sold in 30 days: 12 days.
    facts.invoices = {
        {test::kFirst, day("2026-11-01"), 60'000'00},
        {test::kFirst, day("2026-11-30"), 40'000'00},
        {test::kFirst, day("2026-12-01"), 1'000'00 }
    };
    CHECK(sales_outstanding(facts, november()).front().value == 120);
}

TEST_CASE("figures: days' supply divides the stock by the sales of thirty days", "[figures]") {
    Facts facts;
    facts.cars = {in_stock("2026-11-30"),           in_stock("2026-08-01"), in_stock("2026-12-01"),
                  sold("2026-08-01", "2026-11-30"),   // Sold within the thirty days,
                  sold("2026-08-01", "2026-11-01"),   // on their first day,
                  sold("2026-08-01", "2026-10-31"),   // on the day before it,
                  sold("2026-08-01", "2026-12-01")};  // and afterwards: still in stock.
    // Three in stock, two sold: 3 / (2 / 30) = 45 days.
    const Figure supply = days_supply(facts, november()).front();
    CHECK(supply.numerator == 3);
    CHECK(supply.denominator == 2);
    CHECK(supply.value == 450);
    facts.cars.resize(3);
    CHECK(days_supply(facts, november()).front() == without_value(Missing::no_rows, 2));
}

TEST_CASE("figures: stock is aged after ninety days, not on the ninetieth", "[figures]") {
    Facts facts;
    facts.cars = {in_stock("2026-09-01"), in_stock("2026-08-31"), in_stock("2026-11-30")};
    // 90, 91 and 0 days.
    CHECK(aged_stock(facts, november()).front() == test::told(1, 3, 333));
    facts.cars[1].on_way = true;
    CHECK(aged_stock(facts, november()).front() == test::told(0, 2, 0));
    facts.cars[0].place.dealer.clear();
    facts.cars[2].arrived_on.reset();
    CHECK(aged_stock(facts, november()).front().missing == Missing::no_rows);
}
