// How far long work has come: rate and time left, one line that repaints itself on a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/time.hpp"

namespace branchline::cli {

/// "parts.csv: 41,200 of 400,000 (10%), 12,360/s, 29s left". Without a total the time that has
/// passed stands in place of the time left. Rate and time wait for the first second: before it they
/// would be guesses.
std::string progress_line(std::string_view what,
                          std::uint64_t done,
                          std::optional<std::uint64_t> total,
                          Milliseconds elapsed);

/// "850ms", "12s", "3m 05s", "2h 10m", "4d 3h".
std::string short_duration(Milliseconds duration);

/// Paints the line on the error stream of a terminal, and nothing anywhere else, so that a script's
/// log stays free of it. The line is gone when the painter is.
class ProgressPainter {
public:
    /// `columns` is Invocation::error_columns(); 0 is no terminal, nothing is ever painted.
    ProgressPainter(std::ostream& to,
                    std::size_t columns,
                    const Clock& clock,
                    std::string what,
                    std::optional<std::uint64_t> total = std::nullopt);
    ~ProgressPainter();
    ProgressPainter(const ProgressPainter&) = delete;
    ProgressPainter& operator=(const ProgressPainter&) = delete;

    /// Cheap enough for every row: repaints a few times a second at most.
    void update(std::uint64_t done);
    /// Takes the line away, for example before a message; the next update() paints it again.
    void clear();

private:
    std::ostream& to_;
    std::size_t columns_;
    const Clock& clock_;
    std::string what_;
    std::optional<std::uint64_t> total_;
    Milliseconds began_;
    std::optional<Milliseconds> painted_;  ///< When; nothing while no line stands there.
};

}  // namespace branchline::cli
