// A server's limits, its end, and where it listens: a loopback port, a Unix socket or both.
#include <filesystem>
#include <future>

#include <sys/stat.h>
#include <sys/un.h>

#include "tests/common/http/loopback.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::http;
using test::Folder;

TEST_CASE("server: a header that does not end is cut off", "[http]") {
    const Started started({.header_time_max = kSoon});
    CHECK(started.raw("GET /hello HTTP/1.1\r\nHost: ").empty());
}

TEST_CASE("server: a body that does not come is cut off", "[http]") {
    const Started started({.body_time_max = kSoon});
    CHECK(started
              .raw(started.head("POST /echo") +
                   "Content-Type: application/json\r\nContent-Length: 10\r\n\r\nabc")
              .empty());
}

TEST_CASE("server: an idle connection is closed", "[http]") {
    const Started started({.idle_time_max = kSoon});
    CHECK(started.raw("").empty());
    CHECK(answers_in(started.raw(started.head("GET /hello") + "\r\n")) == 1);
}

TEST_CASE("server: a connection over the limit gets 503 and is closed", "[http]") {
    const Started started({.connections_max = 2});
    const Raw one(started.server.port());
    const Raw two(started.server.port());
    for (const Raw* connection : {&one, &two}) {
        connection->send(started.head("GET /hello") + "\r\n");
        connection->read_until("hello");
    }
    const std::string answer = started.raw("");
    CHECK(answer.starts_with("HTTP/1.1 503"));
    CHECK(mentions(answer, "too-many-connections"));
    one.send(started.head("GET /hello") + "\r\n");
    CHECK(mentions(one.read_until("hello"), "200"));
}

TEST_CASE("server: a request under way is finished when the server stops", "[http]") {
    std::promise<Answer> held;
    Router router;
    router.add("GET", "/slow",
               [&](const Request&, const Answer& answer) { held.set_value(answer); });
    Started started({}, router);
    auto slow = std::async(std::launch::async, [&] { return started.get("/slow"); });
    const Answer answer = held.get_future().get();
    auto stopped = std::async(std::launch::async, [&] { started.server.stop(); });
    answer(text_response(200, "text/plain", "done"));
    CHECK(slow.get().body == "done");
    stopped.get();
}

TEST_CASE("server: stops although a handler never answers", "[http]") {
    std::vector<Answer> kept;
    std::promise<void> called;
    Router router;
    router.add("GET", "/never", [&](const Request&, const Answer& answer) {
        kept.push_back(answer);
        called.set_value();
    });
    Started started({.drain_time_max = kSoon}, router);
    const Raw connection(started.server.port());
    const Raw idle(started.server.port());
    connection.send(started.head("GET /never") + "\r\n");
    called.get_future().get();
    started.server.stop();
    CHECK(connection.read_all().empty());
    CHECK(idle.read_all().empty());
    CHECK(started.server.port() == 0);
}

TEST_CASE("server: two servers cannot share an address", "[http]") {
    const Started started;
    Server second({.listen = started.host}, standard_routes().handler());
    const auto result = second.start();
    CHECK(result.error().code == Code::unavailable);
    CHECK(result.error().id == "address-in-use");
}

TEST_CASE("server: refuses addresses that other machines can reach", "[http]") {
    const auto id_for = [](const std::string& listen) {
        Server server({.listen = listen}, standard_routes().handler());
        return server.start().error().id;
    };
    CHECK(id_for("0.0.0.0:0") == "address-not-loopback");
    CHECK(id_for("[::]:0") == "address-not-loopback");
    CHECK(id_for("branch.example:80") == "bad-address");
    CHECK(id_for("127.0.0.1") == "bad-address");
}

TEST_CASE("admin socket: serves with any Host and Origin, for its owner only", "[http]") {
    const Folder folder;
    const std::string path = folder.file("admin.sock");
    Server server({.admin_socket = path}, standard_routes().handler());
    REQUIRE(server.start().has_value());
    CHECK(server.port() == 0);
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0600);
    Request request;
    request.target = "/peer";
    request.headers.set("Host", "anything");
    request.headers.set("Origin", "http://evil.example");
    CHECK(http::request({.socket = path}, request)->body == "admin");
}

TEST_CASE("admin socket: still demands the content type of a write", "[http]") {
    const Folder folder;
    const std::string path = folder.file("admin.sock");
    Server server({.admin_socket = path}, standard_routes().handler());
    REQUIRE(server.start().has_value());
    Request request;
    request.method = "POST";
    request.target = "/echo";
    request.headers.set("Content-Type", "text/plain");
    CHECK(http::request({.socket = path}, request)->status == 415);
}

TEST_CASE("admin socket: one server listens on both", "[http]") {
    const Folder folder;
    const std::string path = folder.file("admin.sock");
    Server server({.listen = "127.0.0.1:0", .admin_socket = path}, standard_routes().handler());
    REQUIRE(server.start().has_value());
    Request request;
    request.target = "/peer";
    CHECK(http::request({.socket = path}, request)->body == "admin");
    CHECK(http::request({.address = "localhost:" + std::to_string(server.port())}, request)->body ==
          "tcp");
}

TEST_CASE("admin socket: what a killed daemon left behind is replaced", "[http]") {
    const Folder folder;
    const std::string path = folder.file("admin.sock");
    const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(left >= 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(left);
    Server server({.admin_socket = path}, standard_routes().handler());
    CHECK(server.start().has_value());
    server.stop();
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("admin socket: the socket of a running daemon is left alone", "[http]") {
    const Folder folder;
    const std::string path = folder.file("admin.sock");
    Server first({.admin_socket = path}, standard_routes().handler());
    REQUIRE(first.start().has_value());
    {
        Server second({.admin_socket = path}, standard_routes().handler());
        CHECK(second.start().error().code == Code::locked);
    }
    Request request;
    request.target = "/hello";
    CHECK(http::request({.socket = path}, request)->status == 200);
}

TEST_CASE("admin socket: a file of that name and a path too long are refused", "[http]") {
    const Folder folder;
    const auto id_for = [](const std::string& path) {
        Server server({.admin_socket = path}, standard_routes().handler());
        return server.start().error().id;
    };
    std::filesystem::create_directory(folder.file("taken"));
    CHECK(id_for(folder.file("taken")) == "not-a-socket");
    CHECK(id_for(folder.file(std::string(120, 'x'))) == "socket-path-too-long");
    CHECK(id_for(folder.file("none/admin.sock")) == "cannot-listen");
}
