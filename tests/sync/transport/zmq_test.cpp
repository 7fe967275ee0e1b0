// Both ends of the ZeroMQ link over real loopback sockets. Waits are on condition variables; the
// deadline only ends a test that has failed.
#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>
#include <zmq.hpp>

#include "sync/transport/zap.hpp"
#include "sync/transport/zmq_client.hpp"
#include "sync/transport/zmq_link.hpp"
#include "sync/transport/zmq_server.hpp"

namespace branchline::sync {
namespace {

constexpr std::chrono::seconds kGenerous(30);

Bytes frame_of(std::string_view text) {
    return to_bytes(as_bytes(text));
}

crypto::TransportPair new_pair() {
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

std::vector<Bytes> zap_request(ByteView key) {
    return {frame_of("1.0"),   frame_of("1"), frame_of(kZapDomain), frame_of("127.0.0.1"), {},
            frame_of("CURVE"), to_bytes(key)};
}

}  // namespace

TEST_CASE("zap: a known key is admitted under the table's name") {
    KnownKeys keys;
    const TransportKey key = new_pair().public_key;
    REQUIRE(keys.set(key, "cert-17"));
    const auto reply = answer_zap(zap_request(key), keys);
    REQUIRE(reply.size() == 6);
    CHECK(as_text(reply[1]) == "1");
    CHECK(as_text(reply[2]) == "200");
    CHECK(as_text(reply[4]) == "cert-17");
    CHECK(keys.refusals() == 0);
}

TEST_CASE("zap: an unknown key is refused and remembered") {
    KnownKeys keys;
    const TransportKey key = new_pair().public_key;
    const auto reply = answer_zap(zap_request(key), keys);
    REQUIRE(reply.size() == 6);
    CHECK(as_text(reply[2]) == "400");
    CHECK(as_text(reply[3]) == "unknown_curve_key");
    CHECK(reply[4].empty());
    REQUIRE(keys.last_refusals().size() == 1);
    CHECK(keys.last_refusals()[0].key_hex == to_hex(key));
    CHECK(keys.last_refusals()[0].code == "unknown_curve_key");
}

TEST_CASE("zap: a mechanism other than CURVE is refused") {
    KnownKeys keys;
    auto request = zap_request({});
    request.pop_back();
    request[5] = frame_of("NULL");
    const auto reply = answer_zap(request, keys);
    REQUIRE(reply.size() == 6);
    CHECK(as_text(reply[2]) == "400");
    CHECK(as_text(reply[3]) == "curve_required");
}

TEST_CASE("zap: a request that breaks the rules is refused even with a known key") {
    KnownKeys keys;
    const TransportKey key = new_pair().public_key;
    REQUIRE(keys.set(key, "cert-17"));
    auto request = zap_request(key);
    SECTION("another version") {
        request[0] = frame_of("2.0");
    }
    SECTION("another domain") {
        request[2] = frame_of("elsewhere");
    }
    SECTION("a short key") {
        request[6].pop_back();
    }
    SECTION("a frame too many") {
        request.push_back({});
    }
    SECTION("a frame too few") {
        request.pop_back();
    }
    const auto reply = answer_zap(request, keys);
    REQUIRE(reply.size() == 6);
    CHECK(as_text(reply[2]) == "400");
    CHECK(keys.refusals() == 1);
}

TEST_CASE("zap: a request without an id is not answered") {
    KnownKeys keys;
    CHECK(answer_zap({}, keys).empty());
    CHECK(answer_zap({frame_of("1.0")}, keys).empty());
    CHECK(answer_zap({frame_of("1.0"), Bytes(256)}, keys).empty());
    CHECK(keys.refusals() == 3);
}

TEST_CASE("zap: only the last 32 refusals are remembered, all are counted") {
    KnownKeys keys;
    for (int i = 0; i < 40; ++i) keys.count_refusal({}, std::to_string(i));
    CHECK(keys.refusals() == 40);
    REQUIRE(keys.last_refusals().size() == 32);
    CHECK(keys.last_refusals().front().code == "8");
    CHECK(keys.last_refusals().back().code == "39");
}

TEST_CASE("known keys: a name that ZeroMQ could not carry is refused") {
    KnownKeys keys;
    const TransportKey key = new_pair().public_key;
    CHECK_FALSE(keys.set(key, ""));
    CHECK_FALSE(keys.set(key, std::string("a\0b", 3)));
    CHECK_FALSE(keys.set(key, std::string(256, 'a')));
    CHECK_FALSE(keys.find(key));
}

TEST_CASE("zap handler: junk on its address does not stop it from answering") {
    Hub hub;
    zmq::socket_t junk(hub.zap->context(), zmq::socket_type::dealer);
    junk.set(zmq::sockopt::linger, 0);
    junk.connect("inproc://zeromq.zap.01");
    junk.send(zmq::str_buffer("junk"), zmq::send_flags::none);
    for (int i = 0; i < 40; ++i) junk.send(zmq::str_buffer("x"), zmq::send_flags::sndmore);
    junk.send(zmq::message_t(), zmq::send_flags::none);
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    Node late(hub);  // Its request queues behind all of the junk.
    hub.know(late.pair, "cert-2");
    late.connect();
    CHECK(hub.keys.refusals() == 2);
}

TEST_CASE("server: refuses to start without a running ZAP handler") {
    KnownKeys keys;
    auto zap = ZapHandler::start(keys);
    REQUIRE(zap);
    (*zap)->stop();
    const auto server = ZmqServer::start({"tcp://127.0.0.1:0", new_pair(), {}}, **zap,
                                         {[](PeerConnection, const std::string&, Bytes) {}, {}});
    REQUIRE_FALSE(server);
    CHECK(server.error().id == "zap-missing");
}

TEST_CASE("server: reports the port it got and refuses one that is taken") {
    Hub hub;
    CHECK(hub.server->endpoint().starts_with("tcp://127.0.0.1:"));
    CHECK_FALSE(hub.server->endpoint().ends_with(":0"));
    const auto second =
        ZmqServer::start({hub.server->endpoint(), hub.pair, {}}, *hub.zap, hub.hooks());
    REQUIRE_FALSE(second);
    CHECK(second.error().id == "address-in-use");
}

TEST_CASE("server: the port of a stopped server is free at once") {
    Hub hub;
    const std::string endpoint = hub.server->endpoint();
    for (int i = 0; i < 50; ++i) {
        hub.server->stop();
        hub.start(endpoint);
    }
}

TEST_CASE("server: limits that could not work are refused") {
    Hub hub;
    LinkLimits limits;
    SECTION("a queue below one frame") {
        limits.send_bytes_max = limits.frame_bytes_max;
    }
    SECTION("frames too small for a handshake") {
        limits.frame_bytes_max = 100;
    }
    SECTION("no handshake time") {
        limits.handshake = Milliseconds(0);
    }
    const auto server =
        ZmqServer::start({"tcp://127.0.0.1:0", hub.pair, limits}, *hub.zap, hub.hooks());
    REQUIRE_FALSE(server);
    CHECK(server.error().id == "bad-link-limits");
}

TEST_CASE("link: a known key passes and frames travel both ways") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].peer == "cert-1");
    CHECK(hub.seen.messages[0].frame == frame_of("up"));
    REQUIRE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
    REQUIRE(node.seen.wait_messages(1));
    CHECK(node.seen.messages[0].frame == frame_of("down"));
}

