// Deliveries over a real engine and a receiver that is a function: order, repetition, positions,
// and what becomes of messages that nobody takes.
#include "sync/webhooks/courier.hpp"

#include "sync/webhooks/schedule.hpp"
#include "tests/sync/webhooks/post_office.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE_METHOD(PostOffice, "courier: every event comes once, in order, signed", "[webhooks]") {
    close_orders(3);
    driver->start();
    add();
    serve();
    REQUIRE(ids.size() == 3);
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 3);
    CHECK(signatures[0].starts_with("v1,"));
    const auto event = text::parse_json(bodies[0]);
    REQUIRE(event);
    CHECK((*event)["type"] == "org.branchline.RoClosed.v1");
    CHECK((*event)["id"] == ids[0]);
    CHECK((*event)["originnode"] == "B0101");
    serve();
    CHECK(ids.size() == 3);
    CHECK(book->find("a")->taken == 3);
}

TEST_CASE_METHOD(PostOffice, "courier: a type that nobody asked for is left out", "[webhooks]") {
    close_orders(1);
    driver->start();
    add({"ClaimApproved"});
    serve();
    CHECK(ids.empty());
    CHECK(book->find("a")->position > 0);
}

TEST_CASE_METHOD(PostOffice,
                 "courier: what fails comes again with the same id, and other records go on",
                 "[webhooks]") {
    close_orders(3);
    driver->start();
    add();
    statuses = {500};
    serve();
    REQUIRE(ids.size() == 3);
    CHECK(book->find("a")->taken == 2);
    CHECK(book->find("a")->failures == 0);
    CHECK(*book->count_parked("a") == 1);
    serve();
    CHECK(ids.size() == 3);  // Not before it is due.
    hand.passed += std::chrono::seconds(10);
    serve();
    REQUIRE(ids.size() == 4);
    CHECK(ids[3] == ids[0]);
    CHECK(*book->count_parked("a") == 0);
    CHECK(book->find("a")->taken == 3);
}

TEST_CASE_METHOD(PostOffice, "courier: of one record nothing overtakes", "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    const std::string record = record_of_first_event();
    REQUIRE(book->park({.endpoint = "a",
                        .subject = record,
                        .message = "earlier",
                        .body = "{}",
                        .failures = 1,
                        .due = hand.now() + std::chrono::minutes(5)}));
    serve();
    CHECK(ids.empty());
    CHECK(*book->count_parked("a") == 2);
    hand.passed += std::chrono::minutes(5);
    serve();
    REQUIRE(ids.size() == 2);
    CHECK(ids[0] == "earlier");
    CHECK(*book->count_parked("a") == 0);
}

TEST_CASE_METHOD(PostOffice,
                 "courier: after three failures in a row the endpoint is left alone",
                 "[webhooks]") {
    close_orders(5);
    driver->start();
    add();
    status = 500;
    serve();
    CHECK(ids.size() == 3);
    const auto held = book->find("a");
    CHECK(held->failures == 3);
    CHECK(held->last_error == "answered 500");
    CHECK(held->due > hand.now());
    CHECK(held->failing_since == hand.now());
    status = 200;
    hand.passed += std::chrono::seconds(10);
    serve();
    CHECK(book->find("a")->taken == 5);
    CHECK_FALSE(book->find("a")->failing_since);
}

TEST_CASE_METHOD(PostOffice,
                 "courier: an endpoint that fails for five days is given up",
                 "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    status = 500;
    serve();
    hand.passed += std::chrono::hours(5 * 24);
    serve();
    CHECK(book->find("a")->state == "failed");
    CHECK(book->find("a")->last_error == "answered 500");
    const std::size_t attempts = ids.size();
    status = 200;
    CHECK(json(call("POST", "/api/v1/webhooks/a:enable"))["state"] == "enabled");
    serve();
    CHECK(ids.size() == attempts + 1);
    CHECK(book->find("a")->taken == 1);
}

