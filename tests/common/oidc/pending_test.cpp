// Sign-ins on their way: each comes back once, in time, and to the browser that it left.
#include "common/oidc/pending.hpp"

#include <set>

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::oidc;

namespace {

const Instant kNow{Milliseconds(1'700'000'000'000)};

Traveller traveller(const std::string& address = "192.0.2.1") {
    Traveller out;
    out.return_path = "/lists/notes";
    out.address = address;
    return out;
}

}  // namespace

TEST_CASE("pending sign-in: what went out comes back with what was remembered", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    const Departure out = pending.depart(traveller(), "", kNow, random);
    const auto back = pending.take(out.state, out.browser, kNow + Milliseconds(1));
    REQUIRE(back);
    CHECK(back->nonce == out.nonce);
    CHECK(back->verifier == out.verifier);
    CHECK(back->return_path == "/lists/notes");
}

TEST_CASE("pending sign-in: all secrets are new and of 256 bits", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) {
        const Departure out = pending.depart(traveller(), "", kNow, random);
        for (const std::string& secret : {out.state, out.nonce, out.verifier, out.browser}) {
            CHECK(secret.size() == 43);
            CHECK(seen.insert(secret).second);
        }
    }
}

TEST_CASE("pending sign-in: a state counts once", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    const Departure out = pending.depart(traveller(), "", kNow, random);
    CHECK(pending.take(out.state, out.browser, kNow));
    CHECK_FALSE(pending.take(out.state, out.browser, kNow));
}

TEST_CASE("pending sign-in: another browser gets nothing, and ends it", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    const Departure mine = pending.depart(traveller(), "", kNow, random);
    const Departure other = pending.depart(traveller(), "", kNow, random);
    CHECK_FALSE(pending.take(mine.state, other.browser, kNow));
    CHECK_FALSE(pending.take(mine.state, mine.browser, kNow));
    CHECK_FALSE(pending.take(other.state, "", kNow));
}

TEST_CASE("pending sign-in: ten minutes are the limit, also when the clock went back", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    const Departure late = pending.depart(traveller(), "", kNow, random);
    CHECK_FALSE(pending.take(late.state, late.browser, kNow + Milliseconds(600'000)));
    const Departure back = pending.depart(traveller(), "", kNow, random);
    CHECK_FALSE(pending.take(back.state, back.browser, kNow - Milliseconds(1)));
    const Departure good = pending.depart(traveller(), "", kNow, random);
    CHECK(pending.take(good.state, good.browser, kNow + Milliseconds(599'999)));
}

TEST_CASE("pending sign-in: two windows of one browser are under way together", "[oidc]") {
    Pending pending;
    SeededRandom random{1};
    const Departure first = pending.depart(traveller(), "", kNow, random);
    const Departure second = pending.depart(traveller(), first.browser, kNow, random);
    CHECK(second.browser == first.browser);
    CHECK(second.state != first.state);
    CHECK(pending.take(first.state, first.browser, kNow));
    CHECK(pending.take(second.state, first.browser, kNow));
    CHECK(pending.depart(traveller(), "chosen by somebody", kNow, random).browser.size() == 43);
}

TEST_CASE("pending sign-in: an address pushes out its own, and time makes room", "[oidc]") {
    Pending pending({.lasts = Milliseconds(1'000), .of_address = 2, .most = 3});
    SeededRandom random{1};
    const Departure other = pending.depart(traveller("192.0.2.9"), "", kNow, random);
    for (int i = 0; i < 10; ++i) {
        (void)pending.depart(traveller(), "", kNow + Milliseconds(i), random);
    }
    CHECK(pending.size() == 3);
    CHECK(pending.take(other.state, other.browser, kNow + Milliseconds(20)));
    (void)pending.depart(traveller(), "", kNow + Milliseconds(2'000), random);
    CHECK(pending.size() == 1);
}

TEST_CASE("pending sign-in: the whole is bounded, and the oldest goes", "[oidc]") {
    Pending pending({.of_address = 2, .most = 3});
    SeededRandom random{1};
    const Departure oldest = pending.depart(traveller("192.0.2.1"), "", kNow, random);
    for (int i = 2; i < 9; ++i) {
        (void)pending.depart(traveller("192.0.2." + std::to_string(i)), "", kNow + Milliseconds(i),
                             random);
    }
    CHECK(pending.size() == 3);
    CHECK_FALSE(pending.take(oldest.state, oldest.browser, kNow + Milliseconds(20)));
}

TEST_CASE("pending sign-in: the challenge is that of RFC 7636", "[oidc]") {
    CHECK(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}