TEST_CASE("link: an empty frame is a frame") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send({}));
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].frame.empty());
}

TEST_CASE("link: the largest frame travels both ways") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    const Bytes largest(hub.limits.frame_bytes_max, 0x5a);
    REQUIRE(node.client->send(largest));
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].frame == largest);
    REQUIRE(hub.server->send(hub.seen.messages[0].connection, largest));
    REQUIRE(node.seen.wait_messages(1));
    CHECK(node.seen.messages[0].frame == largest);
}

TEST_CASE("link: IPv6 loopback works where the machine has it") {
    KnownKeys keys;
    {
        auto zap = ZapHandler::start(keys);
        REQUIRE(zap);
        const ServerHooks deaf{[](PeerConnection, const std::string&, Bytes) {}, {}};
        const auto server = ZmqServer::start({"tcp://[::1]:0", new_pair(), {}}, **zap, deaf);
        if (!server) {
            WARN("skipped: no IPv6 loopback here");
            return;
        }
    }
    Hub hub({}, "tcp://[::1]:0");
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("six")));
    CHECK(hub.seen.wait_messages(1));
}

TEST_CASE("server: a peer's name is the table's, whatever routing id it claims") {
    Hub hub;
    const auto first = new_pair();
    const auto second = new_pair();
    hub.know(first, "cert-1");
    hub.know(second, "cert-2");
    RawClient one;
    one.connect(hub, first, "cert-2");
    one.socket.send(zmq::str_buffer("mine"), zmq::send_flags::none);
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].peer == "cert-1");

    RawClient two;  // Takes over the routing id, and gets neither name nor connection with it.
    two.connect(hub, second, "cert-2");
    two.socket.send(zmq::str_buffer("too"), zmq::send_flags::none);
    REQUIRE(hub.seen.wait_messages(2));
    CHECK(hub.seen.messages[1].peer == "cert-2");
    CHECK(hub.seen.messages[1].connection != hub.seen.messages[0].connection);
    CHECK(hub.seen.lost == std::vector{hub.seen.messages[0].connection});
}

