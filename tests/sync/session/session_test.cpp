// What a session hears: greetings, heads, runs that come, and silence.
#include "sync/session/session.hpp"

#include <catch2/catch.hpp>

#include "sync/tuning.hpp"
#include "tests/sync/session/script.hpp"

using namespace branchline;
using namespace branchline::sync;
using namespace branchline::sync::script;

// Greeting.

TEST_CASE("session: both sides greet, then name their logs", "[session]") {
    Script script;
    CHECK(script.step(Connected{}) == Trace{"hello"});
    CHECK(script.advance(1, 3).empty());
    CHECK(script.hear(Script::hello()) ==
          Trace{"established", "heads policy again", "heads dealer/D01 1=L1:3 again"});
}

TEST_CASE("session: heads are told in order of lanes, for the policy authorises the rest",
          "[session]") {
    Script script({"catalog/VOLVO", kStream, "policy"});
    script.step(Connected{});
    CHECK(script.hear(Script::hello()) == Trace{"established", "heads policy again",
                                                "heads dealer/D01 again",
                                                "heads catalog/VOLVO again"});
    CHECK(script.wait(tuning::kResendAfter + Milliseconds(1)) ==
          Trace{"heads policy again", "heads dealer/D01 again", "heads catalog/VOLVO again"});
}

TEST_CASE("session: a second greeting is ignored", "[session]") {
    Script script;
    script.establish({});
    CHECK(script.hear(Script::hello()).empty());
    CHECK(script.hear_heads({}) == Trace{});
}

TEST_CASE("session: a peer of another network is sent away", "[session]") {
    Script script;
    script.step(Connected{});
    Hello hello = Script::hello();
    hello.net = NetId::from(Bytes(32, 9));
    CHECK(script.hear(hello) == Trace{"bye wrong_network", "end wrong_network"});
    CHECK(script.hear(Script::hello()).empty());
    CHECK(script.wait(std::chrono::hours(1)).empty());
}

TEST_CASE("session: another protocol or entry format is a version_mismatch", "[session]") {
    Hello hello = Script::hello();
    hello.protocol = kProtocol + 1;
    Script script;
    script.step(Connected{});
    CHECK(script.hear(hello) == Trace{"bye version_mismatch", "end version_mismatch"});
    hello = Script::hello();
    hello.entry_format = kFormat + 1;
    Script other;
    other.step(Connected{});
    CHECK(other.hear(hello) == Trace{"bye version_mismatch", "end version_mismatch"});
}

TEST_CASE("session: another schema version is welcome", "[session]") {
    Script script(kNoStreams);
    script.step(Connected{});
    Hello hello = Script::hello();
    hello.schema_version = 99;
    CHECK(script.hear(hello) == Trace{"established"});
}

TEST_CASE("session: a message before the greeting is out of order", "[session]") {
    Script script;
    script.step(Connected{});
    CHECK(script.hear(Ping{}) == Trace{"bye bad_order", "end bad_order"});
}

TEST_CASE("session: a farewell ends it, before the greeting too", "[session]") {
    Script script;
    script.step(Connected{});
    CHECK(script.hear(Bye{"wrong_network", "", ""}) == Trace{"end wrong_network"});
    CHECK(script.step(Tick{}).empty());
}

TEST_CASE("session: bytes that are no message end it", "[session]") {
    Script script;
    script.establish({});
    CHECK(script.step(Received{
              Bytes{0x93, 1}
    }) == Trace{"bye bad_encoding", "end bad_encoding"});
}

TEST_CASE("session: joining inside a session is out of order", "[session]") {
    const std::vector<Message> joining = {
        Join{.token_id = Bytes(8, 1)},
        Joined{{Bytes{1}}, Bytes{2}},
        JoinWait{"wait"}
    };
    for (const Message& message : joining) {
        Script script;
        script.establish({});
        CHECK(script.hear(message) == Trace{"bye bad_order", "end bad_order"});
    }
}

TEST_CASE("session: nothing is heard before the line is up", "[session]") {
    Script script;
    CHECK(script.hear(Script::hello()).empty());
    CHECK(script.step(Tick{}).empty());
}

// Heads.

TEST_CASE("session: heads of a stream that is not shared are left unanswered", "[session]") {
    Script script;
    script.establish({});
    CHECK(script.hear_heads({peer_log(9, 4, 7)}, "dealer/D02") == Trace{});
}

TEST_CASE("session: entries of a stream that is not shared end it", "[session]") {
    Script script;
    script.establish({});
    script.hear_heads({peer_log(9, 4, 7)}, "dealer/D02");
    CHECK(script.hear(data_of(9, make_run(4, 1, 1, 10))) ==
          Trace{"bye out_of_scope", "end out_of_scope"});
}

TEST_CASE("session: one log under two authors or streams ends it", "[session]") {
    Script author;
    author.establish({
        {1, 3}
    });
    CHECK(author.hear(Heads{.stream = kStream, .logs = {{1, {log_id(1), kPeer, 0, {}}}}}) ==
          Trace{"bye bad_heads", "end bad_heads"});
    Script stream;
    stream.establish({
        {1, 3}
    });
    CHECK(stream.hear_heads({peer_log(1, 1, 0)}, "policy") ==
          Trace{"bye bad_heads", "end bad_heads"});
}

