#include "common/base/time.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/base/assert.hpp"

namespace branchline {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

/// Reads exactly `width` decimal digits at `at`; -1 when they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

std::string to_text(Date date) {
    const year_month_day parts{date};
    return fmt::format("{:04}-{:02}-{:02}", int(parts.year()), unsigned(parts.month()),
                       unsigned(parts.day()));
}

std::string to_text(Instant instant) {
    const auto date = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss time{instant - date};
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_text(Date(date)), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Date> parse_date(std::string_view text) {
    const int y = digits(text, 0, 4);
    const int m = digits(text, 5, 2);
    const int d = digits(text, 8, 2);
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    if (!shaped || y < 0 || m < 0 || d < 0) {
        return fail(Code::invalid, "bad-date", fmt::format("\"{}\" is not a date", text),
                    "write it as 2026-11-21");
    }
    const year_month_day parts{year{y}, month{unsigned(m)}, day{unsigned(d)}};
    if (!parts.ok()) {
        return fail(Code::invalid, "bad-date", fmt::format("{} is not in the calendar", text));
    }
    return Date{parts};
}

Result<Instant> parse_instant(std::string_view text) {
    const auto wrong = [&] {
        return fail(Code::invalid, "bad-instant", fmt::format("\"{}\" is not a time", text),
                    "write it in UTC as 2026-11-21T09:14:02Z");
    };
    if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z') return wrong();
    TRY(const Date date, parse_date(text.substr(0, 10)));
    const int h = digits(text, 11, 2);
    const int m = digits(text, 14, 2);
    const int s = digits(text, 17, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return wrong();
    if (text[13] != ':' || text[16] != ':') return wrong();
    int ms = 0;
    if (text.size() == 24 && text[19] == '.') {
        ms = digits(text, 20, 3);
        if (ms < 0) return wrong();
    } else if (text.size() != 20) {
        return wrong();
    }
    using namespace std::chrono;
    return Instant(date) + hours(h) + minutes(m) + seconds(s) + milliseconds(ms);
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
    const auto wrong = [&] {
        return fail(Code::invalid, "bad-duration", fmt::format("\"{}\" is not a duration", text),
                    "write a whole number and a unit: 90s, 5m, 72h, 14d");
    };
    if (text.size() < 2) return wrong();
    std::int64_t number = 0;
    const char* end = text.data() + text.size() - 1;
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) return wrong();
    if (number <= 0 || number > 100'000'000) return wrong();
    switch (text.back()) {
        case 's': return std::chrono::seconds(number);
        case 'm': return std::chrono::seconds(number * 60);
        case 'h': return std::chrono::seconds(number * 3600);
        case 'd': return std::chrono::seconds(number * 86400);
        default: return wrong();
    }
}

Instant SystemClock::now() const {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

Milliseconds SystemClock::monotonic() const {
    return std::chrono::floor<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

std::uint64_t Random::below(std::uint64_t bound) {
    ASSERT(bound > 0);
    const std::uint64_t unbiased = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        std::uint64_t value = 0;
        fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
        if (value < unbiased) return value % bound;
    }
}

// SplitMix64 (Steele, Lea, Flood 2014): passes BigCrush and needs one word of state.
std::uint64_t SeededRandom::next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i % 8 == 0) word = next();
        out[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
    }
}

}  // namespace branchline