TEST_CASE("link: an unknown key is refused, and both sides hear of it") {
    Hub hub;
    Node node(hub);
    node.start();
    node.client->connect();
    REQUIRE(node.seen.wait_ended());
    CHECK(node.seen.endings == std::vector<std::string>{"refused 400"});
    CHECK(node.seen.connected == 0);
    REQUIRE(hub.keys.last_refusals().size() == 1);
    CHECK(hub.keys.last_refusals()[0].key_hex == to_hex(node.pair.public_key));
    CHECK(hub.keys.last_refusals()[0].code == "unknown_curve_key");
    CHECK(hub.seen.messages.empty());
}

TEST_CASE("server: a client without CURVE gets nothing through") {
    Hub hub;
    RawClient plain;
    Monitor monitor(plain.context, plain.socket, ZMQ_EVENT_DISCONNECTED, 1);
    plain.socket.connect(hub.server->endpoint());
    plain.socket.send(zmq::str_buffer("let me in"), zmq::send_flags::none);
    std::array items{monitor.poll_item()};
    wait_for(items, kGenerous);
    CHECK(monitor.next());
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("fence")));
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].frame == frame_of("fence"));
}

TEST_CASE("client: a server with another key is not spoken to") {
    Hub hub;
    Node node(hub, new_pair().public_key);
    hub.know(node.pair, "cert-1");
    node.start();
    node.client->connect();
    CHECK_FALSE(node.client->send(frame_of("secret")));
    REQUIRE(node.seen.wait_ended());
    CHECK(node.seen.endings == std::vector<std::string>{"handshake"});
    CHECK(node.seen.connected == 0);
    CHECK(hub.seen.messages.empty());
}

TEST_CASE("client: an attempt to reach nobody ends once") {
    Hub hub;
    Node node(hub);
    hub.server->stop();
    node.start();
    node.client->connect();
    REQUIRE(node.seen.wait_ended());
    CHECK(node.seen.endings == std::vector<std::string>{"lost"});
}

TEST_CASE("client: a malformed endpoint ends the attempt instead of the process") {
    Hub hub;
    Node node(hub);
    node.options.endpoint = "nonsense";
    node.start();
    node.client->connect();
    CHECK(node.seen.wait_ended());
}

TEST_CASE("link: ten thousand small frames arrive in order both ways") {
    constexpr std::size_t kFrames = 10'000;
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    const auto text = [](std::size_t i) { return frame_of("frame " + std::to_string(i)); };
    for (std::size_t i = 0; i < kFrames; ++i) REQUIRE(node.client->send(text(i)));
    REQUIRE(hub.seen.wait_messages(kFrames));
    const PeerConnection connection = hub.seen.messages[0].connection;
    for (std::size_t i = 0; i < kFrames; ++i) REQUIRE(hub.server->send(connection, text(i)));
    REQUIRE(node.seen.wait_messages(kFrames));
    bool in_order = true;
    for (std::size_t i = 0; i < kFrames; ++i) {
        in_order = in_order && hub.seen.messages[i].frame == text(i) &&
                   node.seen.messages[i].frame == text(i);
    }
    CHECK(in_order);
}

