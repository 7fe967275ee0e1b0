// What a session sends: in which order, how much at once, and again after a loss.
#include <catch2/catch.hpp>

#include "sync/session/session.hpp"
#include "sync/tuning.hpp"
#include "tests/sync/session/script.hpp"

using namespace branchline;
using namespace branchline::sync;
using namespace branchline::sync::script;

TEST_CASE("session: nothing is sent before the peer has said what it holds", "[session]") {
    Script script;
    script.step(Connected{});
    script.advance(1, 3);
    script.hear(Script::hello());
    CHECK(script.advance(1, 4).empty());
    CHECK(script.hear_heads({}) == Trace{"fetch L1>0"});
}

TEST_CASE("session: what the peer lacks is fetched and sent", "[session]") {
    Script script;
    script.establish({
        {1, 9}
    });
    CHECK(script.hear_heads({peer_log(1, 1, 4)}) == Trace{"holds L1:4", "fetch L1>4"});
    CHECK(script.fetched(1, make_run(1, 5, 7, 10)) == Trace{"sent L1:7", "fetch L1>7"});
    CHECK(script.in_flight() == 0);
    CHECK(script.fetched(1, make_run(1, 8, 9, 10)) == Trace{"sent L1:9", "data 1@5 1@8"});
    CHECK(script.in_flight() == 20);
}

TEST_CASE("session: what may not be spoken yet is asked for again at the next advance",
          "[session]") {
    Script script;
    script.establish({
        {1, 2}
    });
    script.hear_heads({});
    CHECK(script.fetched(1, std::nullopt).empty());
    CHECK(script.step(Tick{}).empty());
    CHECK(script.advance(1, 3) == Trace{"fetch L1>0"});
}

TEST_CASE("session: bytes in flight stay within the credit until they are durable", "[session]") {
    Script script;
    script.establish({
        {1, 100}
    });
    script.hear_heads({});
    std::uint64_t seq = 0;
    Trace last{"fetch L1>0"};
    while (!last.empty() && last.back().starts_with("fetch")) {
        ++seq;
        last = script.fetched(1, make_run(1, seq, seq, tuning::kFrameBytes));
        REQUIRE(seq < 10);
    }
    CHECK(seq == tuning::kCreditBytes / tuning::kFrameBytes);
    CHECK(script.in_flight() == tuning::kCreditBytes);
    CHECK(script.advance(1, 101).empty());
    CHECK(script.hear(Ack{{{1, 1}}, tuning::kFrameBytes}) == Trace{"holds L1:1", "fetch L1>4"});
    CHECK(script.in_flight() == tuning::kCreditBytes - tuning::kFrameBytes);
}

TEST_CASE("session: a peer cannot return more credit than it was given", "[session]") {
    Script script;
    script.establish({
        {1, 1}
    });
    script.hear_heads({});
    script.fetched(1, make_run(1, 1, 1, 10));
    script.hear(Ack{{{1, 1}}, 1'000'000});
    CHECK(script.in_flight() == 0);
}

TEST_CASE("session: a peer that claims more than there is holds what there is", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({});
    CHECK(script.hear(Ack{{{1, 99}}, 0}) == Trace{"holds L1:3"});
    CHECK(script.advance(1, 4) == Trace{});  // The fetch of before is still open.
    CHECK(script.fetched(1, make_run(1, 4, 4, 10)) == Trace{"sent L1:4", "data 1@4"});
    CHECK(script.hear(Ack{{{42, 1}}, 0}).empty());  // A number of nobody's.
}

TEST_CASE("session: a gap sends from what the peer holds again, once", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({});
    script.fetched(1, make_run(1, 1, 3, 10));
    const auto gap = [](std::uint64_t seq) {
        return Nack{1, seq, static_cast<std::uint64_t>(RefusalCode::gap), "", 10};
    };
    CHECK(script.hear(gap(2)) == Trace{"fetch L1>0"});
    CHECK(script.fetched(1, make_run(1, 1, 3, 10)) == Trace{"sent L1:3", "data 1@1"});
    CHECK(script.hear(gap(3)).empty());  // An echo of what was on its way.
    CHECK(script.hear(Ack{{{1, 1}}, 10}) == Trace{"holds L1:1"});
    CHECK(script.hear(gap(3)) == Trace{"fetch L1>1"});
}