TEST_CASE("session: a log that the peer names is named back with our number", "[session]") {
    Script script;
    script.establish({});
    CHECK(script.hear_heads({peer_log(9, 4, 7)}) == Trace{"holds L4:7", "heads dealer/D01 1=L4:0"});
}

TEST_CASE("session: new logs are announced as they appear, old ones not again", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({});
    CHECK(script.advance(2, 1) == Trace{"heads dealer/D01 2=L2:1"});
    CHECK(script.advance(2, 2).empty());
}

TEST_CASE("session: heads that were lost are repeated until the peer's arrive", "[session]") {
    Script script({kStream});
    script.establish({
        {1, 3}
    });
    CHECK(script.wait(tuning::kResendAfter).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"heads dealer/D01 1=L1:3 again"});
    CHECK(script.wait(tuning::kResendAfter).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"heads dealer/D01 1=L1:3 again"});
    script.hear_heads({});
    CHECK(script.wait(tuning::kResendAfter + Milliseconds(1)).empty());
}

TEST_CASE("session: a peer that asks for heads again gets them", "[session]") {
    Script script({kStream});
    script.establish({
        {1, 3}
    });
    CHECK(script.hear_heads({peer_log(1, 1, 3)}) == Trace{"holds L1:3"});
    CHECK(script.hear(Heads{.stream = kStream, .again = true, .logs = {peer_log(1, 1, 3)}}) ==
          Trace{"holds L1:3", "heads dealer/D01 1=L1:3"});
}

// Receiving.

TEST_CASE("session: acknowledges only when the disk has it", "[session]") {
    Script script;
    script.establish({});
    script.hear_heads({peer_log(7, 1, 3)});
    CHECK(script.hear(data_of(7, make_run(1, 1, 3, 5))) == Trace{"store dealer/D01 L1@1 5b"});
    CHECK(script.step(Tick{}).empty());
    CHECK(script.step(Stored{kStream, log_id(1), 3, 5}) == Trace{"ack 7=3 +5"});
}

TEST_CASE("session: a refused run is told with its code and its credit", "[session]") {
    Script script;
    script.establish({});
    script.hear_heads({peer_log(7, 1, 3)});
    script.hear(data_of(7, make_run(1, 1, 3, 5)));
    CHECK(script.step(RunRefused{
              kStream, log_id(1), {RefusalCode::bad_signature, 3, "no"},
                5
    }) ==
          Trace{"nack 7@3 bad_signature +5"});
}

TEST_CASE("session: a run of a number that was never announced ends it", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({});
    CHECK(script.hear(data_of(1, make_run(1, 1, 3, 5))) ==
          Trace{"bye bad_number", "end bad_number"});
}

// Signs of life.

TEST_CASE("session: a silent peer is asked for a sign of life, once", "[session]") {
    Script script(kNoStreams);
    script.establish({});
    CHECK(script.wait(tuning::kPingAfter).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"ping"});
    CHECK(script.wait(Milliseconds(1)).empty());
    CHECK(script.hear(Pong{}).empty());
    CHECK(script.wait(tuning::kPingAfter).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"ping"});
}

TEST_CASE("session: a sign of life is answered", "[session]") {
    Script script;
    script.establish({});
    CHECK(script.hear(Ping{}) == Trace{"pong"});
}

TEST_CASE("session: a peer that stays silent counts as gone", "[session]") {
    Script script(kNoStreams);
    script.establish({});
    script.wait(tuning::kDeadAfter);
    CHECK(script.wait(Milliseconds(1)) == Trace{"bye silent", "end silent"});
}

TEST_CASE("session: a peer that never greets is given up sooner", "[session]") {
    Script script;
    script.step(Connected{});
    CHECK(script.wait(tuning::kGreetingMax).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"bye silent", "end silent"});
}

TEST_CASE("session: the same inputs give the same bytes", "[session]") {
    const auto play = [] {
        Session session({.net = kNet,
                         .self = kSelf,
                         .software = "test",
                         .schema_version = 1,
                         .scope = {kStream}});
        std::vector<Bytes> frames;
        const auto step = [&](const SessionInput& input) {
            for (const Effect& effect : session.step(input, kStart)) {
                if (const auto* send = std::get_if<SendFrame>(&effect))
                    frames.push_back(send->frame);
            }
        };
        step(Connected{});
        step(Advanced{{{kStream, {{log_id(2), kAuthor, 2, {}}, {log_id(1), kAuthor, 1, {}}}}}});
        step(Received{encode(Script::hello())});
        step(Received{encode(Heads{.stream = kStream, .logs = {}})});
        step(Fetched{kStream, log_id(1), make_run(1, 1, 1, 3)});
        step(Fetched{kStream, log_id(2), make_run(2, 1, 2, 3)});
        return frames;
    };
    CHECK(play() == play());
    CHECK(play().size() == 3);
}