TEST_CASE("server: a peer that does not read meets the byte limit, and loses nothing queued") {
    LinkLimits limits;  // Silence while it does not read is the point, not a reason to part.
    limits.heartbeat_timeout = Milliseconds(120'000);
    Hub hub(limits);
    const auto pair = new_pair();
    hub.know(pair, "cert-1");
    RawClient slow;
    slow.socket.set(zmq::sockopt::rcvhwm, 1);
    slow.connect(hub, pair, "slow");
    slow.socket.send(zmq::str_buffer("here"), zmq::send_flags::none);
    REQUIRE(hub.seen.wait_messages(1));
    const PeerConnection connection = hub.seen.messages[0].connection;
    std::uint32_t sent = 0;
    const auto numbered = [](std::uint32_t number) {
        Bytes out;
        append_big_endian(out, number, 4);
        out.resize(64U << 10U);
        return out;
    };
    while (hub.server->send(connection, numbered(sent))) ++sent;
    CHECK(sent >= (8U << 20U) / SendQueue::cost(64U << 10U));
    slow.socket.set(zmq::sockopt::rcvtimeo, 30'000);
    bool in_order = true;
    for (std::uint32_t i = 0; i < sent; ++i) {
        zmq::message_t frame;
        REQUIRE(slow.socket.recv(frame));
        in_order = in_order && read_big_endian(ByteView(copy_frame(frame)).first(4)) == i;
    }
    CHECK(in_order);
}

TEST_CASE("server: a frame above the limit closes only that peer's connection") {
    LinkLimits limits;
    limits.frame_bytes_max = 64U << 10U;
    Hub hub(limits);
    Node greedy(hub);
    Node modest(hub);
    hub.know(greedy.pair, "cert-1");
    hub.know(modest.pair, "cert-2");
    greedy.connect();
    modest.connect();
    REQUIRE(modest.client->send(Bytes(limits.frame_bytes_max)));
    REQUIRE(hub.seen.wait_messages(1));
    REQUIRE(greedy.client->send(Bytes(limits.frame_bytes_max + 1)));
    REQUIRE(greedy.seen.wait_ended());
    REQUIRE(modest.client->send(frame_of("still here")));
    REQUIRE(hub.seen.wait_messages(2));
    CHECK(hub.seen.messages[1].frame == frame_of("still here"));
    CHECK(modest.seen.endings.empty());
}

TEST_CASE("link: a frame above the own limit is not taken for sending") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    CHECK_FALSE(node.client->send(Bytes(node.options.limits.frame_bytes_max + 1)));
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    const Bytes large(hub.limits.frame_bytes_max + 1);
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, large));
}

TEST_CASE("server: a message of several parts is dropped and counted") {
    Hub hub;
    const auto pair = new_pair();
    hub.know(pair, "cert-1");
    RawClient odd;
    odd.connect(hub, pair, "odd");
    odd.socket.send(zmq::str_buffer("one"), zmq::send_flags::sndmore);
    odd.socket.send(zmq::str_buffer("two"), zmq::send_flags::none);
    odd.socket.send(zmq::str_buffer("whole"), zmq::send_flags::none);
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].frame == frame_of("whole"));
    CHECK(hub.server->counts().malformed == 1);
}

TEST_CASE("server: removing a key stops its frames at once") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("before")));
    REQUIRE(hub.seen.wait_messages(1));
    hub.keys.remove(node.pair.public_key);
    SECTION("its name is gone") {}
    SECTION("its name lives on with another key") {
        hub.know(new_pair(), "cert-1");
    }
    REQUIRE(node.client->send(frame_of("after")));
    REQUIRE(hub.seen.wait([](const Seen& seen) { return !seen.lost.empty(); }));
    CHECK(hub.seen.messages.size() == 1);
    CHECK(hub.server->counts().unknown_peer == 1);
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
}

TEST_CASE("server: dropping a peer forgets its connections") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("before")));
    REQUIRE(hub.seen.wait_messages(1));
    hub.keys.remove(node.pair.public_key);
    hub.server->drop("cert-1");
    REQUIRE(hub.seen.wait([](const Seen& seen) { return !seen.lost.empty(); }));
    CHECK(hub.seen.lost[0] == hub.seen.messages[0].connection);
    CHECK(hub.server->connections() == 0);
}

TEST_CASE("server: a forgotten connection cannot be sent to") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    hub.server->disconnect(hub.seen.messages[0].connection);
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
    CHECK(hub.server->connections() == 0);
}

TEST_CASE("server: a peer that has left is reported once something is sent to it") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    const PeerConnection connection = hub.seen.messages[0].connection;
    node.client.reset();
    const auto gone = [](const Seen& seen) { return !seen.lost.empty(); };
    for (int i = 0; i < 10'000 && !hub.seen.wait_briefly(gone); ++i) {
        (void)hub.server->send(connection, frame_of("anybody?"));
    }
    CHECK(hub.seen.lost == std::vector{connection});
}

