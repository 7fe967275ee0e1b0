// What a client makes of a server that is gone, slow or talkative.
#include "tests/common/http/loopback.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::http;
using test::Folder;

TEST_CASE("client: nobody there is one clear error, by socket and by address", "[http]") {
    const Folder folder;
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
