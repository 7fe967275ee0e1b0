// Connections come and go: attempts, keys taken away, reconnects, restarts, and the end.
#include <atomic>
#include <thread>

#include "tests/sync/transport/both_ends.hpp"

namespace branchline::sync {

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

TEST_CASE("server: removing a key stops its frames at once") {
    Linked linked;
    auto& [hub, node] = linked;
    linked.say("before");
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
    Linked linked;
    auto& [hub, node] = linked;
    linked.say("before");
    hub.keys.remove(node.pair.public_key);
    hub.server->drop("cert-1");
    REQUIRE(hub.seen.wait([](const Seen& seen) { return !seen.lost.empty(); }));
    CHECK(hub.seen.lost[0] == hub.seen.messages[0].connection);
    CHECK(hub.server->connections() == 0);
}

TEST_CASE("server: a forgotten connection cannot be sent to") {
    Linked linked;
    auto& [hub, node] = linked;
    linked.say();
    hub.server->disconnect(hub.seen.messages[0].connection);
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, frame_of("down")));
    CHECK(hub.server->connections() == 0);
}

TEST_CASE("server: a peer that has left is reported once something is sent to it") {
    Linked linked;
    auto& [hub, node] = linked;
    const PeerConnection connection = linked.say();
    node.client.reset();
    const auto gone = [](const Seen& seen) { return !seen.lost.empty(); };
    for (int i = 0; i < 10'000 && !hub.seen.wait_briefly(gone); ++i) {
        (void)hub.server->send(connection, frame_of("anybody?"));
    }
    CHECK(hub.seen.lost == std::vector{connection});
}

TEST_CASE("link: a reconnect is a new connection") {
    Linked linked;
    auto& [hub, node] = linked;
    linked.say("first");
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
    Linked linked;
    auto& [hub, node] = linked;
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
    Linked linked;
    auto& [hub, node] = linked;
    for (int i = 0; i < 1'000; ++i) REQUIRE(node.client->send(Bytes(4'096)));
    REQUIRE(hub.seen.wait_messages(1));
    hub.server->stop();
    CHECK_FALSE(hub.server->send(hub.seen.messages[0].connection, {}));
    node.client.reset();
}

}  // namespace branchline::sync