TEST_CASE_METHOD(PostOffice, "courier: every attempt is kept with what came of it", "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    statuses = {500};
    said = std::string(5'000, 'x');
    serve();
    hand.passed += std::chrono::seconds(10);
    serve();
    const Json told = json(call("GET", "/api/v1/webhooks/a/deliveries"));
    REQUIRE(told["items"].size() == 2);
    CHECK(told["items"][0]["status"] == 200);
    CHECK(told["items"][0]["attempt"] == 2);
    CHECK(told["items"][1]["status"] == 500);
    CHECK(told["items"][1]["taken"] == false);
    CHECK(told["items"][1]["answer"].get<std::string>().size() == 4'096);
    CHECK(told["items"][0]["message"] == told["items"][1]["message"]);
    CHECK(told["next"].is_null());
    CHECK(told["kept"]["attempts"] == 2);
    CHECK(told["kept"]["messages"] == 1);
    CHECK(told["kept"]["retry_percent"] == "100.0");
}

TEST_CASE_METHOD(PostOffice, "courier: a replay begins with a time, too", "[webhooks]") {
    close_orders(2);
    const sync::ChangeFeed::Span span = *feed->span();
    driver->start();
    courier->start();
    add();
    REQUIRE(call("POST", "/api/v1/webhooks/a:disable").status == 200);
    const auto replay = [&](const std::string& body) {
        return call("POST", "/api/v1/webhooks/a:replay", body);
    };
    CHECK(json(replay(R"({"since":"2000-01-01T00:00:00Z"})"))["position"] == span.oldest);
    CHECK(json(replay(R"({"since":"2100-01-01T00:00:00Z"})"))["position"] == span.newest);
    for (const char* wrong :
         {R"({"since":"soon"})", R"({"since":"2000-01-01T00:00:00Z","after":0})", "{}"}) {
        CAPTURE(wrong);
        const int refused = replay(wrong).status;
        CHECK((refused == 400 || refused == 422));
    }
    courier->stop();
}

TEST_CASE_METHOD(PostOffice, "courier: a receiver's Retry-After is heeded", "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    status = 503;
    answer_fields.set("Retry-After", "3600");
    serve();
    CHECK(book->find("a")->due == hand.now() + std::chrono::hours(1));
}

TEST_CASE_METHOD(PostOffice, "courier: after the last attempt a message is dead", "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    status = 500;
    for (unsigned i = 0; i + 1 < sync::attempts_max(); ++i) {
        serve();
        hand.passed += std::chrono::hours(12);
    }
    CHECK(book->dead("a")->empty());
    serve();
    const auto letters = book->dead("a");
    REQUIRE(letters->size() == 1);
    CHECK(letters->front().message == ids[0]);
    CHECK(ids.size() == sync::attempts_max());
    CHECK(*book->count_parked("a") == 0);
}

TEST_CASE_METHOD(PostOffice, "courier: 410 ends an endpoint", "[webhooks]") {
    close_orders(2);
    driver->start();
    add();
    status = 410;
    serve();
    CHECK(ids.size() == 1);
    CHECK(book->find("a")->state == "gone");
}

TEST_CASE_METHOD(PostOffice, "courier: a replay sends the same ids", "[webhooks]") {
    close_orders(2);
    driver->start();
    add();
    serve();
    CHECK(call("POST", "/api/v1/webhooks/a:replay", R"({"after":0})").status == 200);
    serve();
    REQUIRE(ids.size() == 4);
    CHECK(ids[2] == ids[0]);
    CHECK(ids[3] == ids[1]);
}

TEST_CASE_METHOD(PostOffice,
                 "courier: a position that nobody knows is told, not guessed over",
                 "[webhooks]") {
    close_orders(1);
    driver->start();
    add();
    CHECK(call("POST", "/api/v1/webhooks/a:replay", R"({"after":999999})").status == 200);
    serve();
    CHECK(book->find("a")->lost == 1);
    CHECK(ids.size() == 1);
}
