#include "common/domain/month.hpp"

#include <fmt/format.h>

#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"

namespace branchline::domain {

namespace {

constexpr std::size_t kLength = 7;

}  // namespace

Result<Month> read_month(const std::string& name) {
    const auto first = parse_date(name + "-01");
    if (!first || name.size() != kLength) {
        return fail(Code::invalid, "invalid-month", fmt::format("{} is no month", name),
                    "write it as 2026-11");
    }
    const std::int64_t day = first->time_since_epoch().count();
    const auto next = add_months(day, 1);
    if (!next) {
        return fail(Code::invalid, "invalid-month", fmt::format("{} is no month", name),
                    "write one of the years 1 to 9999");
    }
    return Month{.name = name, .first = day, .last = *next - 1};
}

std::string month_text(std::int64_t day) {
    return date_text(day).substr(0, kLength);
}

}  // namespace branchline::domain
