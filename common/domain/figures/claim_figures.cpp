#include "common/domain/figures/claim_figures.hpp"

#include <map>

#include "common/domain/calendar.hpp"
#include "common/domain/figures/statistics.hpp"
#include "common/domain/money.hpp"

namespace branchline::figures {

namespace {

/// Of claims whose credit memo is of the period: all parts are of the same claims, but a claim
/// counts only where both of its days are known.
template <class First, class Last>
Figures days_between(const Facts& facts, const Scope& scope, First first, Last last) {
    std::vector<std::int64_t> days;
    for (const Payment& payment : facts.payments) {
        if (!payment.credits || !scope.contains(payment.place)) continue;
        if (!scope.holds(payment.issued_on)) continue;
        const Known from = first(payment);
        const Known to = last(payment);
        if (from && to) days.push_back(*to - *from);
    }
    return {median_of(std::move(days))};
}

Known closed(const Payment& payment) {
    return payment.closed_on;
}
Known submitted(const Payment& payment) {
    return payment.submitted_on;
}
Known decided(const Payment& payment) {
    return payment.decided_on;
}
Known credited(const Payment& payment) {
    return payment.issued_on;
}

bool is_covered(const Car& car, std::int64_t day) {
    return car.in_service_on && car.covered_until && *car.in_service_on <= day &&
           day < *car.covered_until;
}

}  // namespace

Figures claim_days(const Facts& facts, const Scope& scope) {
    return days_between(facts, scope, closed, credited);
}

Figures claim_days_to_submit(const Facts& facts, const Scope& scope) {
    return days_between(facts, scope, closed, submitted);
}

Figures claim_days_to_decide(const Facts& facts, const Scope& scope) {
    return days_between(facts, scope, submitted, decided);
}

Figures claim_days_to_credit(const Facts& facts, const Scope& scope) {
    return days_between(facts, scope, decided, credited);
}

Figures first_pass(const Facts& facts, const Scope& scope) {
    std::int64_t passed = 0;
    std::int64_t all = 0;
    for (const DecidedClaim& claim : facts.claims) {
        if (!scope.contains(claim.place) || !scope.holds(claim.decided_on)) continue;
        ++all;
        if (claim.approved && !claim.resubmitted) ++passed;
    }
    return {share_of(passed, all)};
}

Figures claim_cost(const Facts& facts, const Scope& scope) {
    const auto year_before = domain::add_months(scope.to, -12);
    if (!year_before) return {without_value(Missing::unknown)};
    std::optional<std::int64_t> paid = 0;
    for (const Payment& payment : facts.payments) {
        if (!scope.contains(payment.place)) continue;
        if (payment.issued_on <= *year_before || payment.issued_on > scope.to) continue;
        paid = domain::sum(paid, payment.paid);
    }
    std::int64_t cars = 0;
    for (const Car& car : facts.cars) {
        if (scope.contains(car.place) && is_covered(car, scope.to)) ++cars;
    }
    if (cars == 0) return {without_value(Missing::no_rows)};
    if (!paid) return {without_value(Missing::unknown, cars)};
    return {
        {.part = {},
         .numerator = paid,
         .denominator = cars,
         .value = ratio(*paid, cars, 1),
         .count = cars}
    };
}

Figures campaign_completion(const Facts& facts, const Scope& scope) {
    std::int64_t done = 0;
    std::int64_t all = 0;
    for (const CampaignCar& car : facts.campaign_cars) {
        if (!scope.contains(car.place) || car.starts_on > scope.to) continue;
        const bool applies = car.status == "open" || car.status == "confirmed";
        if (!applies) continue;
        ++all;
        // A completion without a day was one before days were written.
        if (car.status == "confirmed" && car.confirmed_on.value_or(scope.to) <= scope.to) ++done;
    }
    return {share_of(done, all)};
}

Figures doubled_credits(const Facts& facts, const Scope& scope) {
    std::map<std::string_view, std::int64_t> memos;
    std::int64_t doubled = 0;
    std::int64_t all = 0;
    for (const Payment& payment : facts.payments) {
        if (!payment.credits || !scope.contains(payment.place)) continue;
        if (!scope.holds(payment.issued_on)) continue;
        ++all;
        if (++memos[payment.claim] > 1) ++doubled;
    }
    if (all == 0) return {without_value(Missing::no_rows)};
    return {
        {.part = {}, .numerator = doubled, .denominator = all, .value = doubled, .count = all}
    };
}

}  // namespace branchline::figures