TEST_CASE("session: a refused log is not sent again, others are", "[session]") {
    Script script;
    script.establish({
        {1, 3},
        {2, 3}
    });
    script.hear_heads({});
    script.fetched(1, make_run(1, 1, 3, 10));
    script.fetched(2, make_run(2, 1, 3, 10));
    CHECK(script.hear(Nack{1, 2, static_cast<std::uint64_t>(RefusalCode::fork), "no", 10}) ==
          Trace{"refused L1 fork"});
    CHECK(script.advance(1, 4).empty());
    CHECK(script.advance(2, 4) == Trace{"fetch L2>3"});
}

TEST_CASE("session: a log whose author the peer does not know waits for the policy", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.advance(2, 5, "policy");
    script.hear_heads({});
    script.fetched(1, make_run(1, 1, 3, 10));
    script.hear_heads({}, "policy");
    script.fetched(2, make_run(2, 1, 5, 10), "policy");
    CHECK(script.hear(Nack{1, 1, static_cast<std::uint64_t>(RefusalCode::unknown_log), "", 10})
              .empty());
    CHECK(script.advance(1, 4).empty());
    CHECK(script.hear(Ack{{{2, 5}}, 10}) == Trace{"holds L2:5", "fetch L1>0"});
}

TEST_CASE("session: what is not acknowledged in time is sent again", "[session]") {
    Script script({kStream});
    script.establish({
        {1, 3}
    });
    script.hear_heads({peer_log(1, 1, 1)});
    script.fetched(1, make_run(1, 2, 3, 10));
    CHECK(script.in_flight() == 10);
    CHECK(script.wait(tuning::kResendAfter).empty());
    CHECK(script.wait(Milliseconds(1)) == Trace{"fetch L1>1"});
    CHECK(script.in_flight() == 0);
    CHECK(script.fetched(1, make_run(1, 2, 3, 10)) == Trace{"sent L1:3", "data 1@2"});
}

TEST_CASE("session: what the peer has sent is not sent back to it", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({peer_log(7, 1, 3)});
    script.hear(data_of(7, make_run(1, 4, 5, 9)));
    CHECK(script.step(Stored{kStream, log_id(1), 5, 9, 5}) == Trace{"ack 7=5 +9"});
    CHECK(script.advance(1, 5).empty());
    CHECK(script.wait(tuning::kResendAfter + Milliseconds(1)) == Trace{"heads policy again"});
    CHECK(script.advance(1, 6) == Trace{"fetch L1>5"});
}

TEST_CASE("session: what is verified goes on at once, when the peer knows the log", "[session]") {
    Script script;
    script.establish({
        {1, 3}
    });
    script.hear_heads({peer_log(7, 1, 3)});
    CHECK(script.step(Verified{log_id(1), 4}) == Trace{"fetch L1>3"});
    CHECK(script.fetched(1, make_run(1, 4, 4, 1)) == Trace{"sent L1:4", "data 1@4"});
    CHECK(script.advance(1, 4).empty());
    CHECK(script.step(Verified{log_id(2), 1}).empty());
}

TEST_CASE("session: policy goes first, then what people work with, then the rest", "[session]") {
    Script script({kStream, "policy", "reference"});
    script.step(Connected{});
    script.advance(3, 5, "reference");
    script.advance(2, 5, kStream);
    script.advance(1, 5, "policy");
    script.hear(Script::hello());
    CHECK(script.hear_heads({}, "reference") == Trace{"fetch L3>0"});
    CHECK(script.hear_heads({}, kStream).empty());  // One fetch at a time.
    CHECK(script.hear_heads({}, "policy").empty());
    CHECK(script.fetched(3, make_run(3, 1, 2, 1), "reference") == Trace{"sent L3:2", "fetch L1>0"});
    CHECK(script.fetched(1, make_run(1, 1, 5, 1), "policy") == Trace{"sent L1:5", "fetch L2>0"});
    CHECK(script.fetched(2, make_run(2, 1, 5, 1)) == Trace{"sent L2:5", "fetch L3>2"});
}

TEST_CASE("session: of one lane the log with the least to send goes first", "[session]") {
    Script script({kStream});
    script.establish({
        {1, 5000},
        {2, 1   }
    });
    CHECK(script.hear_heads({}) == Trace{"fetch L2>0"});
}
