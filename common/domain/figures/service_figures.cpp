#include "common/domain/figures/service_figures.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/domain/figures/statistics.hpp"
#include "common/domain/money.hpp"

namespace branchline::figures {

namespace {

/// Does `later` bring the car back for what `repair` should have mended? Either it says so, or both
/// name the same complaint.
bool is_comeback(const Repair& repair, const Repair& later) {
    if (later.id == repair.id || later.cancelled || later.maintenance) return false;
    const std::int64_t days = later.opened_on - *repair.closed_on;
    const bool same = !repair.complaint_code.empty() &&
                      repair.complaint_code == later.complaint_code && days >= 0;
    return days <= kComebackDays && (same || later.comeback_of == repair.id);
}

/// Has its day come? One that nobody has touched since is due, too.
bool is_due(const Appointment& appointment, std::int64_t today) {
    const bool decided = appointment.status == "arrived" || appointment.status == "no_show";
    return appointment.status != "cancelled" && (decided || appointment.day < today);
}

/// A line that is sold by the hour, in thousandths.
std::int64_t hours_sold(const Facts& facts, const Scope& scope, std::int64_t& count) {
    std::int64_t out = 0;
    for (const Labour& line : facts.labour) {
        if (!scope.contains(line.place) || !scope.holds(line.invoiced_on)) continue;
        out += line.hours;
        ++count;
    }
    return out;
}

/// Hours sold of hours clocked; both in thousandths, clocks rounded once all together.
template <class Counts>
Figures hours_share(const Facts& facts, const Scope& scope, Counts counts) {
    std::int64_t milliseconds = 0;
    for (const Clocked& clock : facts.clocked) {
        if (!scope.contains(clock.place) || !scope.holds(clock.day) || !counts(clock)) continue;
        milliseconds += clock.milliseconds;
    }
    constexpr std::int64_t kThousandth = 3'600;  // Milliseconds.
    std::int64_t count = 0;
    const std::int64_t sold = hours_sold(facts, scope, count);
    Figure out = share_of(sold, domain::rounded({milliseconds}, kThousandth).value_or(0));
    out.count = count;
    return {out};
}

}  // namespace

Figures appointments_kept(const Facts& facts, const Scope& scope) {
    std::int64_t kept = 0;
    std::int64_t all = 0;
    for (const Appointment& appointment : facts.appointments) {
        if (!scope.contains(appointment.place) || !scope.holds(appointment.day)) continue;
        if (!is_due(appointment, facts.today)) continue;
        ++all;
        if (appointment.status == "arrived") ++kept;
    }
    return {share_of(kept, all)};
}

Figures appointments_invoiced(const Facts& facts, const Scope& scope) {
    std::set<std::string_view> invoiced;  // Appointments and repair orders: ids never meet.
    for (const Repair& repair : facts.repairs) {
        if (!repair.invoiced) continue;
        invoiced.insert(repair.id);
        invoiced.insert(repair.appointment);
    }
    std::int64_t became = 0;
    std::int64_t all = 0;
    for (const Appointment& appointment : facts.appointments) {
        if (!scope.contains(appointment.place) || !scope.holds(appointment.day)) continue;
        if (!is_due(appointment, facts.today)) continue;
        ++all;
        const bool by_order =
            !appointment.repair_order.empty() && invoiced.contains(appointment.repair_order);
        if (by_order || invoiced.contains(appointment.id)) ++became;
    }
    return {share_of(became, all)};
}

Figures first_visit(const Facts& facts, const Scope& scope) {
    using OneCar = std::pair<std::string_view, std::string_view>;  // Dealer and VIN.
    std::multimap<OneCar, const Repair*> by_car;
    for (const Repair& repair : facts.repairs) {
        by_car.emplace(OneCar(repair.place.dealer, repair.vin), &repair);
    }
    std::int64_t fixed = 0;
    std::int64_t all = 0;
    for (const Repair& repair : facts.repairs) {
        if (!scope.contains(repair.place) || !scope.holds(repair.closed_on)) continue;
        if (repair.maintenance || repair.cancelled) continue;
        if (*repair.closed_on + kComebackDays >= facts.today) continue;
        ++all;
        const auto [first, last] = by_car.equal_range(OneCar(repair.place.dealer, repair.vin));
        const bool back = std::any_of(
            first, last, [&](const auto& row) { return is_comeback(repair, *row.second); });
        if (!back) ++fixed;
    }
    return {share_of(fixed, all)};
}

Figures productivity(const Facts& facts, const Scope& scope) {
    return hours_share(facts, scope, [](const Clocked& clock) { return !clock.is_break; });
}

Figures efficiency(const Facts& facts, const Scope& scope) {
    return hours_share(facts, scope, [](const Clocked& clock) { return clock.on_job; });
}

Figures labour_rate(const Facts& facts, const Scope& scope) {
    std::int64_t count = 0;
    const std::int64_t sold = hours_sold(facts, scope, count);
    std::optional<std::int64_t> amount = 0;
    for (const Labour& line : facts.labour) {
        if (!scope.contains(line.place) || !scope.holds(line.invoiced_on)) continue;
        amount = line.amount ? domain::sum(amount, *line.amount) : std::nullopt;
    }
    if (sold <= 0) return {without_value(Missing::no_rows, count)};
    if (!amount) return {without_value(Missing::unknown, count)};
    Figure out{.part = {}, .numerator = amount, .denominator = sold, .count = count};
    out.value = ratio(*amount, sold, 1'000);
    return {out};
}

}  // namespace branchline::figures
