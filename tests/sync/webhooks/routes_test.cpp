// Endpoints as their owners see them, and the feed for those who cannot be called.
#include "sync/webhooks/routes.hpp"

#include "tests/sync/webhooks/post_office.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE_METHOD(PostOffice,
                 "webhook routes: the secret is told once and never again",
                 "[webhooks]") {
    driver->start();
    const auto made = call("POST", "/api/v1/webhooks",
                           R"({"url":"https://crm.example/","types":["ClaimApproved"]})");
    CHECK(made.status == 201);
    const Json endpoint = json(made);
    const std::string secret = endpoint["secret"].get<std::string>();
    CHECK(secret.starts_with("whsec_"));
    const std::string place = "/api/v1/webhooks/" + endpoint["id"].get<std::string>();
    for (const std::string& path : {place, std::string("/api/v1/webhooks")}) {
        CHECK(call("GET", path).body.find(secret.substr(6)) == std::string::npos);
    }
    const Json turned = json(call("POST", place + ":rotate"));
    CHECK(turned["secret"] != secret);
    CHECK(call("DELETE", place).status == 200);
    CHECK(call("GET", place).status == 404);
}

TEST_CASE_METHOD(PostOffice, "webhook routes: wrong input is refused", "[webhooks]") {
    driver->start();
    for (const char* wrong :
         {"{}", "[]", R"({"url":"file:///etc/passwd"})", R"({"url":"https://a/","types":["No"]})",
          R"({"url":"https://a/","types":"ClaimApproved"})", R"({"url":"https://a/","after":-1})",
          R"({"url":"https://a/","secret":"mine"})"}) {
        CAPTURE(wrong);
        const int refused = call("POST", "/api/v1/webhooks", wrong).status;
        CHECK((refused == 400 || refused == 422));
    }
    CHECK(call("POST", "/api/v1/webhooks/none:enable").status == 404);
    CHECK(call("POST", "/api/v1/webhooks/none:replay", R"({"after":0})").status == 404);
    CHECK(call("GET", "/api/v1/webhooks/none/dead-letters").status == 404);
    CHECK(call("GET", "/api/v1/events/feed?after=x").status == 400);
}

TEST_CASE_METHOD(PostOffice, "webhook routes: the same events can be fetched", "[webhooks]") {
    close_orders(2);
    driver->start();
    add();
    serve();
    const Json page = json(call("GET", "/api/v1/events/feed?after=0"));
    REQUIRE(page["items"].size() == 2);
    CHECK(page["items"][0]["id"] == ids[0]);
    CHECK(page["lost"] == false);
    const std::string next = std::to_string(page["next"].get<std::uint64_t>());
    CHECK(json(call("GET", "/api/v1/events/feed?after=" + next))["items"].empty());
}

TEST_CASE_METHOD(PostOffice,
                 "webhook routes: samples and dead letters are sent by the courier",
                 "[webhooks]") {
    driver->start();
    courier->start();
    add();
    const Json sample = json(call("POST", "/api/v1/webhooks/a:test"));
    CHECK(sample["taken"] == true);
    CHECK(sample["status"] == 200);
    REQUIRE(book->bury({.endpoint = "a", .message = "m", .body = "{}", .error = "e"}));
    const Json letters = json(call("GET", "/api/v1/webhooks/a/dead-letters"));
    const std::string number = std::to_string(letters["items"][0]["number"].get<std::uint64_t>());
    const std::string path = "/api/v1/webhooks/a/dead-letters/" + number + ":replay";
    CHECK(json(call("POST", path))["taken"] == true);
    CHECK(book->dead("a")->empty());
    CHECK(call("POST", path).status == 404);
    courier->stop();
}

TEST_CASE_METHOD(PostOffice,
                 "webhook routes: a pair's public half is told, its secret half never",
                 "[webhooks]") {
    driver->start();
    const auto made =
        call("POST", "/api/v1/webhooks", R"({"url":"https://crm.example/","signature":"v1a"})");
    CHECK(made.status == 201);
    const Json endpoint = json(made);
    CHECK_FALSE(endpoint.contains("secret"));
    const std::string key = endpoint["public_key"].get<std::string>();
    CHECK(key.starts_with("whpk_"));
    const std::string place = "/api/v1/webhooks/" + endpoint["id"].get<std::string>();
    CHECK(json(call("GET", place))["public_key"] == key);
    const Json turned = json(call("POST", place + ":rotate"));
    CHECK(turned["public_key"] != key);
    CHECK_FALSE(turned.contains("secret"));
    const int refused =
        call("POST", "/api/v1/webhooks", R"({"url":"https://a/","signature":"v2"})").status;
    CHECK((refused == 400 || refused == 422));
}

TEST_CASE_METHOD(PostOffice, "webhook routes: deliveries of nobody are not found", "[webhooks]") {
    driver->start();
    CHECK(call("GET", "/api/v1/webhooks/none/deliveries").status == 404);
    add();
    const int wrong = call("GET", "/api/v1/webhooks/a/deliveries?before=x").status;
    CHECK((wrong == 400 || wrong == 422));
    const Json none = json(call("GET", "/api/v1/webhooks/a/deliveries"));
    CHECK(none["items"].empty());
    CHECK(none["kept"]["p95_age_milliseconds"].is_null());
}
