// When a delivery that failed is tried again. Pure: the chance is an argument.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/time.hpp"

namespace branchline::sync {

/// How long to wait after `failures` failed attempts, a tenth more or less by `chance`; nothing
/// when it is given up.
std::optional<Milliseconds> retry_after(unsigned failures, std::uint64_t chance);

/// Attempts of one message before it becomes a dead letter.
unsigned attempts_max();

/// How long an endpoint is left alone after so many failures in a row, of whichever messages: none
/// for the first ones, which may be the messages' own fault; never longer than half an hour.
Milliseconds pause_after(unsigned failures, std::uint64_t chance);

/// Has an endpoint failed for so long that it is given up, until a person enables it?
bool is_given_up(std::optional<Instant> failing_since, Instant now);

/// The answer of a receiver, by its status: 0 is none.
enum class Verdict : std::uint8_t {
    taken,      ///< 2xx.
    try_again,  ///< Everything else, redirects too.
    gone,       ///< 410: the receiver wants no more.
};
Verdict verdict_of(int status);

}  // namespace branchline::sync
