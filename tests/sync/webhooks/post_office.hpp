// A node with repair orders that are closed, and a courier whose receiver is a function.
#pragma once

#include <deque>
#include <future>
#include <set>

#include <catch2/catch.hpp>

#include "common/http/router.hpp"
#include "sync/webhooks/courier.hpp"
#include "sync/webhooks/routes.hpp"
#include "tests/support/folder.hpp"
#include "tests/sync/transport/note_node.hpp"

namespace branchline::test {

using text::Json;

class TurnedClock final : public Clock {
public:
    Instant now() const override { return Instant(Milliseconds(1'800'000'000'000) + passed); }
    Milliseconds monotonic() const override { return passed; }
    Milliseconds passed{0};
};

/// A node that closes repair orders, its feed, and a courier without a thread.
struct PostOffice : NoteNode {
    PostOffice() {
        auto opened = sync::ChangeFeed::open(site().replica());
        REQUIRE(opened);
        feed = *std::move(opened);
        auto made = sync::WebhookBook::open(folder.path() / "webhooks.db");
        REQUIRE(made);
        book = *std::move(made);
        driver = std::make_unique<sync::Driver>(
            site().engine(), clock,
            sync::DriverHooks{.send = [](sync::PeerId, Bytes) {},
                              .disconnect = [](const sync::Disconnect&) {},
                              .on_failure = [](const Error&) {}});
        courier = std::make_unique<sync::Courier>(
            *driver, *feed, *book, hand, random,
            sync::CourierOptions{
                .private_too = true,
                .send = [this](const std::string& url, const http::Headers& headers,
                               const std::string& body) { return receive(url, headers, body); }});
        sync::add_webhook_routes(router, {*driver, *feed, *book, *courier, hand, random});
    }
    ~PostOffice() { driver->stop(); }

    Result<http::Response> receive(const std::string&,
                                   const http::Headers& headers,
                                   const std::string& body) {
        ids.emplace_back(headers.get("webhook-id"));
        signatures.emplace_back(headers.get("webhook-signature"));
        bodies.push_back(body);
        int now = status;
        if (!statuses.empty()) {
            now = statuses.front();
            statuses.pop_front();
        }
        return http::Response{.status = now, .headers = answer_fields, .body = said};
    }
    /// Writes events before the engine's thread runs: a sale's orders that are closed.
    void close_orders(int count) {
        REQUIRE(site().replica().begin(network.now()));
        for (int i = 0; i < count; ++i) close_order();
        REQUIRE(feed->note(site().replica()));
        REQUIRE(site().replica().end());
    }
    void close_order() {
        sync::Replica& replica = site().replica();
        const schema::Entity& order = replica.entity("service.repair_order");
        const std::map<std::string, schema::Value> values{
            {"branch",    std::string("B0101")            },
            {"vin",       std::string("1M8GDM9AXKP042788")},
            {"opened_on", std::int64_t{20'000}            },
        };
        auto row = new_row("service.repair_order", values);
        row.transition = "open";
        auto made = replica.commit({.stream = kStream, .command = 0x0701, .rows = {row}});
        INFO((made ? "" : made.error().what));
        REQUIRE(made);
        const RowId id = made->rows.front();
        constexpr std::pair<const char*, std::uint16_t> kSteps[] = {
            {"in_work",  0x0702},
            {"done",     0x0705},
            {"invoiced", 0x0706},
            {"closed",   0x0707}
        };
        for (const auto& [to, command] : kSteps) {
            engine::RowEdit step{.entity = &order, .id = id};
            step.transition = to;
            const auto done =
                replica.commit({.stream = kStream, .command = command, .rows = {step}});
            INFO((done ? "" : done.error().what));
            REQUIRE(done);
        }
    }
    /// The id of the record that the first event of the feed is about.
    std::string record_of_first_event() {
        const Json page = json(call("GET", "/api/v1/events/feed?after=0"));
        return page["items"][0]["partitionkey"].get<std::string>();
    }
    sync::Endpoint add(const std::vector<std::string>& types = {}) {
        const sync::Endpoint endpoint{.id = "a",
                                      .url = "http://127.0.0.1:1/",
                                      .types = types,
                                      .state = "enabled",
                                      .due = hand.now()};
        REQUIRE(book->add(endpoint, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        return endpoint;
    }
    /// Serves the endpoint as the thread would, until it has to wait.
    void serve() {
        while (true) {
            const auto endpoint = book->find("a");
            REQUIRE(endpoint);
            const auto more = courier->serve(*endpoint);
            REQUIRE(more);
            if (!*more) return;
        }
    }
    http::Response call(const std::string& method,
                        const std::string& target,
                        const std::string& body = "{}") {
        http::Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.headers.set("Content-Type", "application/json");
        std::promise<http::Response> answered;
        router.handler()(std::move(request),
                         [&](http::Response response) { answered.set_value(std::move(response)); });
        return answered.get_future().get();
    }
    Json json(const http::Response& response) {
        const auto body = text::parse_json(response.body);
        REQUIRE(body);
        return *body;
    }

    Folder folder{"courier"};
    TurnedClock hand;
    SeededRandom random{1};
    std::unique_ptr<sync::ChangeFeed> feed;
    std::unique_ptr<sync::WebhookBook> book;
    std::unique_ptr<sync::Driver> driver;
    std::unique_ptr<sync::Courier> courier;
    http::Router router;
    int status = 200;
    std::deque<int> statuses;  ///< Of the next answers, before `status`.
    std::string said = "said";
    http::Headers answer_fields;
    std::vector<std::string> ids;
    std::vector<std::string> signatures;
    std::vector<std::string> bodies;
};

}  // namespace branchline::test