TEST_CASE("link: a reconnect is a new connection") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    REQUIRE(node.client->send(frame_of("first")));
    REQUIRE(hub.seen.wait_messages(1));
    node.client->disconnect();
    CHECK_FALSE(node.client->is_connected());
    CHECK_FALSE(node.client->send(frame_of("nowhere")));
    node.client->connect();
    REQUIRE(node.seen.wait_connected(2));
    REQUIRE(node.client->send(frame_of("second")));
    REQUIRE(hub.seen.wait_messages(2));
    CHECK(hub.seen.messages[1].connection != hub.seen.messages[0].connection);
    CHECK(hub.seen.messages[1].peer == "cert-1");
    CHECK(node.seen.endings.empty());
}

TEST_CASE("server: a peer keeps only its newest connections") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.start();
    for (int i = 1; i <= 6; ++i) {
        node.client->connect();
        REQUIRE(node.seen.wait_connected(i));
        REQUIRE(node.client->send(frame_of("again")));
        REQUIRE(hub.seen.wait_messages(static_cast<std::size_t>(i)));
    }
    CHECK(hub.server->connections() == 4);
    CHECK(hub.seen.lost ==
          std::vector{hub.seen.messages[0].connection, hub.seen.messages[1].connection});
}

TEST_CASE("client: after disconnect no hook of the old socket runs") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    std::size_t heard = 0;
    node.after_message = [&] {
        if (++heard == 10) node.client->disconnect();
    };
    node.connect();
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    const PeerConnection old = hub.seen.messages[0].connection;
    for (int i = 0; i < 5'000; ++i) (void)hub.server->send(old, frame_of("old"));
    REQUIRE(node.seen.wait_messages(10));
    node.client->connect();
    REQUIRE(node.seen.wait_connected(2));
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(2));
    REQUIRE(hub.server->send(hub.seen.messages[1].connection, frame_of("new")));
    REQUIRE(node.seen.wait_messages(11));
    CHECK(node.seen.messages.size() == 11);
    CHECK(node.seen.messages.back().frame == frame_of("new"));
    CHECK(node.seen.endings.empty());
}

TEST_CASE("client: disconnect waits for the hook that is running on another thread") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    std::atomic<bool> entered{false};
    std::atomic<bool> left{false};
    std::atomic<bool> asked{false};
    node.after_message = [&] {
        entered = true;
        node.seen.note([](Seen&) {});
        while (!asked) std::this_thread::yield();
        for (int i = 0; i < 10'000; ++i) std::this_thread::yield();
        left = true;
    };
    node.connect();
    REQUIRE(node.client->send(frame_of("up")));
    REQUIRE(hub.seen.wait_messages(1));
    REQUIRE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
    REQUIRE(node.seen.wait([&](const Seen&) { return entered.load(); }));
    asked = true;
    node.client->disconnect();
    CHECK(left);
}

TEST_CASE("client: frames taken before disconnect still leave") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    for (int i = 0; i < 20; ++i) REQUIRE(node.client->send(frame_of("last words")));
    node.client->disconnect();
    CHECK(hub.seen.wait_messages(20));
}

TEST_CASE("link: a client that tries again finds the server after its restart") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.after_ending = [&] { node.client->connect(); };
    node.start();
    node.client->connect();
    REQUIRE(node.seen.wait_connected(1));
    const std::string endpoint = hub.server->endpoint();
    for (int restart = 1; restart <= 3; ++restart) {
        hub.server->stop();
        REQUIRE(node.seen.wait([=](const Seen& seen) {
            return seen.endings.size() >= static_cast<std::size_t>(restart);
        }));
        hub.start(endpoint);
        REQUIRE(node.seen.wait_connected(restart + 1));
        REQUIRE(node.client->send(frame_of("back")));
        REQUIRE(hub.seen.wait_messages(static_cast<std::size_t>(restart)));
    }
    node.client->disconnect();
}

TEST_CASE("link: both ends stop while frames are still on their way") {
    Hub hub;
    Node node(hub);
    hub.know(node.pair, "cert-1");
    node.connect();
    for (int i = 0; i < 1'000; ++i) REQUIRE(node.client->send(Bytes(4'096)));
    REQUIRE(hub.seen.wait_messages(1));
    hub.server->stop();
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, {}));
    node.client.reset();
}

}  // namespace branchline::sync
