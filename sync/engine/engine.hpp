// The engine of a daemon: one replica and the sessions with its peers, driven by one thread. It
// takes what has arrived, does it as one group, and says afterwards what to send: persist, then
// speak. Production drives it from ZeroMQ, the simulator from a virtual network; it is the same
// code.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <variant>

#include "sync/replica/replica.hpp"
#include "sync/session/session.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

/// A connection, named by whoever drives the engine; a reconnect gets a new name.
using PeerId = std::uint64_t;

/// A small durable record outside the database. It covers what has been said, so that a database
/// put back to an older state is noticed before it speaks.
class HighWater {
public:
    virtual ~HighWater() = default;
    virtual Result<Bytes> read() = 0;             ///< Empty when nothing was ever written.
    virtual Result<> write(ByteView record) = 0;  ///< Durable when it returns.
};

/// Work that wants the replica. `work` runs inside the group, `done` when the group is durable (or
/// has failed); an answer to a person belongs into `done`.
struct Task {
    bool writes = true;
    std::function<void(Replica&)> work;
    std::function<void(const Result<>&)> done;
};

struct SendTo {
    PeerId peer = 0;
    Bytes frame;
};
struct Disconnect {
    PeerId peer = 0;
    Bye why;
    Milliseconds retry_after{0};  ///< How long the peer wants to be left alone.
};
using Output = std::variant<SendTo, Disconnect>;

/// What `status` tells of a peer.
struct PeerStatus {
    std::string name;  ///< "hub" or the branch.
    bool established = false;
    Instant since;
    std::string software;
    std::uint64_t behind = 0;  ///< Entries the peer does not hold durably yet.
    std::vector<Refusal> refused;
    std::string last_error;
};

struct EngineOptions {
    std::string software;
    /// Answers a JOIN inside the group; the hub's enrolment. None: joining is refused.
    std::function<Message(Replica&, const Join&, Instant)> join;
    /// The hub's desks: decides what has just been applied, inside the same group. An error here
    /// undoes the group, so a desk reports what it cannot decide in another way.
    std::function<Result<>(Replica&, Instant)> arbiter;
    Plant plant = Plant::none;
    std::size_t sessions_max = tuning::kSessionsMax;  ///< Further peers are asked to come later.
};

class Engine {
public:
    Engine(Replica& replica, HighWater& high_water, EngineOptions options);

    /// Compares the high-water record with the database. Code::identity when the database is older
    /// than what this replica has said, or belongs to another incarnation.
    Result<> check_identity();

    // What arrives; nothing happens before run().
    void connected(PeerId peer, const std::string& name, std::set<std::string> scope);
    void connected_joining(PeerId peer);
    void disconnected(PeerId peer);
    void received(PeerId peer, HeardFrame frame);
    void submit(Task task);
    bool has_work() const { return !frames_.empty() || !tasks_.empty() || !arrivals_.empty(); }

    /// Does everything that has arrived as one group. An error ends the process: the disk failed,
    /// or the identity is in doubt.
    Result<std::vector<Output>> run(Instant now);
#ifdef BRANCHLINE_PLANT
    /// What had already left when run() failed.
    std::vector<Output> planted_outputs() { return std::exchange(planted_outputs_, {}); }
#endif
    /// Where frames go that need not wait for the end of run(): verified entries of other authors
    /// on their way to further peers. None: they wait.
    void forward_with(std::function<void(std::vector<Output>)> forward) {
        forward_ = std::move(forward);
    }
    /// Lets time pass: signs of life, repeats, held entries. Call about once a second, then run().
    void tick();
    /// Writes the high-water record over all own entries: run() does it before it speaks; others do
    /// before signed entries leave the process by another way, such as an exported file.
    Result<> cover_own_heads();

    Replica& replica() { return replica_; }
    std::vector<PeerStatus> peers() const;
    /// What a node adds to its own clock to stamp by the hub's time; run() is given the sum. Zero
    /// at the hub and until it has greeted.
    Milliseconds clock_offset() const { return clock_offset_; }

private:
    struct Peer {
        std::unique_ptr<Session> session;  ///< None while joining.
        std::string name;
        std::set<std::string> scope;
    };
    struct PendingStore {
        PeerId peer = 0;
        StoreRun store;
        std::optional<Refusal> refusal;
        std::uint64_t durable_seq = 0;
        std::uint64_t last_seq = 0;  ///< Of the run.
    };

    /// A piece of a file that has come, and what has become of it.
    struct PendingPart {
        PeerId peer = 0;
        BlobPart part;
        BlobKept::Outcome outcome = BlobKept::Outcome::dropped;
    };

    void step(PeerId peer, const SessionInput& input);
    void take_effects(PeerId peer, Effects effects);
    void hear_frames();
    void hear_joining(PeerId peer, const Bytes& frame);
    Result<> run_group();
    Result<> rest_when_idle();
    Result<> store_pending();
    void settle_group(const Result<>& result);
    void speak_stored();
    void push_heads();
    Result<> forward_verified();
    Result<> answer_fetches();
    Result<> answer_fetch(PeerId peer, const Fetch& fetch);
    Result<> answer_blob_fetch(PeerId peer, const BlobAsk& ask);
    Result<> keep_parts();
    void settle_parts(bool stored);
    Result<> wish_for_blobs();
    Result<std::vector<BlobWish>> wishes_for(const Peer& peer);
    std::uint64_t own_entries() const;
    LocalHeads heads_for(const std::set<std::string>& scope) const;
    void note_progress(PeerId peer, const PeerHolds& effect);

    Replica& replica_;
    HighWater& high_water_;
    EngineOptions options_;
    std::map<PeerId, Peer> peers_;
    std::map<PeerId, PeerStatus> status_;
    std::map<PeerId, std::map<LogId, std::uint64_t>> durable_;  ///< By peer.
    std::map<PeerId, std::map<LogId, std::uint64_t>> brought_;  ///< What it has sent us itself.

    std::deque<std::pair<PeerId, HeardFrame>> frames_;
    std::deque<Task> tasks_;
    std::deque<std::pair<PeerId, Join>> joins_;
    std::set<PeerId> arrivals_;
    bool ticked_ = false;

    Instant now_;
    std::vector<PendingStore> stores_;
    std::deque<std::pair<PeerId, Fetch>> fetches_;
    std::vector<PendingPart> parts_;
    std::deque<std::pair<PeerId, BlobAsk>> blob_fetches_;
    Instant blobs_paused_until_{};
    std::vector<Output> outputs_;
    std::function<void(std::vector<Output>)> forward_;
    std::set<PeerId>
        forwarded_;  ///< Peers that were sent what this group has not made durable yet.
#ifdef BRANCHLINE_PLANT
    std::vector<Output> planted_outputs_;
#endif
    std::map<std::string, std::uint64_t> pushed_;  ///< Entries of each stream that peers know of.
    std::uint64_t covered_ = 0;                    ///< Own entries in the high-water record.
    bool spoke_own_ = false;
    int idle_ticks_ = 0;
    bool rested_ = true;  ///< Nothing was written since the replica has rested.
    Milliseconds clock_offset_{0};
};

}  // namespace branchline::sync
