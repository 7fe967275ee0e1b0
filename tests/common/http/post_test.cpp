// POST to a server of our own on loopback, which stands for somebody else's.
#include "common/http/post.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "common/http/server.hpp"

using namespace branchline;
using namespace branchline::http;

namespace {

/// Answers what the test says and keeps what came.
struct Receiver {
    Receiver()
        : server({.listen = "127.0.0.1:0"}, [this](Request request, const Answer& answer) {
              came = std::move(request);
              answer(said);
          }) {
        REQUIRE(server.start());
        target = {.secure = false,
                  .host = "127.0.0.1",
                  .port = std::to_string(server.port()),
                  .path = "/hooks?x=1",
                  .addresses = {"127.0.0.1"}};
    }
    ~Receiver() { server.stop(); }

    Request came;
    Response said = text_response(200, "text/plain", "thanks");
    Server server;
    PostTarget target;
};

}  // namespace

TEST_CASE("post: fields and body arrive, and the answer comes back", "[http]") {
    Receiver receiver;
    Headers headers;
    headers.set("Content-Type", "application/json");
    headers.set("webhook-id", "m1");
    const auto answer = post(receiver.target, headers, R"({"a":1})");
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == "thanks");
    CHECK(answer->headers.get("Content-Type") == "text/plain");
    CHECK(receiver.came.method == "POST");
    CHECK(receiver.came.target == "/hooks?x=1");
    CHECK(receiver.came.body == R"({"a":1})");
    CHECK(receiver.came.headers.get("webhook-id") == "m1");
}

TEST_CASE("post: a redirect is an answer, and is not followed", "[http]") {
    Receiver receiver;
    receiver.said = text_response(302, "text/plain", "");
    receiver.said.headers.set("Location", "http://127.0.0.1:1/");
    const auto answer = post(receiver.target, {}, "{}");
    REQUIRE(answer);
    CHECK(answer->status == 302);
}

TEST_CASE("post: of a long answer the beginning is kept", "[http]") {
    Receiver receiver;
    receiver.said = text_response(500, "text/plain", std::string(100'000, 'x'));
    const auto answer = post(receiver.target, {}, "{}");
    REQUIRE(answer);
    CHECK(answer->body.size() == 4096);
}

TEST_CASE("post: a name means the addresses that were looked at, and no others", "[http]") {
    Receiver receiver;
    receiver.target.host = "no-such-host.invalid";
    const auto answer = post(receiver.target, {}, "{}");
    // The server does not go by that name, but it was reached.
    REQUIRE(answer);
    CHECK(answer->status == 421);
}

TEST_CASE("post: nobody there is unavailable", "[http]") {
    const auto answer = post({.secure = false,
                              .host = "127.0.0.1",
                              .port = "1",
                              .path = "/",
                              .addresses = {"127.0.0.1"}},
                             {}, "{}");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::unavailable);
}

TEST_CASE("post: a stop ends what is under way", "[http]") {
    Receiver receiver;
    const std::atomic<bool> stop = true;
    receiver.target.stop = &stop;
    CHECK_FALSE(post(receiver.target, {}, "{}"));
}

TEST_CASE("post: plain HTTP is not TLS", "[http]") {
    Receiver receiver;
    receiver.target.secure = true;
    CHECK_FALSE(post(receiver.target, {}, "{}"));
}

TEST_CASE("post: an address means itself, and a name that is none nothing", "[http]") {
    const auto loopback = addresses_of("127.0.0.1");
    REQUIRE(loopback);
    CHECK(*loopback == std::vector<std::string>{"127.0.0.1"});
    CHECK_FALSE(addresses_of("no such host"));
}

TEST_CASE("post: an answer that is wanted whole is whole, or a failure", "[http]") {
    Receiver receiver;
    receiver.said = text_response(200, "text/plain", std::string(100'000, 'x'));
    receiver.target.whole_max = 100'000;
    const auto whole = post(receiver.target, {}, "{}");
    REQUIRE(whole);
    CHECK(whole->body.size() == 100'000);
    receiver.target.whole_max = 99'999;
    const auto cut = post(receiver.target, {}, "{}");
    REQUIRE_FALSE(cut);
    CHECK(cut.error().id == "answer-too-large");
}

TEST_CASE("get: asks without a body, and follows nobody elsewhere", "[http]") {
    Receiver receiver;
    receiver.said = text_response(303, "text/plain", "no");
    receiver.said.headers.set("Location", "http://127.0.0.1:1/");
    receiver.target.whole_max = 100;
    Headers fields;
    fields.set("Accept", "application/json");
    const auto answer = get(receiver.target, fields);
    REQUIRE(answer);
    CHECK(answer->status == 303);
    CHECK(answer->body == "no");
    CHECK(receiver.came.method == "GET");
    CHECK(receiver.came.target == "/hooks?x=1");
    CHECK(receiver.came.body.empty());
    CHECK(receiver.came.headers.get("Accept") == "application/json");
}
