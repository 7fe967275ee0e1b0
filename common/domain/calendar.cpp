#include "common/domain/calendar.hpp"

namespace branchline::domain {

namespace {

namespace chrono = std::chrono;

constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;
constexpr std::int64_t kMonths = 12;
constexpr std::int64_t kMonthsMax = kMonths * kLastYear;

constexpr std::int64_t number_of(const chrono::year_month_day& date) {
    return chrono::sys_days(date).time_since_epoch().count();
}

constexpr std::int64_t kFirstDay =
    number_of({chrono::year(kFirstYear), chrono::January, chrono::day(1)});
constexpr std::int64_t kLastDay =
    number_of({chrono::year(kLastYear), chrono::December, chrono::day(31)});

}  // namespace

std::optional<std::int64_t> add_months(std::int64_t day, std::int64_t months) {
    const bool in_range =
        day >= kFirstDay && day <= kLastDay && months >= -kMonthsMax && months <= kMonthsMax;
    if (!in_range) return std::nullopt;
    const chrono::year_month_day from{chrono::sys_days(chrono::days(day))};
    const std::int64_t month =
        static_cast<int>(from.year()) * kMonths + static_cast<unsigned>(from.month()) - 1 + months;
    if (month < kFirstYear * kMonths || month >= (kLastYear + 1) * kMonths) return std::nullopt;
    const chrono::year_month target(chrono::year(static_cast<int>(month / kMonths)),
                                    chrono::month(static_cast<unsigned>(month % kMonths) + 1));
    const chrono::year_month_day same(target / from.day());
    if (same.ok()) return number_of(same);
    return number_of(chrono::year_month_day(chrono::sys_days(target / chrono::last)));
}

std::int64_t day_of(Instant instant) {
    return chrono::floor<chrono::days>(instant).time_since_epoch().count();
}

}  // namespace branchline::domain
