#include "common/cli/progress.hpp"

#include <sstream>

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::cli;

namespace {

/// Stands still until it is moved.
class HandClock final : public Clock {
public:
    Instant now() const override { return Instant{}; }
    Milliseconds monotonic() const override { return at; }
    Milliseconds at{5'000};
};

}  // namespace

TEST_CASE("progress: count, share, rate and time left on one line", "[cli]") {
    CHECK(progress_line("parts.csv", 41'200, 400'000, Milliseconds(3'333)) ==
          "parts.csv: 41,200 of 400,000 (10%), 12,361/s, 29s left");
    CHECK(progress_line("x", 1, 7'500'001, Milliseconds(1'000)) ==
          "x: 1 of 7,500,001 (0%), 1/s, 86d 19h left");
}

TEST_CASE("progress: in the first second nothing is guessed", "[cli]") {
    CHECK(progress_line("x", 5, 10, Milliseconds(999)) == "x: 5 of 10 (50%)");
    CHECK(progress_line("x", 0, 0, Milliseconds(0)) == "x: 0 of 0");
}

TEST_CASE("progress: without a total the time that has passed is told", "[cli]") {
    CHECK(progress_line("x", 3'000, std::nullopt, Milliseconds(61'000)) ==
          "x: 3,000, 49/s, 1m 01s");
    CHECK(progress_line("x", 3, std::nullopt, Milliseconds(10)) == "x: 3");
}

TEST_CASE("progress: 100% and no time left only when nothing is left", "[cli]") {
    CHECK(progress_line("x", 999, 1'000, Milliseconds(10'000)) ==
          "x: 999 of 1,000 (99%), 99/s, 1s left");
    CHECK(progress_line("x", 1'000, 1'000, Milliseconds(10'000)) ==
          "x: 1,000 of 1,000 (100%), 100/s");
    CHECK(progress_line("x", 1'001, 1'000, Milliseconds(10'000)) ==
          "x: 1,001 of 1,000 (100%), 100/s");
    CHECK(progress_line("x", 0, 1'000, Milliseconds(10'000)) == "x: 0 of 1,000 (0%), 0/s");
}

TEST_CASE("progress: the greatest numbers and a hostile name are no trouble", "[cli]") {
    CHECK(progress_line("a\x1b[2J", UINT64_MAX, UINT64_MAX, Milliseconds(0)) ==
          "a\xEF\xBF\xBD[2J: 18,446,744,073,709,551,615 of 18,446,744,073,709,551,615 (100%)");
    CHECK_FALSE(progress_line("x", 1, UINT64_MAX, Milliseconds(INT64_MAX)).empty());
}

TEST_CASE("progress: a duration has at most two units", "[cli]") {
    CHECK(short_duration(Milliseconds(-5)) == "0ms");
    CHECK(short_duration(Milliseconds(999)) == "999ms");
    CHECK(short_duration(Milliseconds(59'999)) == "59s");
    CHECK(short_duration(Milliseconds(60'000)) == "1m 00s");
    CHECK(short_duration(Milliseconds(3'660'000)) == "1h 01m");
    CHECK(short_duration(Milliseconds(90'000'000)) == "1d 01h");
}

TEST_CASE("painter: repaints a few times a second and leaves a clean line", "[cli]") {
    std::ostringstream out;
    HandClock clock;
    {
        ProgressPainter painter(out, 80, clock, "x", 10);
        painter.update(1);
        painter.update(2);
        clock.at += Milliseconds(500);
        painter.update(3);
    }
    CHECK(out.str() == "\r\x1b[2Kx: 1 of 10 (10%)\r\x1b[2Kx: 3 of 10 (30%)\r\x1b[2K");
}

TEST_CASE("painter: a cleared line is painted again at once", "[cli]") {
    std::ostringstream out;
    const HandClock clock;
    ProgressPainter painter(out, 80, clock, "x");
    painter.update(1);
    painter.clear();
    painter.clear();
    painter.update(2);
    CHECK(out.str() == "\r\x1b[2Kx: 1\r\x1b[2K\r\x1b[2Kx: 2");
}

TEST_CASE("painter: stays within the terminal, and silent where there is none", "[cli]") {
    const HandClock clock;
    std::ostringstream narrow;
    ProgressPainter(narrow, 6, clock, "abcdefgh").update(1);
    CHECK(narrow.str() == "\r\x1b[2Kabcde\r\x1b[2K");
    std::ostringstream none;
    ProgressPainter(none, 0, clock, "x").update(1);
    CHECK(none.str().empty());
}
