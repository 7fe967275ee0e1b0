// The hub's end of the wire: one ROUTER socket on a thread of its own. It moves opaque frames
// between admitted peers and the layer above; it knows nothing of the protocol in them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/base/bytes.hpp"
#include "common/crypto/keys.hpp"
#include "sync/transport/link_limits.hpp"
#include "sync/transport/zap.hpp"

namespace branchline::sync {

/// One connection of a peer. A node that reconnects is a new one; numbers are never used twice.
enum class PeerConnection : std::uint64_t {};

struct ServerOptions {
    std::string endpoint;  ///< tcp://127.0.0.1:7400, tcp://[::1]:7400; port 0 or * picks one.
    crypto::TransportPair keys;
    LinkLimits limits;
    /// Beyond this the oldest connection of the same peer is forgotten.
    std::size_t connections_per_peer_max = 4;
};

/// Called on the server's thread, one at a time. They must be quick and must not stop the server;
/// send(), disconnect() and drop() are allowed.
struct ServerHooks {
    /// `peer` is the name that KnownKeys gives to the key used, whatever the client claims.
    std::function<void(PeerConnection, const std::string& peer, Bytes frame)> on_message;
    /// A connection will bring no more frames: unreachable, replaced or dropped. Not called after
    /// disconnect(). A peer that just goes silent is noticed only when something is sent to it.
    std::function<void(PeerConnection)> on_disconnected;
};

/// Frames that were not delivered, by reason.
struct ServerCounts {
    std::uint64_t unknown_peer = 0;  ///< The key is no longer known, or never was.
    std::uint64_t malformed = 0;     ///< Not exactly one part.
    std::uint64_t unreachable = 0;   ///< Connections found gone while sending.
};

class ZmqServer {
public:
    /// Binds and starts. Refuses without a running ZAP handler, which must outlive the server.
    static Result<std::unique_ptr<ZmqServer>> start(ServerOptions options,
                                                    ZapHandler& zap,
                                                    ServerHooks hooks);
    ZmqServer(const ZmqServer&) = delete;
    ZmqServer& operator=(const ZmqServer&) = delete;
    ~ZmqServer();

    /// Where it listens, with the real port.
    const std::string& endpoint() const;

    /// Queues a frame and wakes the thread. False when the connection is gone, the frame is above
    /// the limit, or more would wait for this peer than its byte limit allows.
    [[nodiscard]] bool send(PeerConnection connection, Bytes frame);
    /// Forgets a connection and what waits for it. Should its client speak again, it is a new one.
    void disconnect(PeerConnection connection);
    /// Forgets every connection of a peer. Remove its key from KnownKeys first: that is what makes
    /// the server ignore whatever it still sends.
    void drop(const std::string& peer);

    ServerCounts counts() const;
    std::size_t connections() const;

    /// Ends the thread; no hook runs afterwards and the port is free. Also done by the destructor.
    void stop();

private:
    struct Core;
    explicit ZmqServer(std::unique_ptr<Core> core);
    std::unique_ptr<Core> core_;
};

}  // namespace branchline::sync
