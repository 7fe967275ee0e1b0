// A real server on a loopback port and on a Unix socket, and what a hostile client would send.
#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/http/client.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/text/json.hpp"

using namespace branchline;
using namespace branchline::http;

namespace {

constexpr Milliseconds kSoon{50};

class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "blhttpXXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~TempFolder() { std::filesystem::remove_all(path_); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// A plain TCP connection that sends exactly the bytes it is given.
class Raw {
public:
    explicit Raw(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        REQUIRE(socket_ >= 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* any = reinterpret_cast<const sockaddr*>(&address);
        REQUIRE(::connect(socket_, any, sizeof address) == 0);
    }
    ~Raw() { ::close(socket_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    void send(const std::string& bytes) const {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) return;
            sent += static_cast<std::size_t>(n);
        }
    }
    /// Everything until the server closes.
    std::string read_all() const {
        std::string all;
        char buffer[4096];
        for (ssize_t n = 0; (n = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
            all.append(buffer, static_cast<std::size_t>(n));
        }
        return all;
    }
    /// Reads until `end` has come.
    std::string read_until(const std::string& end) const {
        std::string all;
        char c = 0;
        while (!all.ends_with(end) && ::recv(socket_, &c, 1, 0) == 1) all.push_back(c);
        return all;
    }

private:
    int socket_;
};

Router standard_routes() {
    Router router;
    router.add("GET", "/hello", [](const Request&, const Answer& answer) {
        answer(text_response(200, "text/plain", "hello"));
    });
    router.add("POST", "/echo", [](const Request& request, const Answer& answer) {
        answer(text_response(200, "text/plain", request.body));
    });
    router.add("GET", "/peer", [](const Request& request, const Answer& answer) {
        const bool local = request.peer == Peer::admin_socket;
        answer(text_response(200, "text/plain", local ? "admin" : "tcp"));
    });
    router.add("GET", "/throw",
               [](const Request&, const Answer&) { throw std::bad_function_call(); });
    router.add("GET", "/forget", [](const Request&, const Answer&) {});
    // Counts down from the number in the path.
    router.add("GET", "/count/{from}", [](const Request& request, const Answer& answer) {
        Response response = text_response(200, "text/plain", "go ");
        response.more = [left = std::stoi(request.param("from"))](const Answer& give) mutable {
            const std::string piece = left > 0 ? std::to_string(left) + " " : "";
            --left;
            give(text_response(200, "", piece));
        };
        answer(std::move(response));
    });
    router.add("GET", "/break", [](const Request&, const Answer& answer) {
        Response response = text_response(200, "text/plain", "begun");
        response.more = [](const Answer& give) { give(problem(503, "gone", "the disk failed")); };
        answer(std::move(response));
    });
    router.add("GET", "/quiet", [](const Request&, const Answer& answer) {
        Response response = text_response(200, "text/plain", "");
        response.heartbeat = "~";
        response.more = [kept = std::vector<Answer>()](const Answer& give) mutable {
            kept.push_back(give);
        };
        answer(std::move(response));
    });
    router.add("GET", "/twice", [](const Request&, const Answer& answer) {
        answer(text_response(200, "text/plain", "first"));
        answer(text_response(200, "text/plain", "second"));
    });
    return router;
}

/// A started server on a free loopback port.
struct Started {
    explicit Started(ServerLimits limits = {}, const Router& router = standard_routes())
        : server({.listen = "127.0.0.1:0", .limits = limits}, router.handler()) {
        REQUIRE(server.start().has_value());
        host = "127.0.0.1:" + std::to_string(server.port());
    }

    Response get(const std::string& target) const { return send("GET", target); }
    Response send(const std::string& method,
                  const std::string& target,
                  Headers headers = {},
                  std::string body = {}) const {
        Request request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        request.body = std::move(body);
        auto response = http::request({.address = host}, request);
        REQUIRE(response.has_value());
        return *std::move(response);
    }
    std::string raw(const std::string& bytes) const {
        const Raw connection(server.port());
        connection.send(bytes);
        return connection.read_all();
    }
    /// Status line and Host, to be followed by further fields and a blank line.
    std::string head(const std::string& line) const {
        return line + " HTTP/1.1\r\nHost: " + host + "\r\n";
    }

    Server server;
    std::string host;
};

Headers field(const std::string& name, std::string value) {
    Headers headers;
    headers.set(name, std::move(value));
    return headers;
}

std::string code_in(const Response& response) {
    return error_of(response).id;
}

bool mentions(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

std::size_t answers_in(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != std::string::npos; ++at) ++count;
    return count;
}

}  // namespace

TEST_CASE("server: answers on a free loopback port with the security fields", "[http]") {
    const Started started;
    const Response response = started.get("/hello");
    CHECK(response.status == 200);
    CHECK(response.body == "hello");
    CHECK(response.headers.get("X-Content-Type-Options") == "nosniff");
    CHECK(response.headers.get("Cache-Control") == "no-store");
    CHECK(mentions(std::string(response.headers.get("Content-Security-Policy")), "'none'"));
    CHECK_FALSE(response.headers.has("Access-Control-Allow-Origin"));
}

TEST_CASE("server: a body goes in and comes out whole", "[http]") {
    const Started started;
    const std::string body(200'000, 'x');
    CHECK(started.send("POST", "/echo", {}, body).body == body);
}

TEST_CASE("server: a foreign Host is refused with 421", "[http]") {
    const Started started;
    const Response response = started.send("GET", "/hello", field("Host", "evil.example"));
    CHECK(response.status == 421);
    CHECK(code_in(response) == "wrong-host");
}

TEST_CASE("server: a request without Host is refused", "[http]") {
    const Started started;
    CHECK(mentions(started.raw("GET /hello HTTP/1.0\r\n\r\n"), "421"));
}

TEST_CASE("server: a configured name is accepted as Host", "[http]") {
    Router router = standard_routes();
    Server server({.listen = "127.0.0.1:0", .hosts = {"branch.example"}}, router.handler());
    REQUIRE(server.start().has_value());
    Request request;
    request.target = "/hello";
    request.headers.set("Host", "branch.example");
    const auto response =
        http::request({.address = "127.0.0.1:" + std::to_string(server.port())}, request);
    CHECK(response->status == 200);
}

TEST_CASE("server: a foreign Origin is refused with 403", "[http]") {
    const Started started;
    const Response response = started.send("POST", "/echo", field("Origin", "http://evil.example"));
    CHECK(response.status == 403);
    CHECK(code_in(response) == "wrong-origin");
}

TEST_CASE("server: our own Origin is accepted", "[http]") {
    const Started started;
    CHECK(started.send("POST", "/echo", field("Origin", "http://" + started.host)).status == 200);
}

TEST_CASE("server: a write of a form's content type is refused with 415", "[http]") {
    const Started started;
    const Response response =
        started.send("POST", "/echo", field("Content-Type", "text/plain"), "x");
    CHECK(response.status == 415);
    CHECK(code_in(response) == "wrong-content-type");
}

TEST_CASE("server: a body over the limit is refused before it is read", "[http]") {
    const Started started({.body_bytes_max = 100});
    CHECK(started.send("POST", "/echo", {}, std::string(100, 'x')).status == 200);
    const Response response = started.send("POST", "/echo", {}, std::string(101, 'x'));
    CHECK(response.status == 413);
    CHECK(code_in(response) == "body-too-large");
    const std::string announced =
        started.head("POST /echo") +
        "Content-Type: application/json\r\nContent-Length: 9999999\r\n\r\n";
    CHECK(mentions(started.raw(announced), "HTTP/1.1 413"));
}

TEST_CASE("server: a chunked body over the limit is refused", "[http]") {
    const Started started({.body_bytes_max = 100});
    const std::string head = started.head("POST /echo") +
                             "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string chunks;
    for (int i = 0; i < 5; ++i) chunks += "1e\r\n" + std::string(30, 'x') + "\r\n";
    CHECK(mentions(started.raw(head + chunks + "0\r\n\r\n"), "HTTP/1.1 413"));
}

TEST_CASE("server: trailer fields do not pass for header fields", "[http]") {
    const Started started;
    const std::string answer =
        started.raw(started.head("POST /echo") +
                    "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    "2\r\nhi\r\n0\r\nContent-Type: application/json\r\n\r\n");
    CHECK(mentions(answer, "HTTP/1.1 415"));
}

TEST_CASE("server: header fields over the limit are refused with 431", "[http]") {
    const Started started;
    const std::string big = "X-Big: " + std::string(17'000, 'x') + "\r\n\r\n";
    CHECK(mentions(started.raw(started.head("GET /hello") + big), "HTTP/1.1 431"));
}

TEST_CASE("server: a long request target is refused with 414", "[http]") {
    const Started started;
    CHECK(started.get("/" + std::string(5'000, 'a')).status == 414);
}

TEST_CASE("server: smuggled requests are refused and the connection is closed", "[http]") {
    const Started started;
    const std::string second = started.head("GET /hello") + "\r\n";
    const std::string head = started.head("POST /echo") + "Content-Type: application/json\r\n";
    const std::string forms[] = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
        "Content-Length: 0, 0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    };
    for (const std::string& form : forms) {
        INFO(form);
        const std::string answer = started.raw(std::string(head).append(form).append(second));
        CHECK(answer.starts_with("HTTP/1.1 400"));
        CHECK(mentions(answer, "Connection: close"));
        CHECK(answers_in(answer) == 1);
    }
}

TEST_CASE("server: malformed requests are refused and the connection is closed", "[http]") {
    const Started started;
    const std::string forms[] = {
        "nonsense\r\n\r\n",
        "GET /hello HTTP/9.9\r\n\r\n",
        "GET  /hello HTTP/1.1\r\nHost: " + started.host + "\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: " + started.host + "\r\nno colon\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: " + started.host +
            "\r\nX: a\x01"
            "b\r\n\r\n",
        "GET http://" + started.host + "/hello HTTP/1.1\r\nHost: " + started.host + "\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: " + started.host + "\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: " + started.host + "\r\nHost: " + started.host + "\r\n\r\n",
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
    };
    for (const std::string& form : forms) {
        INFO(form);
        const std::string answer = started.raw(form);
        CHECK(answer.starts_with("HTTP/1.1 400"));
        CHECK(mentions(answer, "Connection: close"));
    }
}

TEST_CASE("server: a connection carries several requests", "[http]") {
    const Started started;
    const Raw connection(started.server.port());
    for (int i = 0; i < 3; ++i) {
        connection.send(started.head("GET /hello") + "\r\n");
        const std::string answer = connection.read_until("hello");
        CHECK(answer.starts_with("HTTP/1.1 200"));
        CHECK(mentions(answer, "Connection: keep-alive"));
    }
}

TEST_CASE("server: pipelined requests are answered in order", "[http]") {
    const Started started;
    const std::string answer = started.raw(started.head("GET /hello") + "\r\n" +
                                           started.head("GET /peer") + "Connection: close\r\n\r\n");
    CHECK(answers_in(answer) == 2);
    CHECK(answer.find("hello") < answer.find("tcp"));
}

TEST_CASE("server: closes when the client asks for it", "[http]") {
    const Started started;
    const std::string answer =
        started.raw(started.head("GET /hello") + "Connection: close\r\n\r\n");
    CHECK(answers_in(answer) == 1);
    CHECK(mentions(answer, "Connection: close"));
}

TEST_CASE("server: HEAD gets the length and no body", "[http]") {
    const Started started;
    const std::string answer =
        started.raw(started.head("HEAD /hello") + "Connection: close\r\n\r\n");
    CHECK(mentions(answer, "Content-Length: 5\r\n"));
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK(started.send("HEAD", "/hello").body.empty());
}

TEST_CASE("server: a body comes piece by piece, and the connection goes on", "[http]") {
    const Started server;
    CHECK(server.get("/count/3").body == "go 3 2 1 ");
    CHECK(server.get("/count/0").body == "go ");
    const std::string both = server.raw(server.head("GET /count/1") + "\r\n" +
                                        server.head("GET /hello") + "Connection: close\r\n\r\n");
    CHECK(both.find("Transfer-Encoding: chunked") != both.npos);
    CHECK(both.find("3\r\ngo \r\n2\r\n1 \r\n0\r\n\r\nHTTP/1.1 200") != both.npos);
    CHECK(both.ends_with("hello"));
}

TEST_CASE("server: a stream that fails is cut off before its end", "[http]") {
    const Started server;
    const std::string all = server.raw(server.head("GET /break") + "\r\n");
    CHECK(all.ends_with("\r\n\r\n5\r\nbegun\r\n"));
}

TEST_CASE("server: HEAD of a stream gets no piece, and HTTP/1.0 gets none at all", "[http]") {
    const Started server;
    const std::string head = server.raw(server.head("HEAD /count/3") + "Connection: close\r\n\r\n");
    CHECK(head.ends_with("\r\n\r\n"));
    const std::string old =
        server.raw("GET /count/3 HTTP/1.0\r\nHost: " + server.host + "\r\n\r\n");
    CHECK(old.find("http-too-old") != old.npos);
}

TEST_CASE("server: a quiet stream has heartbeats and ends well when the server stops", "[http]") {
    Started server({.heartbeat_every = Milliseconds(10)});
    const Raw connection(server.server.port());
    connection.send(server.head("GET /quiet") + "\r\n");
    CHECK(connection.read_until("1\r\n~\r\n1\r\n~\r\n").ends_with("~\r\n"));
    server.server.stop();
    CHECK(connection.read_all().ends_with("0\r\n\r\n"));
}

TEST_CASE("server: a client that expects a go-ahead gets one", "[http]") {
    const Started started;
    const Raw connection(started.server.port());
    connection.send(started.head("POST /echo") +
                    "Content-Type: application/json\r\nContent-Length: 2\r\n"
                    "Expect: 100-continue\r\nConnection: close\r\n\r\n");
    CHECK(connection.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    connection.send("hi");
    CHECK(connection.read_all().ends_with("\r\n\r\nhi"));
}

TEST_CASE("server: an answer may come from another thread", "[http]") {
    std::promise<Answer> asked;
    Router router;
    router.add("GET", "/later",
               [&](const Request&, const Answer& answer) { asked.set_value(answer); });
    std::thread other([&] { asked.get_future().get()(text_response(200, "text/plain", "late")); });
    const Started started({}, router);
    CHECK(started.get("/later").body == "late");
    other.join();
}

TEST_CASE("server: a slow handler does not hold up other connections", "[http]") {
    std::promise<Answer> held;
    Router router = standard_routes();
    router.add("GET", "/slow",
               [&](const Request&, const Answer& answer) { held.set_value(answer); });
    const Started started({}, router);
    auto slow = std::async(std::launch::async, [&] { return started.get("/slow"); });
    const Answer answer = held.get_future().get();
    CHECK(started.get("/hello").body == "hello");
    answer(text_response(200, "text/plain", "done"));
    CHECK(slow.get().body == "done");
}

TEST_CASE("server: a handler that never answers becomes 503", "[http]") {
    std::vector<Answer> kept;
    Router router;
    router.add("GET", "/never",
               [&](const Request&, const Answer& answer) { kept.push_back(answer); });
    Started started({.answer_time_max = kSoon}, router);
    const Response response = started.get("/never");
    CHECK(response.status == 503);
    CHECK(code_in(response) == "timed-out");
    started.server.stop();
    REQUIRE(kept.size() == 1);
    kept[0](Response{});  // Too late, and after the server is gone: nothing happens.
}

TEST_CASE("server: a request that a handler drops is answered with 503 at once", "[http]") {
    const Started started;
    const Response response = started.get("/forget");
    CHECK(response.status == 503);
    CHECK(code_in(response) == "no-answer");
}

TEST_CASE("server: only the first of two answers counts", "[http]") {
    const Started started;
    CHECK(started.get("/twice").body == "first");
    CHECK(started.get("/hello").body == "hello");
}

TEST_CASE("server: an exception in a handler is a 500 and the server lives on", "[http]") {
    const Started started;
    const Response response = started.get("/throw");
    CHECK(response.status == 500);
    CHECK(code_in(response) == "internal");
    CHECK(started.get("/hello").status == 200);
}

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
    const TempFolder folder;
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
    const TempFolder folder;
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
    const TempFolder folder;
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
    const TempFolder folder;
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
    const TempFolder folder;
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
    const TempFolder folder;
    const auto id_for = [](const std::string& path) {
        Server server({.admin_socket = path}, standard_routes().handler());
        return server.start().error().id;
    };
    std::filesystem::create_directory(folder.file("taken"));
    CHECK(id_for(folder.file("taken")) == "not-a-socket");
    CHECK(id_for(folder.file(std::string(120, 'x'))) == "socket-path-too-long");
    CHECK(id_for(folder.file("none/admin.sock")) == "cannot-listen");
}

TEST_CASE("client: nobody there is one clear error, by socket and by address", "[http]") {
    const TempFolder folder;
    Server server({.listen = "127.0.0.1:0"}, standard_routes().handler());
    REQUIRE(server.start().has_value());
    const std::string address = "127.0.0.1:" + std::to_string(server.port());
    server.stop();
    for (const Target& target :
         {Target{.socket = folder.file("none.sock")}, Target{.address = address}}) {
        const auto answer = http::request(target, Request{});
        CHECK(answer.error().code == Code::unavailable);
        CHECK(answer.error().id == "daemon-not-reachable");
        CHECK_FALSE(answer.error().hint.empty());
    }
}

TEST_CASE("client: gives up when the answer takes too long", "[http]") {
    std::vector<Answer> kept;
    Router router;
    router.add("GET", "/never",
               [&](const Request&, const Answer& answer) { kept.push_back(answer); });
    const Started started({.drain_time_max = kSoon}, router);
    Request request;
    request.target = "/never";
    const auto answer = http::request({.address = started.host, .time_max = kSoon}, request);
    CHECK(answer.error().code == Code::unavailable);
    CHECK(answer.error().id == "timed-out");
}

TEST_CASE("client: refuses to send what would be read as two requests", "[http]") {
    const Started started;
    Request request;
    request.target = "/hello HTTP/1.1\r\nX: y";
    CHECK(http::request({.address = started.host}, request).error().id == "bad-request");
    request.target = "/hello";
    request.headers.set("X-Name", "a\r\nHost: b");
    CHECK(http::request({.address = started.host}, request).error().id == "bad-request");
}

TEST_CASE("client: an answer over its limit is refused", "[http]") {
    const Started started;
    Request request;
    request.target = "/hello";
    const auto answer = http::request({.address = started.host, .body_bytes_max = 4}, request);
    CHECK(answer.error().id == "answer-too-large");
}
