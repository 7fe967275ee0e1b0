// The node's end of the wire: one DEALER socket on a thread of its own. When to try again is the
// layer above's decision: an attempt is made only by connect(), and each one ends exactly once.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"
#include "common/crypto/keys.hpp"
#include "sync/transport/link_limits.hpp"

namespace branchline::sync {

struct ClientOptions {
    std::string endpoint;     ///< tcp://hub.example:7400, tcp://[::1]:7400.
    TransportKey server_key;  ///< From the trust manifest; any other server is not spoken to.
    crypto::TransportPair keys;
    LinkLimits limits;
    /// From connect() to the end of the handshake.
    Milliseconds connect_timeout = Milliseconds(10'000);
};

/// Called on the client's thread, one at a time; every call of the client is allowed in them but
/// its destruction. An attempt brings either on_connected and later on_disconnected, or one of the
/// other three endings. All of them may be empty.
struct ClientHooks {
    /// The server has proved its key and admitted ours.
    std::function<void()> on_connected;
    std::function<void(Bytes frame)> on_message;
    /// The connection broke, or nobody was reached.
    std::function<void(const std::string& reason)> on_disconnected;
    /// The server knows us not: ZAP status 400, or 300 and 500 for its own trouble. The wire
    /// carries the number only; the server's diagnostics name the code.
    std::function<void(int status, const std::string& reason)> on_refused;
    /// Somebody answered, but not with our server's key or not with CURVE.
    std::function<void(const std::string& reason)> on_handshake_failed;
};

class ZmqClient {
public:
    /// Starts the thread; nothing is connected yet. `random` must outlive the client and is asked
    /// for routing ids on the client's thread only.
    static Result<std::unique_ptr<ZmqClient>> start(ClientOptions options,
                                                    Random& random,
                                                    ClientHooks hooks);
    ZmqClient(const ZmqClient&) = delete;
    ZmqClient& operator=(const ZmqClient&) = delete;
    ~ZmqClient();

    /// Starts an attempt with a new socket and routing id, silently ending an earlier one as
    /// disconnect() does.
    void connect();
    /// Ends the attempt; frames that ZeroMQ has already taken still leave within `linger`. When
    /// this returns no hook of the old attempt runs or will run, unless called from within it; so
    /// do not hold a lock here that a hook takes.
    void disconnect();
    /// Queues a frame and wakes the thread. False when not connected, when the frame is above the
    /// limit, or when more would wait than the byte limit allows.
    [[nodiscard]] bool send(Bytes frame);
    bool is_connected() const;

private:
    struct Core;
    explicit ZmqClient(std::unique_ptr<Core> core);
    std::unique_ptr<Core> core_;
};

}  // namespace branchline::sync
