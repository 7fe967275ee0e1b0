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
                 "courier: what fails comes again with the same id, and later ones wait",
                 "[webhooks]") {
    close_orders(2);
    driver->start();
    add();
    status = 500;
    serve();
    REQUIRE(ids.size() == 1);
    const auto held = book->find("a");
    CHECK(held->failures == 1);
    CHECK(held->last_error == "answered 500");
    CHECK(held->due > hand.now());
    status = 200;
    serve();
    REQUIRE(ids.size() == 3);
    CHECK(ids[1] == ids[0]);
    CHECK(ids[2] != ids[0]);
    CHECK(book->find("a")->failures == 0);
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

TEST_CASE_METHOD(PostOffice,
                 "courier: after the last attempt a message is dead and the next one goes",
                 "[webhooks]") {
    close_orders(2);
    driver->start();
    add();
    status = 500;
    for (unsigned i = 0; i + 1 < sync::attempts_max(); ++i) serve();
    CHECK(book->dead("a")->empty());
    serve();
    const auto letters = book->dead("a");
    REQUIRE(letters->size() == 1);
    CHECK(letters->front().message == ids[0]);
    CHECK(ids.back() != ids[0]);
    CHECK(book->find("a")->failures == 1);
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
