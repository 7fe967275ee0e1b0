#include "sync/webhooks/schedule.hpp"

#include <algorithm>
#include <iterator>

namespace branchline::sync {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Milliseconds kLadder[] = {seconds(5), minutes(5), minutes(30), hours(2),
                                    hours(5),   hours(10),  hours(10)};

// One message may be at fault, and two may be; three in a row are the endpoint's.
constexpr unsigned kFailuresOfMessages = 2;
constexpr Milliseconds kPauses[] = {seconds(5), minutes(5), minutes(30)};
constexpr hours kGivenUpAfter{5 * 24};

/// A tenth more or less.
Milliseconds about(Milliseconds base, std::uint64_t chance) {
    const auto span = static_cast<std::uint64_t>(base.count() / 5);
    const auto shift = static_cast<std::int64_t>(chance % (span + 1));
    return base - base / 10 + Milliseconds(shift);
}

}  // namespace

unsigned attempts_max() {
    return static_cast<unsigned>(std::size(kLadder)) + 1;
}

std::optional<Milliseconds> retry_after(unsigned failures, std::uint64_t chance) {
    if (failures == 0) return Milliseconds(0);
    if (failures > std::size(kLadder)) return std::nullopt;
    return about(kLadder[failures - 1], chance);
}

Milliseconds pause_after(unsigned failures, std::uint64_t chance) {
    if (failures <= kFailuresOfMessages) return Milliseconds(0);
    const std::size_t step = failures - kFailuresOfMessages - 1;
    return about(kPauses[std::min(step, std::size(kPauses) - 1)], chance);
}

bool is_given_up(std::optional<Instant> failing_since, Instant now) {
    return failing_since && now - *failing_since >= kGivenUpAfter;
}

Verdict verdict_of(int status) {
    if (status >= 200 && status < 300) return Verdict::taken;
    return status == 410 ? Verdict::gone : Verdict::try_again;
}

}  // namespace branchline::sync
