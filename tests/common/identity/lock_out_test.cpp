// How often somebody may guess.
#include "common/identity/lock_out.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::identity;

namespace {

const std::string kHere = "192.0.2.1";
const std::string kThere = "192.0.2.2";
const Instant kStart{Milliseconds(1'700'000'000'000)};

}  // namespace

TEST_CASE("lock-out: some wrong passwords are free, then the delay doubles", "[lock-out]") {
    LockOut lock_out;
    Instant now = kStart;
    for (int i = 0; i < 4; ++i) CHECK(lock_out.failed("ada", kHere, now) == Milliseconds(0));
    CHECK(lock_out.failed("ada", kHere, now) == Milliseconds(2'000));
    now += Milliseconds(2'000);
    CHECK(lock_out.wait("ada", kHere, now) == Milliseconds(0));
    CHECK(lock_out.failed("ada", kHere, now) == Milliseconds(4'000));
    for (int i = 0; i < 20; ++i) (void)lock_out.failed("ada", kHere, now);
    CHECK(lock_out.wait("ada", kHere, now) == Milliseconds(900'000));
}

TEST_CASE("lock-out: a patient guesser has at most ten tries a minute", "[lock-out]") {
    LockOut lock_out;
    Instant now = kStart;
    int tries = 0;
    while (now < kStart + Milliseconds(60'000)) {
        ++tries;
        now += std::max(lock_out.failed("ada", kHere, now), Milliseconds(1));
    }
    CHECK(tries <= 10);
}

TEST_CASE("lock-out: other accounts and a quiet hour are not held against anybody", "[lock-out]") {
    LockOut lock_out;
    for (int i = 0; i < 8; ++i) (void)lock_out.failed("ada", kHere, kStart);
    CHECK(lock_out.wait("bob", kHere, kStart) == Milliseconds(0));
    CHECK(lock_out.wait("ada", kThere, kStart) > Milliseconds(0));
    const Instant later = kStart + Milliseconds(3'600'000);
    CHECK(lock_out.failed("ada", kHere, later) == Milliseconds(0));
}

TEST_CASE("lock-out: whoever was here before is not locked out from elsewhere", "[lock-out]") {
    LockOut lock_out;
    lock_out.succeeded("ada", kHere);
    for (int i = 0; i < 20; ++i) (void)lock_out.failed("ada", kThere, kStart);
    CHECK(lock_out.wait("ada", kThere, kStart) > Milliseconds(0));
    CHECK(lock_out.wait("ada", kHere, kStart) == Milliseconds(0));
}

TEST_CASE("lock-out: a success takes the failures back", "[lock-out]") {
    LockOut lock_out;
    for (int i = 0; i < 4; ++i) (void)lock_out.failed("ada", kHere, kStart);
    lock_out.succeeded("ada", kHere);
    for (int i = 0; i < 4; ++i) CHECK(lock_out.failed("ada", kHere, kStart) == Milliseconds(0));
}

TEST_CASE("lock-out: an address has a budget, whatever it tries", "[lock-out]") {
    LockOut lock_out;
    for (int i = 0; i < 99; ++i) {
        (void)lock_out.failed("user" + std::to_string(i), kHere, kStart);
        lock_out.failed_at(kThere, kStart);
    }
    CHECK(lock_out.wait("never-tried", kHere, kStart) == Milliseconds(0));
    CHECK(lock_out.wait_of(kThere, kStart) == Milliseconds(0));
    (void)lock_out.failed("user99", kHere, kStart);
    lock_out.failed_at(kThere, kStart);
    CHECK(lock_out.wait("never-tried", kHere, kStart) == Milliseconds(3'600'000));
    CHECK(lock_out.wait_of(kThere, kStart) == Milliseconds(3'600'000));
}

TEST_CASE("lock-out: guesses that name no account keep nobody from signing in", "[lock-out]") {
    LockOut lock_out;
    for (int i = 0; i < 200; ++i) lock_out.failed_at(kHere, kStart);
    CHECK(lock_out.wait_of(kHere, kStart) > Milliseconds(0));
    CHECK(lock_out.wait_of(kThere, kStart) == Milliseconds(0));
    CHECK(lock_out.wait("ada", kHere, kStart) == Milliseconds(0));
}

TEST_CASE("lock-out: counters stay bounded, and the oldest goes", "[lock-out]") {
    LockOutLimits limits;
    limits.counters_max = 3;
    LockOut lock_out(limits);
    for (int i = 0; i < 6; ++i) (void)lock_out.failed("old", kHere, kStart);
    for (const char* login : {"a", "b", "c"}) {
        (void)lock_out.failed(login, kThere, kStart + Milliseconds(1));
    }
    CHECK(lock_out.wait("old", kHere, kStart + Milliseconds(1)) == Milliseconds(0));
}
