#include "sync/entry/hybrid_clock.hpp"

#include <catch2/catch.hpp>

namespace branchline::sync {

namespace {

Instant at(std::int64_t milliseconds) {
    return Instant(Milliseconds(milliseconds));
}
constexpr std::uint64_t stamp(std::uint64_t milliseconds, std::uint64_t counter) {
    return milliseconds << 16U | counter;
}

}  // namespace

TEST_CASE("hybrid clock: physical time counts when it is ahead", "[entry]") {
    CHECK(next_hlc(0, at(5)) == stamp(5, 0));
    CHECK(next_hlc(stamp(4, 65535), at(5)) == stamp(5, 0));
}

TEST_CASE("hybrid clock: one more than all it has seen counts when that is ahead", "[entry]") {
    CHECK(next_hlc(stamp(5, 0), at(5)) == stamp(5, 1));
    CHECK(next_hlc(stamp(9, 3), at(5)) == stamp(9, 4));
}

TEST_CASE("hybrid clock: a full counter runs over into the milliseconds", "[entry]") {
    CHECK(next_hlc(stamp(5, 65535), at(5)) == stamp(6, 0));
    CHECK(next_hlc(stamp(6, 0), at(5)) == stamp(6, 1));
}

TEST_CASE("hybrid clock: every stamp is greater than the one before, whatever the clock does",
          "[entry]") {
    std::uint64_t seen = 0;
    for (const std::int64_t now : {100, 100, 50, 0, -7, 101, 100, 1'000'000, 3}) {
        const std::uint64_t next = next_hlc(seen, at(now));
        CHECK(next > seen);
        seen = next;
    }
    CHECK(instant_of(seen) == at(1'000'000));
}

TEST_CASE("hybrid clock: an instant survives the stamp, a time before 1970 is zero", "[entry]") {
    CHECK(instant_of(hlc_from(at(1'790'000'000'123))) == at(1'790'000'000'123));
    CHECK(instant_of(stamp(7, 65535)) == at(7));
    CHECK(hlc_from(at(0)) == 0);
    CHECK(hlc_from(at(-1)) == 0);
    CHECK(hlc_from(at(1)) == 65536);
}

}  // namespace branchline::sync
