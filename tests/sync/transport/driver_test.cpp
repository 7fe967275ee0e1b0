// The engine's thread: what is posted is done in order, grouped, and answered when it is durable.
#include "sync/transport/driver.hpp"

#include <future>

#include <catch2/catch.hpp>

#include "common/http/problem.hpp"
#include "tests/sync/transport/note_node.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

sync::DriverHooks quiet(std::promise<Error>* failure = nullptr) {
    return {.send = [](sync::PeerId, Bytes) {},
            .disconnect = [](const sync::Disconnect&) {},
            .on_tick = {},
            .on_failure =
                [failure](const Error& error) {
                    if (failure != nullptr) failure->set_value(error);
                }};
}

http::Response post_note(sync::Driver& driver, const std::string& title) {
    std::promise<http::Response> answered;
    driver.run(
        true,
        [&](engine::Store& store) {
            const auto done = store.commit(note(title));
            return done ? http::text_response(201, "text/plain", "made")
                        : http::problem(done.error());
        },
        [&](http::Response response) { answered.set_value(std::move(response)); });
    return answered.get_future().get();
}

}  // namespace

TEST_CASE("driver: a write is answered after its group is durable", "[sync]") {
    NoteNode node;
    sync::Driver driver(node.site().engine(), node.clock, quiet());
    driver.start();
    CHECK(post_note(driver, "Key").status == 201);
    driver.stop();
    node.site().disk().crash();
    REQUIRE(node.site().start());
    const auto page = node.site().replica().list(*domain::registry().by_name("notes.note"), {});
    REQUIRE(page);
    CHECK(page->records.size() == 1);
}

TEST_CASE("driver: what is rehearsed is answered, and nothing of it is written", "[sync]") {
    NoteNode node;
    sync::Driver driver(node.site().engine(), node.clock, quiet());
    driver.start();
    std::promise<http::Response> answered;
    driver.rehearse(
        [](engine::Store& store) {
            const auto done = store.commit(note("Tried"));
            return http::text_response(done ? 201 : 500, "text/plain", "tried");
        },
        [&](http::Response response) { answered.set_value(std::move(response)); });
    const http::Response tried = answered.get_future().get();
    CHECK(tried.status == 201);
    CHECK_FALSE(tried.headers.has("Branchline-Seq"));
    CHECK(post_note(driver, "Key").status == 201);
    driver.stop();
    const auto page = node.site().replica().list(*domain::registry().by_name("notes.note"), {});
    REQUIRE(page);
    CHECK(page->records.size() == 1);
}

TEST_CASE("driver: a full disk is an answer, and the next write finds the engine alive", "[sync]") {
    NoteNode node;
    sync::Driver driver(node.site().engine(), node.clock, quiet());
    driver.start();
    node.site().disk().set_capacity(node.site().disk().used_bytes());
    CHECK(post_note(driver, std::string(4000, 'x')).status == 507);
    node.site().disk().set_capacity(std::nullopt);
    CHECK(post_note(driver, "Key").status == 201);
}

TEST_CASE("driver: a failed sync ends the engine and nothing is acknowledged", "[sync]") {
    NoteNode node;
    std::promise<Error> failure;
    sync::Driver driver(node.site().engine(), node.clock, quiet(&failure));
    driver.start();
    node.site().disk().fail_next_sync();
    CHECK(post_note(driver, "Key").status == 500);
    CHECK(failure.get_future().get().code == Code::io);
}

TEST_CASE("driver: stop answers whoever still waits", "[sync]") {
    NoteNode node;
    sync::Driver driver(node.site().engine(), node.clock, quiet());
    std::promise<http::Response> answered;
    driver.run(
        false, [](engine::Store&) { return http::text_response(200, "text/plain", "read"); },
        [&](http::Response response) { answered.set_value(std::move(response)); });
    driver.start();
    driver.stop();
    CHECK(answered.get_future().get().status == 200);
}
