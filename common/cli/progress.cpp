#include "common/cli/progress.hpp"

#include <algorithm>
#include <ostream>

#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

constexpr Milliseconds kRepaintAfter{200};
constexpr Milliseconds kGuessBefore{1000};  ///< Rate and time left are no guesses from here on.
constexpr std::string_view kEraseLine = "\r\x1b[2K";

/// 1234567 as 1,234,567.
std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

/// Two places for the smaller unit, so that a line that counts down keeps its width.
std::string two_units(std::int64_t large, char large_unit, std::int64_t small, char small_unit) {
    const std::string digits = std::to_string(small);
    return std::to_string(large) + large_unit + ' ' + (digits.size() < 2 ? "0" : "") + digits +
           small_unit;
}

/// a * b / c without overflow, well enough for a display; c must not be 0.
std::uint64_t scaled(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    const long double exact =
        static_cast<long double>(a) * static_cast<long double>(b) / static_cast<long double>(c);
    constexpr long double kMax = 1e18L;
    return static_cast<std::uint64_t>(std::min(exact, kMax));
}

}  // namespace

std::string short_duration(Milliseconds duration) {
    const std::int64_t milliseconds = std::max<std::int64_t>(duration.count(), 0);
    if (milliseconds < 1000) return std::to_string(milliseconds) + "ms";
    const std::int64_t seconds = milliseconds / 1000;
    if (seconds < 60) return std::to_string(seconds) + "s";
    const std::int64_t minutes = seconds / 60;
    if (minutes < 60) return two_units(minutes, 'm', seconds % 60, 's');
    const std::int64_t hours = minutes / 60;
    if (hours < 24) return two_units(hours, 'h', minutes % 60, 'm');
    return two_units(hours / 24, 'd', hours % 24, 'h');
}

std::string progress_line(std::string_view what,
                          std::uint64_t done,
                          std::optional<std::uint64_t> total,
                          Milliseconds elapsed) {
    std::string line = text::printable(what) + ": " + grouped(done);
    if (total) {
        line += " of " + grouped(*total);
        // 100% is said only when nothing is left.
        if (*total > 0) {
            line += " (" + std::to_string(std::min<std::uint64_t>(scaled(done, 100, *total), 100)) +
                    "%)";
        }
    }
    if (elapsed < kGuessBefore) return line;
    const auto spent = static_cast<std::uint64_t>(elapsed.count());
    line += ", " + grouped(scaled(done, 1000, spent)) + "/s";
    if (!total) return line + ", " + short_duration(elapsed);
    if (done == 0 || done >= *total) return line;
    const auto left = static_cast<std::int64_t>(scaled(*total - done, spent, done));
    // Rounded up to a second: "0s left" would be a lie.
    return line + ", " + short_duration(std::max(Milliseconds(left), Milliseconds(1000))) + " left";
}

ProgressPainter::ProgressPainter(std::ostream& to,
                                 std::size_t columns,
                                 const Clock& clock,
                                 std::string what,
                                 std::optional<std::uint64_t> total)
    : to_(to),
      columns_(columns),
      clock_(clock),
      what_(std::move(what)),
      total_(total),
      began_(clock.monotonic()) {}

ProgressPainter::~ProgressPainter() {
    clear();
}

void ProgressPainter::update(std::uint64_t done) {
    if (columns_ == 0) return;
    const Milliseconds now = clock_.monotonic();
    if (painted_ && now - *painted_ < kRepaintAfter) return;
    painted_ = now;
    const std::string line = progress_line(what_, done, total_, now - began_);
    // The last column stays free: a cursor beyond it would begin a new line.
    to_ << kEraseLine << text::cut_to_width(line, columns_ - 1) << std::flush;
}

void ProgressPainter::clear() {
    if (!painted_) return;
    painted_.reset();
    to_ << kEraseLine << std::flush;
}

}  // namespace branchline::cli
