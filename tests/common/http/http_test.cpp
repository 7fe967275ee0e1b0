// What a server takes and what it refuses, over a real loopback port.
#include "tests/common/http/loopback.hpp"

using namespace branchline;
using namespace branchline::http;

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
