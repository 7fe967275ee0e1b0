#include "common/domain/service/slots.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"

namespace branchline::service {

namespace {

constexpr std::int64_t kMinutesOfHour = 60;

}  // namespace

bool overlap(const Slot& a, const Slot& b) {
    const bool same_place =
        !a.bay.empty() && a.bay == b.bay && a.branch == b.branch && a.day == b.day;
    return same_place && a.start < b.start + b.minutes && b.start < a.start + a.minutes;
}

std::string time_text(std::int64_t minute) {
    return fmt::format("{:02}:{:02}", minute / kMinutesOfHour, minute % kMinutesOfHour);
}

Slot slot_of(const engine::Record& appointment) {
    return {.branch = domain::text_of(appointment, "branch"),
            .bay = domain::text_of(appointment, "bay"),
            .day = domain::integer_of(appointment, "day"),
            .start = domain::integer_of(appointment, "start_minute"),
            .minutes = domain::integer_of(appointment, "minutes")};
}

bool takes_its_bay(const engine::Record& appointment) {
    const std::string status = domain::text_of(appointment, "status");
    return appointment.life == "alive" && status != "cancelled" && status != "no_show";
}

}  // namespace branchline::service
