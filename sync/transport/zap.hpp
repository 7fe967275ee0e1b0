// Who may connect: the table of known transport keys and the ZAP handler that asks it.
//
// CURVE without a ZAP handler admits any client key, so a server cannot start without the handler
// below. Admission is no authority: what a peer may write is judged entry by entry, by signature.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "common/base/bytes.hpp"

namespace zmq {
class context_t;
class socket_t;
}  // namespace zmq

namespace branchline::sync {

class WakeUp;

/// A connection attempt that was turned away.
struct RefusedKey {
    std::string key_hex;  ///< Empty when the request carried no well-formed key.
    std::string code;     ///< "unknown_curve_key", "curve_required" or "bad_zap_request".
};

/// Transport keys that may connect, each with the name of its peer. Thread-safe.
class KnownKeys {
public:
    /// Names the peer of a key, replacing an earlier name. A name has 1 to 255 printable ASCII
    /// characters: ZeroMQ carries it as a C string, and an empty one could be claimed by a client.
    Result<> set(const TransportKey& key, std::string peer);
    void remove(const TransportKey& key);
    std::optional<std::string> find(const TransportKey& key) const;
    /// True when the key is known and belongs to this peer.
    bool holds(const TransportKey& key, std::string_view peer) const;

    void count_refusal(ByteView key, std::string_view code);
    std::uint64_t refusals() const;
    /// The last 32 refusals, oldest first.
    std::vector<RefusedKey> last_refusals() const;

private:
    mutable std::mutex mutex_;
    std::unordered_map<TransportKey, std::string> peers_;
    std::uint64_t refusals_ = 0;
    std::deque<RefusedKey> last_refusals_;
};

/// The domain our server socket asks with; requests of any other domain are refused.
inline constexpr std::string_view kZapDomain = "branchline";
/// The message property, set by our reply, that carries the admitted key as hexadecimal.
inline constexpr const char* kKeyProperty = "Curve-Key";

/// Answers one ZAP 1.0 request (ZeroMQ RFC 27); both sides without the envelope. Empty when the
/// request has no usable id, because then no reply could be matched to it.
std::vector<Bytes> answer_zap(const std::vector<Bytes>& request, KnownKeys& keys);

/// Owns the ZeroMQ context of the hub's side and the thread that answers its admission requests.
/// Outlives the servers that use it.
class ZapHandler {
public:
    /// `keys` must outlive the handler.
    static Result<std::unique_ptr<ZapHandler>> start(KnownKeys& keys);
    ZapHandler(const ZapHandler&) = delete;
    ZapHandler& operator=(const ZapHandler&) = delete;
    ~ZapHandler();

    /// Ends the thread. No server may be attached: it would admit anybody from here on.
    void stop();

    /// For servers: makes sure that the handler answers and keeps it running until detach().
    /// Gives a number that no other server of this handler has.
    Result<std::uint64_t> attach();
    void detach();
    zmq::context_t& context() { return *context_; }
    KnownKeys& keys() { return keys_; }

private:
    explicit ZapHandler(KnownKeys& keys);
    Result<> bind();
    bool is_bound();
    void run();
    bool answer_next();

    KnownKeys& keys_;
    std::unique_ptr<zmq::context_t> context_;
    std::unique_ptr<zmq::socket_t> socket_;
    std::shared_ptr<WakeUp> wake_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    int attached_ = 0;                 ///< Guarded by mutex_.
    std::uint64_t attached_ever_ = 0;  ///< Guarded by mutex_.
    std::thread thread_;
};

}  // namespace branchline::sync
