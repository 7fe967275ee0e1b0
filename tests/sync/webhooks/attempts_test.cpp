// Messages that wait, and what is kept of attempts.
#include <catch2/catch.hpp>

#include "sync/webhooks/book.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

struct Attempts {
    Attempts() {
        auto opened = WebhookBook::open(folder.path() / "webhooks.db");
        REQUIRE(opened);
        book = *std::move(opened);
        for (const char* id : {"a", "b"}) {
            REQUIRE(book->add({.id = id, .url = "https://crm.example/", .state = "enabled"},
                              "whsec_one"));
        }
    }
    void park(const std::string& message, const std::string& subject, std::int64_t due) {
        REQUIRE(book->park({.endpoint = "a",
                            .subject = subject,
                            .message = message,
                            .body = "{}",
                            .due = Instant(Milliseconds(due))}));
    }
    std::string due(std::int64_t now) {
        const auto rows = book->due_parked("a", Instant(Milliseconds(now)));
        REQUIRE(rows);
        std::string out;
        for (const Parked& row : *rows) out += row.message + " ";
        return out;
    }
    void note(std::int64_t at, int status, unsigned attempt = 1) {
        Delivery delivery{.endpoint = "a",
                          .message = "m" + std::to_string(at),
                          .at = Instant(Milliseconds(at)),
                          .attempt = attempt,
                          .status = status};
        if (status == 200) delivery.age = at;
        REQUIRE(book->note(delivery));
    }
    std::size_t kept() { return book->deliveries("a", INT64_MAX, 10'000)->size(); }

    test::Folder folder{"attempts"};
    std::unique_ptr<WebhookBook> book;
};

}  // namespace

TEST_CASE_METHOD(Attempts,
                 "webhook book: of each record the first message alone is due",
                 "[webhooks]") {
    park("one", "car", 10);
    park("two", "car", 0);
    park("three", "claim", 5);
    CHECK(due(4).empty());
    CHECK(due(5) == "three ");
    CHECK(due(10) == "one three ");
    CHECK(*book->next_parked("a") == Instant(Milliseconds(5)));
    REQUIRE(book->release(book->due_parked("a", Instant(Milliseconds(10)))->front().number));
    CHECK(due(4) == "two ");
    CHECK(*book->is_parked("a", "car"));
    CHECK_FALSE(*book->is_parked("b", "car"));
    CHECK_FALSE(*book->next_parked("b"));
}

TEST_CASE_METHOD(Attempts, "webhook book: what is parked twice waits once", "[webhooks]") {
    park("one", "car", 10);
    park("one", "car", 0);
    CHECK(*book->count_parked("a") == 1);
    CHECK(due(9).empty());
    REQUIRE(book->hurry_parked("a"));
    CHECK(due(0) == "one ");
}

TEST_CASE_METHOD(Attempts,
                 "webhook book: attempts are told newest first, before a number",
                 "[webhooks]") {
    for (const int at : {1, 2, 3}) note(at, 500);
    const auto first = book->deliveries("a", INT64_MAX, 2);
    REQUIRE(first->size() == 2);
    CHECK(first->front().message == "m3");
    const auto rest = book->deliveries("a", first->back().number, 2);
    REQUIRE(rest->size() == 1);
    CHECK(rest->front().message == "m1");
    CHECK(book->deliveries("none", INT64_MAX, 2).error().code == Code::not_found);
}

TEST_CASE_METHOD(Attempts, "webhook book: old attempts and too many are forgotten", "[webhooks]") {
    for (std::int64_t at = 1; at <= WebhookBook::kDeliveriesMax + 5; ++at) note(at, 200);
    CHECK(kept() == static_cast<std::size_t>(WebhookBook::kDeliveriesMax));
    const Milliseconds later = WebhookBook::kDeliveriesFor;
    note(later.count() + 100'000, 200);
    CHECK(kept() == 1);
}

TEST_CASE_METHOD(Attempts, "webhook book: attempts come to sums, also of none", "[webhooks]") {
    CHECK(book->sums("a")->attempts == 0);
    note(1, 500);
    note(1, 200, 2);
    note(90'000'000, 200);  // Taken, but later than a day after its event.
    const auto sums = book->sums("a");
    REQUIRE(sums);
    CHECK(sums->attempts == 3);
    CHECK(sums->messages == 2);
    CHECK(sums->retries == 1);
    CHECK(sums->taken_in_day == 1);
    CHECK(sums->ages == std::vector<std::int64_t>{1, 90'000'000});
}

TEST_CASE_METHOD(Attempts, "webhook book: with its endpoint all of it goes", "[webhooks]") {
    park("one", "car", 10);
    note(1, 200);
    REQUIRE(book->remove("a"));
    CHECK(*book->count_parked("a") == 0);
    CHECK(book->sums("a")->attempts == 0);
}
