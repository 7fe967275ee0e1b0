// How often somebody may ask, by a clock that the test sets.
#include "common/http/rate_limit.hpp"

#include <catch2/catch.hpp>

#include "common/http/problem.hpp"

using namespace branchline;
using namespace branchline::http;
using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kStart{1'000'000};
const Quota kThree{.name = "client", .requests = 3, .window = 60s};

/// "yes 2 20" for a request that is allowed, "no 0 60 20" with the wait for one that is not.
std::string told(const Allowance& given) {
    std::string out = given.allowed ? "yes" : "no";
    out += " " + std::to_string(given.left) + " " + std::to_string(given.until_whole.count());
    return given.allowed ? out : out + " " + std::to_string(given.wait.count());
}

}  // namespace

TEST_CASE("rate limit: a bucket gives what it holds, then what time fills in", "[http]") {
    Buckets buckets(kThree);
    CHECK(told(buckets.take("a", kStart)) == "yes 2 20");
    CHECK(told(buckets.take("a", kStart)) == "yes 1 40");
    CHECK(told(buckets.take("a", kStart)) == "yes 0 60");
    CHECK(told(buckets.take("a", kStart)) == "no 0 60 20");
    CHECK(told(buckets.take("a", kStart + 19999ms)) == "no 0 41 1");
    CHECK(told(buckets.take("a", kStart + 20s)) == "yes 0 60");
    CHECK(told(buckets.take("a", kStart + 1h)) == "yes 2 20");
}

TEST_CASE("rate limit: a request that is refused costs nothing", "[http]") {
    Buckets buckets(kThree);
    for (int i = 0; i < 100; ++i) (void)buckets.take("a", kStart);
    CHECK(buckets.take("a", kStart + 20s).allowed);
}

TEST_CASE("rate limit: every key has a bucket of its own", "[http]") {
    Buckets buckets(kThree);
    for (int i = 0; i < 4; ++i) (void)buckets.take("a", kStart);
    CHECK(told(buckets.take("b", kStart)) == "yes 2 20");
    CHECK_FALSE(buckets.take("a", kStart).allowed);
}

TEST_CASE("rate limit: a quota of nothing is no limit", "[http]") {
    Buckets buckets({.name = "client", .requests = 0});
    for (int i = 0; i < 1000; ++i) CHECK(buckets.take("a", kStart).allowed);
    Response response;
    tell_limit(buckets.quota(), {}, response);
    CHECK(response.headers.all().empty());
}

TEST_CASE("rate limit: strangers cannot make it grow, and the emptiest buckets stay", "[http]") {
    Buckets buckets(kThree, 3);
    for (int i = 0; i < 3; ++i) (void)buckets.take("busy", kStart);
    for (int i = 0; i < 50; ++i) (void)buckets.take("stranger " + std::to_string(i), kStart);
    CHECK_FALSE(buckets.take("busy", kStart).allowed);
}

TEST_CASE("rate limit: the fields are those of the draft", "[http]") {
    Response response;
    tell_limit(kThree, {.allowed = true, .left = 2, .until_whole = 20s}, response);
    CHECK(response.headers.get("RateLimit-Policy") == "\"client\";q=3;w=60");
    CHECK(response.headers.get("RateLimit") == "\"client\";r=2;t=20");
    const auto refused =
        too_many_requests(kThree, {.allowed = false, .left = 0, .until_whole = 60s, .wait = 20s});
    CHECK(refused.status == 429);
    CHECK(refused.headers.get("Retry-After") == "20");
    CHECK(refused.headers.get("RateLimit") == "\"client\";r=0;t=60");
    CHECK(error_of(refused).id == "too-many-requests");
    CHECK(error_of(refused).hint.find("Wait 20 seconds") == 0);
}

TEST_CASE("rate limit: IPv6 addresses of one network count as one, and others by themselves",
          "[http]") {
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64");
    CHECK(network_of("2001:db8:1:3::1") == "2001:db8:1:3::/64");
    CHECK(network_of("fe80::1%eth0") == "fe80::/64");
    CHECK(network_of("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(network_of("192.0.2.1") == "192.0.2.1");
    CHECK(network_of("").empty());
}
