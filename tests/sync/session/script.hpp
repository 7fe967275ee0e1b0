// A session as a script: inputs on one side, effects as short lines on the other.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sync/session/session.hpp"

namespace branchline::sync::script {

inline const NetId kNet = NetId::from(Bytes(32, 0x11));
inline const PublicKey kSelf = PublicKey::from(Bytes(32, 0x55));
inline const PublicKey kPeer = PublicKey::from(Bytes(32, 0x66));
inline const PublicKey kAuthor = PublicKey::from(Bytes(32, 0x77));
inline const std::string kStream = "dealer/D01";
inline const std::set<std::string> kNoStreams;
inline constexpr Instant kStart{Milliseconds(1'767'225'600'000)};

inline LogId log_id(std::uint8_t number) {
    return LogId::from(Bytes(32, number));
}
inline std::string name(const LogId& log) {
    return fmt::format("L{}", log.bytes[0]);
}

inline std::string show(const Hello&) {
    return "hello";
}
inline std::string show(const Heads& m) {
    std::string out = "heads " + m.stream;
    for (const auto& log : m.logs) {
        out += fmt::format(" {}={}:{}", log.number, name(log.head.log), log.head.seq);
    }
    return m.again ? out + " again" : out;
}
inline std::string show(const Data& m) {
    std::string out = "data";
    for (const auto& item : m.runs) out += fmt::format(" {}@{}", item.number, item.run.first_seq);
    return out;
}
inline std::string show(const Ack& m) {
    std::string out = "ack";
    for (const auto& held : m.held) out += fmt::format(" {}={}", held.number, held.seq);
    return out + fmt::format(" +{}", m.credit);
}
inline std::string show(const Nack& m) {
    return fmt::format("nack {}@{} {} +{}", m.number, m.seq,
                       name_of(static_cast<RefusalCode>(m.code)), m.credit);
}
inline std::string show(const Ping&) {
    return "ping";
}
inline std::string show(const Pong&) {
    return "pong";
}
inline std::string show(const Bye& m) {
    return "bye " + m.code;
}
inline std::string show(const Join&) {
    return "join";
}
inline std::string show(const Joined&) {
    return "joined";
}
inline std::string show(const JoinWait&) {
    return "join wait";
}
inline std::string show(const Later&) {
    return "later";
}

inline std::string show(const BlobAsk& m) {
    return fmt::format("ask {} F{}>{}", m.stream, m.blob.bytes[0], m.from);
}
inline std::string show(const BlobPart& m) {
    return fmt::format("part F{}@{} {} of {}", m.blob.bytes[0], m.from, m.bytes.size(), m.size);
}

inline std::string show(const SendFrame& e) {
    const auto message = decode(e.frame);
    REQUIRE(message);
    return std::visit([](const auto& some) { return show(some); }, *message);
}
inline std::string show(const StoreRun& e) {
    return fmt::format("store {} {}@{} {}b", e.stream, name(e.run.log), e.run.first_seq, e.bytes);
}
inline std::string show(const Fetch& e) {
    return fmt::format("fetch {}>{}", name(e.log), e.from);
}
inline std::string show(const PeerHolds& e) {
    return fmt::format("{} {}:{}", e.durable ? "holds" : "sent", name(e.log), e.seq);
}
inline std::string show(const Established&) {
    return "established";
}
inline std::string show(const EndSession& e) {
    return "end " + e.why.code;
}
inline std::string show(const PeerRefused& e) {
    return fmt::format("refused {} {}", name(e.log), name_of(e.refusal.code));
}

inline std::string show(const FetchBlob& e) {
    return fmt::format("fetch file F{}>{}", e.ask.blob.bytes[0], e.ask.from);
}
inline std::string show(const KeepBlob& e) {
    return fmt::format("keep F{}@{} {}b", e.part.blob.bytes[0], e.part.from, e.part.bytes.size());
}

using Trace = std::vector<std::string>;

inline Run make_run(std::uint8_t log, std::uint64_t first, std::uint64_t last, std::size_t size) {
    return {.log = log_id(log),
            .first_seq = first,
            .last_seq = last,
            .entries = Bytes(size, 0xc0),
            .signature = Signature::from(Bytes(64, 1))};
}

inline Data data_of(std::uint64_t number, const Run& run) {
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

inline Heads::Log peer_log(std::uint64_t number, std::uint8_t log, std::uint64_t seq) {
    return {
        number, {log_id(log), kAuthor, seq, {}}
    };
}

}  // namespace branchline::sync::script
