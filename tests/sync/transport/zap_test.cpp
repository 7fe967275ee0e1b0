// Who gets in: ZAP's answers, and under which name a peer is heard.
#include "sync/transport/zap.hpp"

#include <array>

#include "sync/transport/zmq_link.hpp"
#include "tests/sync/transport/both_ends.hpp"

namespace branchline::sync {
namespace {

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

}  // namespace branchline::sync
