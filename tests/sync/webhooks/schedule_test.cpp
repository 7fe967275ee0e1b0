#include "sync/webhooks/schedule.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::sync;

TEST_CASE("webhook schedule: waits grow, and end", "[webhooks]") {
    CHECK(retry_after(0, 7) == Milliseconds(0));
    Milliseconds before{0};
    for (unsigned failures = 1; failures < attempts_max(); ++failures) {
        const auto wait = retry_after(failures, 0);
        REQUIRE(wait);
        CHECK(*wait >= before);
        before = *wait;
    }
    CHECK_FALSE(retry_after(attempts_max(), 0));
}

TEST_CASE("webhook schedule: chance moves a wait by a tenth at most", "[webhooks]") {
    for (const std::uint64_t chance : {0ULL, 1ULL, 500ULL, 1000ULL, 1001ULL, ~0ULL}) {
        CAPTURE(chance);
        const auto wait = retry_after(1, chance);
        REQUIRE(wait);
        CHECK(*wait >= Milliseconds(4'500));
        CHECK(*wait <= Milliseconds(5'500));
    }
}

TEST_CASE("webhook schedule: 2xx is taken, 410 is the end, all else is tried again", "[webhooks]") {
    CHECK(verdict_of(200) == Verdict::taken);
    CHECK(verdict_of(204) == Verdict::taken);
    CHECK(verdict_of(410) == Verdict::gone);
    for (const int status : {0, 199, 301, 302, 400, 401, 404, 429, 500, 503}) {
        CAPTURE(status);
        CHECK(verdict_of(status) == Verdict::try_again);
    }
}
