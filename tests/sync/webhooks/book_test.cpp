#include "sync/webhooks/book.hpp"

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

struct Fixture {
    Fixture() { open(); }
    void open() {
        auto opened = WebhookBook::open(folder.path() / "webhooks.db");
        REQUIRE(opened);
        book = *std::move(opened);
    }
    Endpoint add(const std::string& id) {
        Endpoint endpoint{
            .id = id,
            .url = "https://crm.example/",
            .types = {"ClaimApproved", "OrderPlaced"},
            .state = "enabled",
            .position = 7
        };
        REQUIRE(book->add(endpoint, "whsec_one"));
        return endpoint;
    }

    test::Folder folder{"webhooks"};
    std::unique_ptr<WebhookBook> book;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "webhook book: an endpoint survives the process", "[webhooks]") {
    add("a");
    book.reset();
    open();
    const auto held = book->find("a");
    REQUIRE(held);
    CHECK(held->url == "https://crm.example/");
    CHECK(held->types == std::vector<std::string>{"ClaimApproved", "OrderPlaced"});
    CHECK(held->position == 7);
    CHECK(book->list()->size() == 1);
}

TEST_CASE_METHOD(Fixture,
                 "webhook book: progress is not written over what a person has set",
                 "[webhooks]") {
    Endpoint endpoint = add("a");
    endpoint.position = 8;
    CHECK(*book->save_if_at(endpoint, 7, 0));
    CHECK_FALSE(*book->save_if_at(endpoint, 7, 0));
    endpoint.state = "disabled";
    REQUIRE(book->save(endpoint));
    CHECK_FALSE(*book->save_if_at(endpoint, 8, 0));
}

TEST_CASE_METHOD(Fixture,
                 "webhook book: after a rotation both secrets sign until the time",
                 "[webhooks]") {
    add("a");
    const Instant until(Milliseconds(1'000));
    REQUIRE(book->rotate("a", "whsec_two", until));
    CHECK(*book->secrets("a", until - Milliseconds(1)) ==
          std::vector<std::string>{"whsec_two", "whsec_one"});
    CHECK(*book->secrets("a", until) == std::vector<std::string>{"whsec_two"});
}

TEST_CASE_METHOD(Fixture,
                 "webhook book: dead letters are listed, taken out and forgotten with it",
                 "[webhooks]") {
    add("a");
    REQUIRE(book->bury({.endpoint = "a", .message = "m", .body = "{}", .error = "answered 500"}));
    const auto letters = book->dead("a");
    REQUIRE(letters);
    REQUIRE(letters->size() == 1);
    CHECK(letters->front().message == "m");
    CHECK(book->exhume("a", letters->front().number));
    CHECK_FALSE(book->exhume("a", letters->front().number));
    REQUIRE(book->bury({.endpoint = "a", .message = "m", .body = "{}"}));
    REQUIRE(book->remove("a"));
    CHECK(book->dead("a").error().code == Code::not_found);
}

TEST_CASE_METHOD(Fixture, "webhook book: what there is not is not found", "[webhooks]") {
    CHECK(book->find("a").error().code == Code::not_found);
    CHECK(book->remove("a").error().code == Code::not_found);
    CHECK(book->secrets("a", {}).error().code == Code::not_found);
    CHECK(book->rotate("a", "s", {}).error().code == Code::not_found);
}

TEST_CASE_METHOD(Fixture, "webhook book: there is a most", "[webhooks]") {
    for (std::size_t i = 0; i < WebhookBook::kEndpointsMax; ++i) add(std::to_string(i));
    const auto more = book->add({.id = "more", .state = "enabled"}, "whsec_one");
    REQUIRE_FALSE(more);
    CHECK(more.error().id == "too-many-webhooks");
}
