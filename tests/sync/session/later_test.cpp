#include <catch2/catch.hpp>

#include "sync/session/session.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

const Instant kStart{Milliseconds(1'767'225'600'000)};

}  // namespace

TEST_CASE("later: the wait travels and is bounded by a day", "[sync]") {
    const Later message{Milliseconds(30'000)};
    const auto back = decode(encode(message));
    REQUIRE(back);
    CHECK(std::get<Later>(*back) == message);
    CHECK(decode(encode(Later{Milliseconds(86'400'000)})));
    CHECK_FALSE(decode(encode(Later{Milliseconds(86'400'001)})));
}

TEST_CASE("later: a peer that is busy ends the session before any greeting", "[sync]") {
    Session session({.scope = {"policy"}});
    session.step(Connected{}, kStart);
    const Effects effects = session.step(Received{encode(Later{Milliseconds(30'000)})}, kStart);
    REQUIRE(effects.size() == 1);
    const auto& end = std::get<EndSession>(effects.front());
    CHECK(end.why.code == "later");
    CHECK(end.retry_after == Milliseconds(30'000));
    CHECK(session.step(Tick{}, kStart).empty());
}
