// A session as a script: inputs on one side, effects as short lines on the other.
#include "sync/session/session.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sync/tuning.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

const NetId kNet = NetId::from(Bytes(32, 0x11));
const PublicKey kSelf = PublicKey::from(Bytes(32, 0x55));
const PublicKey kPeer = PublicKey::from(Bytes(32, 0x66));
const PublicKey kAuthor = PublicKey::from(Bytes(32, 0x77));
const std::string kStream = "dealer/D01";
const std::set<std::string> kNoStreams;
constexpr Instant kStart{Milliseconds(1'767'225'600'000)};

LogId log_id(std::uint8_t number) {
    return LogId::from(Bytes(32, number));
}
std::string name(const LogId& log) {
    return fmt::format("L{}", log.bytes[0]);
}

std::string show(const Hello&) {
    return "hello";
}
std::string show(const Heads& m) {
    std::string out = "heads " + m.stream;
    for (const auto& log : m.logs) {
        out += fmt::format(" {}={}:{}", log.number, name(log.head.log), log.head.seq);
    }
    return m.again ? out + " again" : out;
}
std::string show(const Data& m) {
    std::string out = "data";
    for (const auto& item : m.runs) out += fmt::format(" {}@{}", item.number, item.run.first_seq);
    return out;
}
std::string show(const Ack& m) {
    std::string out = "ack";
    for (const auto& held : m.held) out += fmt::format(" {}={}", held.number, held.seq);
    return out + fmt::format(" +{}", m.credit);
}
std::string show(const Nack& m) {
    return fmt::format("nack {}@{} {} +{}", m.number, m.seq,
                       name_of(static_cast<RefusalCode>(m.code)), m.credit);
}
std::string show(const Ping&) {
    return "ping";
}
std::string show(const Pong&) {
    return "pong";
}
std::string show(const Bye& m) {
    return "bye " + m.code;
}
std::string show(const Join&) {
    return "join";
}
std::string show(const Joined&) {
    return "joined";
}
std::string show(const JoinWait&) {
    return "join wait";
}
std::string show(const Later&) {
    return "later";
}

std::string show(const SendFrame& e) {
    const auto message = decode(e.frame);
    REQUIRE(message);
    return std::visit([](const auto& some) { return show(some); }, *message);
}
std::string show(const StoreRun& e) {
    return fmt::format("store {} {}@{} {}b", e.stream, name(e.run.log), e.run.first_seq, e.bytes);
}
std::string show(const Fetch& e) {
    return fmt::format("fetch {}>{}", name(e.log), e.from);
}
std::string show(const PeerHolds& e) {
    return fmt::format("{} {}:{}", e.durable ? "holds" : "sent", name(e.log), e.seq);
}
std::string show(const Established&) {
    return "established";
}
std::string show(const EndSession& e) {
    return "end " + e.why.code;
}
std::string show(const PeerRefused& e) {
    return fmt::format("refused {} {}", name(e.log), name_of(e.refusal.code));
}

using Trace = std::vector<std::string>;

Run make_run(std::uint8_t log, std::uint64_t first, std::uint64_t last, std::size_t size) {
    return {.log = log_id(log),
            .first_seq = first,
            .last_seq = last,
            .entries = Bytes(size, 0xc0),
            .signature = Signature::from(Bytes(64, 1))};
}

Data data_of(std::uint64_t number, const Run& run) {
    Data data;
    data.runs.push_back({number, run});
    return data;
}

class Script {
public:
    explicit Script(std::set<std::string> scope = {kStream, "policy"})
        : session_({.net = kNet,
                    .self = kSelf,
                    .software = "test",
                    .schema_version = 1,
                    .scope = std::move(scope)}) {}

    Trace step(const SessionInput& input) {
        Trace out;
        for (const Effect& effect : session_.step(input, now)) {
            out.push_back(std::visit([](const auto& some) { return show(some); }, effect));
        }
        return out;
    }
    Trace hear(const Message& message) { return step(Received{encode(message)}); }
    Trace wait(Milliseconds by) {
        now += by;
        return step(Tick{});
    }
    Trace advance(std::uint8_t log, std::uint64_t seq, const std::string& stream = kStream) {
        return step(Advanced{{{stream, {{log_id(log), kAuthor, seq, {}}}}}});
    }
    Trace hear_heads(const std::vector<Heads::Log>& logs, const std::string& stream = kStream) {
        return hear(Heads{.stream = stream, .logs = logs});
    }
    Trace fetched(std::uint8_t log,
                  const std::optional<Run>& run,
                  const std::string& stream = kStream) {
        return step(Fetched{stream, log_id(log), run});
    }
    /// Greets with these logs of ours, and hears that the peer holds nothing of the dealer stream.
    void establish(const std::map<std::uint8_t, std::uint64_t>& ours) {
        step(Connected{});
        for (const auto& [log, seq] : ours) advance(log, seq);
        hear(hello());
    }
    static Hello hello() {
        return {.schema_version = 1, .net = kNet, .incarnation = kPeer, .software = "peer"};
    }
    std::size_t in_flight() const { return session_.in_flight(); }

    Instant now = kStart;

private:
    Session session_;
};

Heads::Log peer_log(std::uint64_t number, std::uint8_t log, std::uint64_t seq) {
    return {
        number, {log_id(log), kAuthor, seq, {}}
    };
}

}  // namespace

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

// Sending.

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
