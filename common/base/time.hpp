// Instants and dates as values, and the only doors to the wall clock and to randomness.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;  ///< UTC.
using Date = std::chrono::sys_days;

/// RFC 3339 in UTC with milliseconds: 2026-11-21T09:14:02.000Z.
std::string to_text(Instant instant);
Result<Instant> parse_instant(std::string_view text);
/// 2026-11-21.
std::string to_text(Date date);
Result<Date> parse_date(std::string_view text);
/// 90s, 5m, 72h, 14d; a positive whole number and one unit.
Result<std::chrono::seconds> parse_duration(std::string_view text);

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    /// Never goes back and ignores changes of the wall clock; its zero has no meaning.
    virtual Milliseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
    Milliseconds monotonic() const override;
};

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    /// Uniform in [0, bound); bound must not be zero.
    std::uint64_t below(std::uint64_t bound);
};

/// Repeatable numbers from one seed (SplitMix64); for tests, jitter and generated data, never keys.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override;
    std::uint64_t next();

private:
    std::uint64_t state_;
};

}  // namespace branchline
