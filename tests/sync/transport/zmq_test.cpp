// A link: where a server listens, and the frames that it carries or does not.
#include "sync/transport/zmq_link.hpp"
#include "tests/sync/transport/both_ends.hpp"

namespace branchline::sync {

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
    Linked linked;
    auto& [hub, node] = linked;
    linked.say();
    CHECK(hub.seen.messages[0].peer == "cert-1");
    CHECK(hub.seen.messages[0].frame == frame_of("up"));
    REQUIRE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
    REQUIRE(node.seen.wait_messages(1));
    CHECK(node.seen.messages[0].frame == frame_of("down"));
}

TEST_CASE("link: an empty frame is a frame") {
    Linked linked;
    auto& [hub, node] = linked;
    REQUIRE(node.client->send({}));
    REQUIRE(hub.seen.wait_messages(1));
    CHECK(hub.seen.messages[0].frame.empty());
}

TEST_CASE("link: the largest frame travels both ways") {
    Linked linked;
    auto& [hub, node] = linked;
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
    Linked linked({}, "tcp://[::1]:0");
    auto& [hub, node] = linked;
    REQUIRE(node.client->send(frame_of("six")));
    CHECK(hub.seen.wait_messages(1));
}

TEST_CASE("link: ten thousand small frames arrive in order both ways") {
    constexpr std::size_t kFrames = 10'000;
    Linked linked;
    auto& [hub, node] = linked;
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
    Linked linked;
    auto& [hub, node] = linked;
    CHECK_FALSE(node.client->send(Bytes(node.options.limits.frame_bytes_max + 1)));
    linked.say();
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

}  // namespace branchline::sync
