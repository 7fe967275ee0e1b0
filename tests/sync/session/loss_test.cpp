#include <catch2/catch.hpp>

#include "sync/session/session.hpp"
#include "sync/tuning.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

const Instant kStart{Milliseconds(1'767'225'600'000)};
const PublicKey kAuthor = PublicKey::from(Bytes(32, 7));
const LogId kLog = LogId::from(Bytes(32, 1));
const LogId kPolicy = LogId::from(Bytes(32, 2));
constexpr const char* kStream = "dealer/D01";

/// A session that has greeted, with a peer that holds nothing yet.
class Talk {
public:
    Talk() {
        session_.step(Connected{}, now);
        hear(Hello{
            .schema_version = 1, .net = {}, .incarnation = kAuthor, .software = "", .clock = now});
        for (const char* stream : {"policy", kStream}) hear(Heads{.stream = stream, .logs = {}});
    }

    Effects hear(const Message& message) { return session_.step(Received{encode(message)}, now); }
    Effects advance(const char* stream, const LogId& log, std::uint64_t seq) {
        return session_.step(Advanced{{{stream, {{log, kAuthor, seq, {}}}}}}, now);
    }
    /// Answers a Fetch with all entries up to `last`.
    Effects give(const Fetch& fetch, std::uint64_t last) {
        Run run{.log = fetch.log, .first_seq = fetch.from + 1, .last_seq = last};
        run.entries = Bytes(100, 0);
        return session_.step(Fetched{fetch.stream, fetch.log, run}, now);
    }
    Effects tick_for(Milliseconds duration) {
        Effects all;
        for (const Instant end = now + duration; now < end;) {
            now += Milliseconds(1000);
            for (Effect& effect : session_.step(Tick{}, now)) all.push_back(std::move(effect));
        }
        return all;
    }

    Instant now = kStart;

private:
    Session session_{
        {.self = kAuthor, .schema_version = 1, .scope = {"policy", kStream}}
    };
};

std::vector<Fetch> fetches_in(const Effects& effects) {
    std::vector<Fetch> out;
    for (const Effect& effect : effects) {
        if (const auto* fetch = std::get_if<Fetch>(&effect)) out.push_back(*fetch);
    }
    return out;
}

Fetch only_fetch(const Effects& effects) {
    const auto all = fetches_in(effects);
    REQUIRE(all.size() == 1);
    return all.front();
}

constexpr Milliseconds kLongEnough = tuning::kResendAfter + std::chrono::seconds(2);

}  // namespace

TEST_CASE("session: what is not acknowledged is sent again", "[sync]") {
    Talk talk;
    talk.give(only_fetch(talk.advance(kStream, kLog, 1)), 1);
    CHECK(only_fetch(talk.tick_for(kLongEnough)).from == 0);
}

TEST_CASE("session: an acknowledgement that arrives twice does not stop a later repeat", "[sync]") {
    Talk talk;
    talk.give(only_fetch(talk.advance(kStream, kLog, 1)), 1);
    const Ack ack{.held = {{1, 1}}, .credit = 100};
    talk.give(only_fetch(talk.advance(kStream, kLog, 2)), 2);
    talk.hear(ack);
    talk.hear(ack);
    CHECK(only_fetch(talk.tick_for(kLongEnough)).from == 1);
}

TEST_CASE("session: a gap answered between asking and sending goes back first", "[sync]") {
    Talk talk;
    talk.give(only_fetch(talk.advance(kStream, kLog, 1)), 1);
    const Fetch second = only_fetch(talk.advance(kStream, kLog, 2));
    CHECK(second.from == 1);
    const auto code = static_cast<std::uint64_t>(RefusalCode::gap);
    talk.hear(Nack{.number = 1, .seq = 1, .code = code, .text = "", .credit = 100});
    CHECK(only_fetch(talk.give(second, 2)).from == 0);
}

TEST_CASE("session: a log whose author the peer does not know is sent when the policy is there",
          "[sync]") {
    Talk talk;
    talk.give(only_fetch(talk.advance(kStream, kLog, 1)), 1);
    const auto code = static_cast<std::uint64_t>(RefusalCode::unknown_log);
    const Nack nack{.number = 1, .seq = 1, .code = code, .text = "", .credit = 100};
    CHECK(fetches_in(talk.hear(nack)).empty());
    talk.give(only_fetch(talk.advance("policy", kPolicy, 1)), 1);
    CHECK(only_fetch(talk.hear(Ack{.held = {{2, 1}}, .credit = 100})).stream == kStream);
}

TEST_CASE("session: a log refused for good is not sent again", "[sync]") {
    Talk talk;
    talk.give(only_fetch(talk.advance(kStream, kLog, 1)), 1);
    const auto code = static_cast<std::uint64_t>(RefusalCode::fork);
    talk.hear(Nack{.number = 1, .seq = 1, .code = code, .text = "", .credit = 100});
    CHECK(fetches_in(talk.tick_for(kLongEnough)).empty());
}
