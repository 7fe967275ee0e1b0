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

TEST_CASE("webhook schedule: an endpoint is left alone from the third failure in a row on",
          "[webhooks]") {
    CHECK(sync::pause_after(0, 0) == Milliseconds(0));
    CHECK(sync::pause_after(2, 0) == Milliseconds(0));
    CHECK(sync::pause_after(3, 0) == Milliseconds(4'500));
    CHECK(sync::pause_after(4, 0) == std::chrono::seconds(270));
    CHECK(sync::pause_after(5, 0) == std::chrono::minutes(27));
    CHECK(sync::pause_after(500, 0) == std::chrono::minutes(27));
}

TEST_CASE("webhook schedule: after five days without success an endpoint is given up",
          "[webhooks]") {
    const Instant began(Milliseconds(1'000));
    CHECK_FALSE(sync::is_given_up({}, began));
    CHECK_FALSE(sync::is_given_up(began, began + std::chrono::hours(120) - Milliseconds(1)));
    CHECK(sync::is_given_up(began, began + std::chrono::hours(120)));
}
