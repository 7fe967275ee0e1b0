// One peer's side of the conversation, as a function: an input in, effects out. It owns no clock,
// socket, thread or file; the same inputs give the same effects.
//
//   connected -> HELLO exchanged -> HEADS of every stream -> DATA and ACK in both directions
//
// Files are asked for piece by piece, beside all this: sync/session/blob_exchange.hpp.
//
// Laws kept here: an ACK is made by Stored alone; DATA stays within the credit that ACKs return;
// what was refused is not sent again in this session; DATA of a stream starts when its HEADS came.
#pragma once

#include <map>
#include <set>

#include "sync/session/blob_exchange.hpp"

namespace branchline::sync {

struct SessionOptions {
    NetId net;
    PublicKey self;
    std::string software;
    std::uint64_t schema_version = 0;
    std::set<std::string> scope;  ///< Streams that both sides may hold; grows with Advanced.
};

class Session {
public:
    explicit Session(SessionOptions options) : options_(std::move(options)) {}

    Effects step(const SessionInput& input, Instant now);

    bool established() const { return state_ == State::established; }
    /// The file that is being asked for.
    std::optional<Hash> awaited_blob() const { return blobs_.awaited(); }
    bool wants_wishes() const { return established() && blobs_.wants_wishes(); }
    /// Bytes sent and not yet acknowledged.
    std::size_t in_flight() const { return in_flight_; }

private:
    enum class State : std::uint8_t { idle, greeting, established, ended };

    /// A log as both sides know it.
    struct LogState {
        std::string stream;
        int lane = 0;  ///< Of the stream; the lowest is served first.
        PublicKey author;
        std::uint64_t number = 0;  ///< Ours, for DATA that we send.
        bool announced = false;    ///< Its number has gone out in HEADS.
        std::uint64_t local_head = 0;
        std::uint64_t peer_durable = 0;
        std::uint64_t peer_has = 0;  ///< The peer has sent us that much: no need to send it back.
        std::uint64_t sent = 0;      ///< Never below peer_durable and peer_has.
        bool stopped = false;        ///< The peer refused it in this session.
        bool rewound = false;        ///< A gap was answered; ignore its echoes until an ACK.
        bool paused = false;         ///< The peer waits for the policy that names the author.
    };

    Effects on(const Connected& event, Instant now);
    Effects on(const Received& event, Instant now);
    Effects on(const Stored& event, Instant now);
    Effects on(const Verified& event, Instant now);
    Effects on(const RunRefused& event, Instant now);
    Effects on(const Fetched& event, Instant now);
    Effects on(const Advanced& event, Instant now);
    Effects on(const Tick& event, Instant now);
    Effects on(const BlobsWished& event, Instant now);
    Effects on(const BlobFetched& event, Instant now);
    Effects on(const BlobKept& event, Instant now);

    Effects hear_message(const Result<Message>& message, Instant now);
    Effects hear(const Hello& message, Instant now);
    Effects hear(const Heads& message, Instant now);
    Effects hear(const Data& message, Instant now);
    Effects hear(const Ack& message, Instant now);
    Effects hear(const Nack& message, Instant now);
    Effects hear(const Ping& message, Instant now);
    Effects hear(const Pong& message, Instant now);
    Effects hear(const Bye& message, Instant now);
    Effects hear(const Join& message, Instant now);
    Effects hear(const Joined& message, Instant now);
    Effects hear(const JoinWait& message, Instant now);
    Effects hear(const Later& message, Instant now);
    Effects hear(const BlobAsk& message, Instant now);
    Effects hear(const BlobPart& message, Instant now);

    Effects end(Bye why);
    std::vector<std::string> scope_by_lane() const;
    /// HEADS for logs of a stream whose numbers the peer does not know yet.
    void announce(const std::string& stream, Effects& effects);
    /// HEADS of all logs of a stream.
    void repeat_heads(const std::string& stream, Effects& effects);
    /// Goes back to what the peer is known to have, after a loss.
    void rewind_all();
    /// Something was sent, or held back, that the peer does not hold yet.
    bool awaits_ack() const;
    /// Asks for the next piece to send, while credit lasts; one Fetch at a time.
    void pump(Effects& effects);
    void flush(Effects& effects);
    LogId next_to_send() const;
    void return_credit(std::uint64_t credit);

    SessionOptions options_;
    State state_ = State::idle;
    std::map<LogId, LogState> logs_;
    std::map<std::uint64_t, LogId> by_number_;  ///< Ours.
    std::map<std::uint64_t, LogId> peer_numbers_;
    std::string unshared_;         ///< The last stream that the peer announced and we do not share.
    std::set<std::string> heard_;  ///< Streams whose HEADS the peer has sent.
    std::set<std::string> told_;   ///< Streams whose HEADS we have sent.
    Data outgoing_;
    std::size_t outgoing_bytes_ = 0;
    std::size_t in_flight_ = 0;
    bool fetching_ = false;
    std::uint64_t next_number_ = 1;
    Instant heard_at_;
    Instant acked_at_;  ///< Last sign that what we send arrives.
    Instant asked_at_;  ///< Last time that missing HEADS were asked for.
    bool pinged_ = false;
    BlobExchange blobs_;
};

}  // namespace branchline::sync
