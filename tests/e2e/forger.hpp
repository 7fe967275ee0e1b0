// Peers that break the rules: logs written by hand under any key, and both ends of a session spoken
// by hand over real sockets, so that tests can say what no honest daemon would say.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/crypto/keys.hpp"
#include "sync/authority/manifest.hpp"
#include "sync/engine/token.hpp"
#include "sync/transport/zmq_client.hpp"
#include "sync/transport/zmq_server.hpp"
#include "sync/wire/messages.hpp"
#include "tests/support/handwriting.hpp"

namespace branchline::e2e {

/// Ends a test that cannot go on; everything that should arrive does so much sooner.
inline constexpr std::chrono::seconds kPatience{20};

crypto::SigningKey new_key();

using test::body_of;
using test::note_op;
using test::Payloads;
using test::plain;

/// A log as a daemon would write it: stamped by the clock of this machine.
class HandLog : public test::WrittenLog {
public:
    using WrittenLog::WrittenLog;

    /// A sound header for the next entry.
    sync::Header next() const;
    /// The same for an entry whose author had seen all of another log.
    sync::Header next_behind(const HandLog& seen) const;
    /// Adds an entry; the actor is the key's operator unless given.
    void add(const sync::Body& body) { add(next(), body); }
    void add(const sync::Header& header, sync::Body body);

    bool hub = false;  ///< Entries of the hub name no actor.
};

/// Writes into a note that exists.
sync::RowOp change_op(const RowId& note, const Payloads& writes);

/// What the other side has said and the test has not taken yet. The end of a connection reads like
/// a BYE with one of our own codes: "lost", "refused 400", "wrong key".
class Inbox {
public:
    using Wanted = std::function<bool(const sync::Message&)>;
    void put(sync::Message message);
    void clear();
    /// The first message that is wanted, once it is there; nothing when patience ends.
    std::optional<sync::Message> take(const Wanted& wanted);

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<sync::Message> messages_;  ///< Guarded by mutex_.
};

/// One session spoken by hand. `hear` runs on the transport's thread, the rest on the test's.
class Talk {
public:
    using Send = std::function<void(Bytes frame)>;

    Talk(const NetId& net, const PublicKey& self) : net_(net), self_(self) {}
    /// A new connection: greets over it. Numbers of an earlier one are void.
    void begin(Send send);
    void hear(ByteView frame);
    void end(const std::string& how) { inbox_.put(sync::Bye{how, {}, {}}); }
    void say(const sync::Message& message);

    /// Waits for the peer's greeting over this connection.
    bool greeted();
    /// The connection is over, and what came over it; the next thing to come is a greeting.
    void part();
    /// Announces the log when it is new to this session, sends the run and waits for what the peer
    /// makes of it: "held 3", "nack gap", "bye out_of_scope", or "silence".
    std::string deliver(const HandLog& log, const sync::Run& run);

private:
    std::uint64_t announce(const HandLog& log);

    NetId net_;
    PublicKey self_;
    Inbox inbox_;
    bool greeted_ = false;
    std::uint64_t next_number_ = 1;  ///< Not used again, so that a late answer fits nothing.
    std::mutex mutex_;
    Send send_;                               ///< Guarded by mutex_.
    std::map<LogId, std::uint64_t> numbers_;  ///< Guarded by mutex_.
};

/// A node made of a transport key and a tongue.
class HandNode {
public:
    HandNode(std::string endpoint,
             const TransportKey& hub,
             crypto::TransportPair keys,
             const NetId& net,
             const PublicKey& self);
    /// A new connection; true when the hub has greeted over it.
    bool connect();
    Talk& talk() { return talk_; }

private:
    crypto::SystemRandom random_;
    Talk talk_;
    std::unique_ptr<sync::ZmqClient> client_;
};

/// How an attempt to connect and, when connected, to say one thing ends: the hub's first words.
sync::Message ask_once(const std::string& endpoint,
                       const TransportKey& hub,
                       const crypto::TransportPair& keys,
                       const sync::Message& question);

/// A hub made of keys and a tongue. It answers joins, and lets in whom it has enrolled.
class HandHub {
public:
    HandHub();
    ~HandHub();

    const NetId& net() const { return net_; }
    std::uint64_t epoch() const;
    const crypto::SigningKey& decide_key() const { return decide_; }
    Talk& talk() { return *talk_; }

    /// An invitation for a branch; a spent one is answered as the protocol says.
    sync::JoinToken invite(const std::string& branch, bool spent = false);
    /// Writes a certificate for a key into the policy stream; tell() brings it to the node.
    Bytes enrol(const std::string& branch,
                const PublicKey& incarnation,
                const TransportKey& transport);
    /// Sends the node what is new of the policy stream: "held 3".
    std::string tell();
    /// Forgets or remembers the transport keys of everybody who joined.
    void let_in(bool allowed);

private:
    sync::SignedManifest found() const;
    void hear(sync::PeerConnection connection, const std::string& peer, const Bytes& frame);
    sync::Message answer(const sync::Join& join);

    crypto::SigningKey root_ = new_key();
    crypto::SigningKey enrol_ = new_key();
    crypto::SigningKey decide_ = new_key();
    crypto::SigningKey log_key_ = new_key();
    crypto::TransportPair transport_;
    sync::SignedManifest manifest_;
    NetId net_;
    std::uint64_t told_ = 0;

    mutable std::mutex mutex_;
    HandLog policy_;                            ///< Guarded by mutex_.
    std::map<Bytes, std::string> invitations_;  ///< Branch by token id. Guarded by mutex_.
    std::set<Bytes> spent_;                     ///< Guarded by mutex_.
    std::vector<TransportKey> joined_;          ///< Guarded by mutex_.
    std::optional<sync::PeerConnection> line_;  ///< Guarded by mutex_.

    sync::KnownKeys known_;
    std::unique_ptr<Talk> talk_;
    std::unique_ptr<sync::ZapHandler> zap_;
    std::unique_ptr<sync::ZmqServer> server_;
};

}  // namespace branchline::e2e
