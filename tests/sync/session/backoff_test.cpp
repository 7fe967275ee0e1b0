#include "sync/session/backoff.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::sync;

TEST_CASE("backoff: each wait lies between half and the whole of a doubling time", "[session]") {
    SeededRandom random(1);
    Backoff backoff;
    Milliseconds whole = tuning::kReconnectFirst;
    for (int i = 0; i < 20; ++i) {
        const Milliseconds wait = backoff.next(random);
        CAPTURE(i, wait.count());
        CHECK(wait >= whole / 2);
        CHECK(wait <= whole);
        whole = std::min<Milliseconds>(whole * 2, tuning::kReconnectMax);
    }
    CHECK(whole == tuning::kReconnectMax);
}

TEST_CASE("backoff: two nodes do not wait alike", "[session]") {
    SeededRandom one(1);
    SeededRandom two(2);
    Backoff a;
    Backoff b;
    int alike = 0;
    for (int i = 0; i < 12; ++i) alike += a.next(one) == b.next(two) ? 1 : 0;
    CHECK(alike < 4);
}

TEST_CASE("backoff: after a success it begins anew", "[session]") {
    SeededRandom random(1);
    Backoff backoff;
    for (int i = 0; i < 12; ++i) backoff.next(random);
    backoff.reset();
    CHECK(backoff.next(random) <= tuning::kReconnectFirst);
}

TEST_CASE("backoff: waiting for days does not overflow", "[session]") {
    SeededRandom random(1);
    Backoff backoff;
    for (int i = 0; i < 1000; ++i) {
        CHECK(backoff.next(random) <= tuning::kReconnectMax);
    }
}
