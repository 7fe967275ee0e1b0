// Both ends of the ZeroMQ link over real loopback sockets. Waits are on condition variables; the
// deadline only ends a test that has failed.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <zmq.hpp>

#include "sync/transport/zap.hpp"
#include "sync/transport/zmq_client.hpp"
#include "sync/transport/zmq_server.hpp"

namespace branchline::sync {

/// Ends a test that has failed; what should come does so much sooner.
inline constexpr std::chrono::seconds kGenerous(30);

inline Bytes frame_of(std::string_view text) {
    return to_bytes(as_bytes(text));
}

inline crypto::TransportPair new_pair() {
    crypto::SystemRandom random;
    return crypto::make_transport_pair(random);
}

/// What hooks have reported, and a way to wait for it.
class Seen {
public:
    struct Message {
        PeerConnection connection{};
        std::string peer;
        Bytes frame;
    };

    void note(const std::function<void(Seen&)>& change) {
        const std::scoped_lock guard(mutex_);
        change(*this);
        changed_.notify_all();
    }
    bool wait(const std::function<bool(const Seen&)>& done) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kGenerous, [&] { return done(*this); });
    }
    bool wait_briefly(const std::function<bool(const Seen&)>& done) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, Milliseconds(2), [&] { return done(*this); });
    }
    bool wait_messages(std::size_t count) {
        return wait([=](const Seen& seen) { return seen.messages.size() >= count; });
    }
    bool wait_connected(int count) {
        return wait([=](const Seen& seen) { return seen.connected >= count; });
    }
    bool wait_ended() {
        return wait([](const Seen& seen) { return !seen.endings.empty(); });
    }

    std::vector<Message> messages;
    std::vector<PeerConnection> lost;
    int connected = 0;
    std::vector<std::string> endings;  ///< "lost", "refused 400", "handshake".

private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

struct Hub {
    explicit Hub(LinkLimits link_limits = {}, std::string endpoint = "tcp://127.0.0.1:0")
        : limits(link_limits) {
        auto started = ZapHandler::start(keys);
        REQUIRE(started);
        zap = *std::move(started);
        start(endpoint);
    }

    void start(const std::string& endpoint) {
        auto started = ZmqServer::start({endpoint, pair, limits}, *zap, hooks());
        REQUIRE(started);
        server = *std::move(started);
    }
    ServerHooks hooks() {
        return {[this](PeerConnection connection, const std::string& peer, Bytes frame) {
                    seen.note([&](Seen& s) {
                        s.messages.push_back({connection, peer, std::move(frame)});
                    });
                },
                [this](PeerConnection connection) {
                    seen.note([&](Seen& s) { s.lost.push_back(connection); });
                }};
    }
    void know(const crypto::TransportPair& peer, const std::string& name) {
        REQUIRE(keys.set(peer.public_key, name));
    }

    LinkLimits limits;
    crypto::TransportPair pair = new_pair();
    KnownKeys keys;
    Seen seen;
    std::unique_ptr<ZapHandler> zap;
    std::unique_ptr<ZmqServer> server;
};

struct Node {
    explicit Node(const Hub& hub) : Node(hub, hub.pair.public_key) {}
    Node(const Hub& hub, const TransportKey& server_key)
        : options{hub.server->endpoint(), server_key, pair, {}, Milliseconds(20'000)} {}

    void start() {
        const auto end = [this](const std::string& how) {
            seen.note([&](Seen& s) { s.endings.push_back(how); });
            after_ending();
        };
        ClientHooks hooks;
        hooks.on_connected = [this] { seen.note([](Seen& s) { ++s.connected; }); };
        hooks.on_message = [this](Bytes frame) {
            seen.note([&](Seen& s) { s.messages.push_back({{}, "", std::move(frame)}); });
            after_message();
        };
        hooks.on_disconnected = [end](const std::string&) { end("lost"); };
        hooks.on_refused = [end](int status, const std::string&) {
            end("refused " + std::to_string(status));
        };
        hooks.on_handshake_failed = [end](const std::string&) { end("handshake"); };
        auto started = ZmqClient::start(options, random, std::move(hooks));
        REQUIRE(started);
        client = *std::move(started);
    }
    void connect() {
        start();
        client->connect();
        REQUIRE(seen.wait_connected(1));
    }

    crypto::TransportPair pair = new_pair();
    SeededRandom random{read_big_endian(pair.public_key.view().first(8))};
    ClientOptions options;
    std::function<void()> after_ending = [] {};
    std::function<void()> after_message = [] {};
    Seen seen;
    std::unique_ptr<ZmqClient> client;
};

/// A node that is known and connected.
struct Linked {
    explicit Linked(LinkLimits limits = {}, const std::string& endpoint = "tcp://127.0.0.1:0")
        : hub(limits, endpoint), node(hub) {
        hub.know(node.pair, "cert-1");
        node.connect();
    }
    /// Sends one frame up, and answers over which connection it came.
    PeerConnection say(std::string_view frame = "up") {
        REQUIRE(node.client->send(frame_of(frame)));
        REQUIRE(hub.seen.wait_messages(1));
        return hub.seen.messages[0].connection;
    }

    Hub hub;
    Node node;
};

/// A client that does not play by our rules: any routing id, several parts, no reading.
struct RawClient {
    zmq::context_t context;
    zmq::socket_t socket{context, zmq::socket_type::dealer};

    RawClient() { socket.set(zmq::sockopt::linger, 0); }
    void connect(const Hub& hub, const crypto::TransportPair& pair, const std::string& routing_id) {
        socket.set(zmq::sockopt::routing_id, routing_id);
        socket.set(zmq::sockopt::curve_serverkey, zmq::buffer(hub.pair.public_key.bytes));
        socket.set(zmq::sockopt::curve_publickey, zmq::buffer(pair.public_key.bytes));
        socket.set(zmq::sockopt::curve_secretkey, zmq::buffer(pair.secret));
        socket.connect(hub.server->endpoint());
    }
};

}  // namespace branchline::sync
