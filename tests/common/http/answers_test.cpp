// How answers leave a server: whole or in pieces, at once or later, from whatever thread.
#include <future>
#include <thread>

#include "tests/common/http/loopback.hpp"

using namespace branchline;
using namespace branchline::http;

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
