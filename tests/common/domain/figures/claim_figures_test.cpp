// Warranty figures, with numbers worked out by hand.
#include "common/domain/figures/claim_figures.hpp"

#include "tests/common/domain/figures/facts_of.hpp"

using namespace branchline;
using namespace branchline::figures;
using test::day;
using test::november;

namespace {

/// Closed on the first of October, submitted, decided and credited so many days later each.
Payment memo(std::string claim, std::int64_t submit, std::int64_t decide, std::int64_t credit) {
    const std::int64_t closed = day("2026-10-20");
    return {.place = test::kFirst,
            .issued_on = closed + submit + decide + credit,
            .paid = 100'00,
            .credits = true,
            .claim = std::move(claim),
            .closed_on = closed,
            .submitted_on = closed + submit,
            .decided_on = closed + submit + decide};
}

Car covered(const Place& place) {
    return {.place = place, .in_service_on = day("2026-01-10"), .covered_until = day("2029-01-10")};
}

}  // namespace

TEST_CASE("figures: the warranty cycle is a median of days, and so is each part of it",
          "[figures]") {
    Facts facts;
    // 5 + 10 + 2 = 17, 1 + 20 + 0 = 21, 9 + 3 + 4 = 16: the middle ones are 17, 5, 10 and 2.
    facts.payments = {memo("a", 5, 10, 2), memo("b", 1, 20, 0), memo("c", 9, 3, 4)};
    CHECK(claim_days(facts, november()).front().value == 170);
    CHECK(claim_days(facts, november()).front().count == 3);
    CHECK(claim_days_to_submit(facts, november()).front().value == 50);
    CHECK(claim_days_to_decide(facts, november()).front().value == 100);
    CHECK(claim_days_to_credit(facts, november()).front().value == 20);
}

TEST_CASE("figures: of two claims the warranty cycle is the mean of both", "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2), memo("b", 1, 20, 1)};
    CHECK(claim_days(facts, november()).front().value == 195);
}

TEST_CASE("figures: a claim with a day that nobody knows is left out of what needs it",
          "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2), memo("b", 1, 20, 0)};
    facts.payments[1].closed_on.reset();
    CHECK(claim_days(facts, november()).front().count == 1);
    CHECK(claim_days_to_decide(facts, november()).front().count == 2);
}

TEST_CASE("figures: claims count in the period of their credit memo, both days included",
          "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2)};
    for (const auto& [issued, counts] : {
             std::pair(day("2026-10-31"), 0L),
             {day("2026-11-01"), 1L},
             {day("2026-11-30"), 1L},
             {day("2026-12-01"), 0L}
    }) {
        facts.payments.front().issued_on = issued;
        CHECK(claim_days(facts, november()).front().count == counts);
    }
    facts.payments.clear();
    CHECK(claim_days(facts, november()).front() == without_value(Missing::no_rows));
}

TEST_CASE("figures: debit memos are no claims that were credited", "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2)};
    facts.payments.front().credits = false;
    CHECK(claim_days(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: a first pass is approved, uncut, and at the first version", "[figures]") {
    Facts facts;
    const std::int64_t on = day("2026-11-10");
    facts.claims = {
        {test::kFirst, on,                true,  false},
        {test::kFirst, on,                true,  true }, // Sent back before.
        {test::kFirst, on,                false, false}, // Cut or rejected.
        {test::kFirst, day("2026-12-01"), true,  false}
    };
    CHECK(first_pass(facts, november()).front() == test::told(1, 3, 333));
    facts.claims.clear();
    CHECK(first_pass(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: the cost of claims is of twelve months, by cars under warranty", "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2), memo("b", 1, 20, 0)};
    facts.payments[0].issued_on = day("2025-12-01");  // The first day of the twelve months.
    facts.payments[1].issued_on = day("2025-11-30");  // The day before it.
    facts.cars = {covered(test::kFirst), covered(test::kFirst), covered(test::kSecond)};
    // 100.00 by three cars is 33.33.
    CHECK(claim_cost(facts, november()).front() == test::told(100'00, 3, 33'33));
    Scope of_first = november();
    of_first.dealer = "D01";
    CHECK(claim_cost(facts, of_first).front().value == 50'00);
}

TEST_CASE("figures: what was debited is taken off the cost of claims", "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2)};
    facts.payments.push_back(facts.payments.front());
    facts.payments.back().paid = -100'00;
    facts.payments.back().credits = false;
    facts.cars = {covered(test::kFirst)};
    CHECK(claim_cost(facts, november()).front().value == 0);
}

TEST_CASE("figures: a car is under warranty from its first day until the day behind its last",
          "[figures]") {
    Facts facts;
    facts.cars = {covered(test::kFirst)};
    const auto cars = [&] { return claim_cost(facts, november()).front().count; };
    CHECK(cars() == 1);
    facts.cars.front().covered_until = day("2026-11-30");
    CHECK(cars() == 0);
    facts.cars.front().covered_until = day("2026-12-01");
    CHECK(cars() == 1);
    facts.cars.front().in_service_on = day("2026-12-01");
    CHECK(cars() == 0);
    CHECK(claim_cost(facts, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: a recall is done by the cars that it applies to", "[figures]") {
    Facts facts;
    const std::int64_t starts = day("2026-09-01");
    facts.campaign_cars = {
        {test::kFirst, starts, "confirmed",      day("2026-11-30")},
        {test::kFirst, starts, "confirmed",      day("2026-12-01")}, // Only afterwards.
        {test::kFirst, starts, "open",           {}               },
        {test::kFirst, starts, "not_applicable", {}               },
        {test::kFirst, starts, "scrapped",       {}               }
    };
    CHECK(campaign_completion(facts, november()).front() == test::told(1, 3, 333));
    facts.campaign_cars.resize(2);
    facts.campaign_cars[1].starts_on = day("2026-12-01");
    CHECK(campaign_completion(facts, november()).front() == test::told(1, 1, 1000));
}

TEST_CASE("figures: a claim that was credited twice counts once too often", "[figures]") {
    Facts facts;
    facts.payments = {memo("a", 5, 10, 2), memo("b", 5, 10, 2)};
    CHECK(doubled_credits(facts, november()).front().value == 0);
    facts.payments.push_back(memo("a", 5, 10, 3));
    CHECK(doubled_credits(facts, november()).front().value == 1);
    CHECK(doubled_credits({}, november()).front().missing == Missing::no_rows);
}
