// Changes in the order of this replica, and the streams that tell them.
#include "sync/transport/change_feed.hpp"

#include <condition_variable>
#include <mutex>
#include <set>

#include <catch2/catch.hpp>

#include "common/text/json.hpp"
#include "sync/transport/event_streams.hpp"
#include "sync/transport/metrics.hpp"
#include "tests/sync/transport/note_node.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// A node and the feed of its changes.
struct Fixture : NoteNode {
    Fixture() {
        auto opened = sync::ChangeFeed::open(site().replica());
        REQUIRE(opened);
        feed = *std::move(opened);
    }
    sync::Replica& replica() { return site().replica(); }

    /// Writes notes in one group; with a failure at its end nothing of it stays.
    void write(std::size_t notes, bool fails = false) {
        REQUIRE(replica().begin(network.now()));
        for (std::size_t i = 0; i < notes; ++i) REQUIRE(replica().commit(note("n")));
        REQUIRE(feed->note(replica()));
        if (fails) return replica().abandon();
        REQUIRE(replica().end());
    }
    std::vector<sync::Change> changes(std::uint64_t after = 0) {
        auto read = feed->read(after, 1000);
        REQUIRE(read);
        return *std::move(read);
    }

    std::unique_ptr<sync::ChangeFeed> feed;
};

/// Pieces of one stream, as the server would ask for them.
class Reader {
public:
    Reader(http::Handler handler, http::Request request) {
        handler(std::move(request), [this](http::Response given) { head = std::move(given); });
    }
    /// Asks for the next piece without waiting for it.
    void ask() {
        head.more([this](http::Response piece) {
            const std::lock_guard lock(mutex_);
            piece_ = std::move(piece);
            arrived_.notify_all();
        });
    }
    std::string take() {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return piece_.has_value(); });
        const http::Response piece = *std::exchange(piece_, std::nullopt);
        return piece.status == 200 ? piece.body : "BROKEN";
    }
    std::string next() {
        ask();
        return take();
    }

    http::Response head;

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::optional<http::Response> piece_;
};

/// The node's driver, with streams over its feed as a daemon wires them.
struct Running : Fixture {
    Running()
        : driver(site().engine(),
                 clock,
                 {.send = [](sync::PeerId, Bytes) {},
                  .disconnect = [](const sync::Disconnect&) {},
                  .on_tick = {},
                  .on_round = [this](sync::Engine& engine) { streams.wake(engine); },
                  .on_failure = [](const Error&) {}}),
          streams(driver, *feed) {
        streams.add_route(router);
    }
    std::unique_ptr<Reader> open(const std::string& query, const std::string& last = "") {
        http::Request request{.target = "/api/v1/events" + query};
        if (!last.empty()) request.headers.set("Last-Event-ID", last);
        return std::make_unique<Reader>(router.handler(), std::move(request));
    }
    /// Commits a note on the engine's thread, in a group that notes it.
    void post_note() {
        std::mutex mutex;
        std::condition_variable done;
        bool is_done = false;
        driver.post([&](sync::Engine& engine) {
            engine.submit({.writes = true,
                           .work =
                               [this](sync::Replica& replica) {
                                   CHECK(replica.commit(note("live")));
                                   CHECK(feed->note(replica));
                               },
                           .done =
                               [&](const Result<>& result) {
                                   CHECK(result);
                                   const std::lock_guard lock(mutex);
                                   is_done = true;
                                   done.notify_all();
                               }});
        });
        std::unique_lock lock(mutex);
        done.wait(lock, [&] { return is_done; });
    }

    http::Router router;
    sync::Driver driver;
    sync::EventStreams streams;
};

text::Json data_of(const std::string& event) {
    const auto at = event.find("data: ");
    REQUIRE(at != event.npos);
    auto json = text::parse_json(event.substr(at + 6, event.find('\n', at) - at - 6));
    REQUIRE(json);
    return *std::move(json);
}

}  // namespace

TEST_CASE("change feed: what is applied gets positions in order, in pieces", "[sync]") {
    Fixture fixture;
    CHECK(fixture.changes().empty());
    fixture.write(1);
    fixture.write(250);
    const auto changes = fixture.changes();
    REQUIRE(changes.size() == 4);
    std::uint64_t seq = changes.front().first_seq;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        CHECK(changes[i].position == i + 1);
        CHECK(changes[i].stream == "dealer/D01");
        CHECK(changes[i].first_seq == seq);
        CHECK(changes[i].last_seq < seq + sync::ChangeFeed::kEntriesMax);
        seq = changes[i].last_seq + 1;
    }
    CHECK(fixture.changes(3).size() == 1);
}

TEST_CASE("change feed: a group that fails leaves no position and is noted when it is repeated",
          "[sync]") {
    Fixture fixture;
    fixture.write(1);
    fixture.write(2, /*fails=*/true);
    CHECK(fixture.changes().size() == 1);
    fixture.write(1);
    const auto changes = fixture.changes();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].position == 2);
    CHECK(changes[1].first_seq == changes[0].last_seq + 1);
    CHECK(changes[1].last_seq == changes[1].first_seq);
}

TEST_CASE("change feed: it goes on where an earlier process has ended", "[sync]") {
    Fixture fixture;
    fixture.write(3);
    auto again = sync::ChangeFeed::open(fixture.replica());
    REQUIRE(again);
    fixture.feed = *std::move(again);
    fixture.write(0);
    CHECK(fixture.changes().size() == 1);
    fixture.write(1);
    const auto changes = fixture.changes();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].first_seq == changes[0].last_seq + 1);
}

TEST_CASE("change feed: the hub's receipts are noted in the group that writes them", "[sync]") {
    NoteNode net;
    REQUIRE(net.network.commit(net.site(), note("one")));
    sync::Replica& node = net.site().replica();
    sync::Replica& hub = net.hub().replica();
    const auto feed = sync::ChangeFeed::open(hub);
    REQUIRE(feed);
    const auto run =
        node.read_run(kStream, node.state().books.stream(kStream)->own_log->log_id, 0, 1);
    REQUIRE(run);
    REQUIRE(hub.begin(net.network.now()));
    REQUIRE(hub.receive(kStream, node.key().public_key(), **run));
    REQUIRE((*feed)->note(hub));
    REQUIRE(hub.end());
    const auto changes = (*feed)->read(0, 10);
    REQUIRE(changes);
    std::set<LogId> logs;
    for (const sync::Change& change : *changes) logs.insert(change.log);
    CHECK(logs.contains((*run)->log));
    CHECK(logs.contains(hub.state().books.stream(kStream)->own_log->log_id));
}

TEST_CASE("events: a change names stream, entries and rows", "[sync]") {
    Fixture fixture;
    fixture.write(2);
    const auto text = sync::event_text(fixture.replica(), fixture.changes().front());
    REQUIRE(text);
    CHECK(text->starts_with("id: 1\nevent: change\ndata: {"));
    CHECK(text->ends_with("}\n\n"));
    const text::Json data = data_of(*text);
    CHECK(data["stream"] == "dealer/D01");
    CHECK(data["rows"].size() == 2);
    CHECK(data["rows"][0]["collection"] == "notes");
    CHECK(data["complete"] == true);
}

TEST_CASE("events: a reader hears what was behind its position and then what comes", "[sync]") {
    Running running;
    running.write(1);
    running.write(1);
    running.driver.start();
    const auto reader = running.open("?after=1");
    CHECK(reader->head.status == 200);
    CHECK(reader->head.headers.get("Content-Type") == "text/event-stream");
    CHECK_FALSE(reader->head.heartbeat.empty());
    CHECK(reader->next().starts_with("id: 2\nevent: change\n"));
    reader->ask();
    running.post_note();
    CHECK(reader->take().starts_with("id: 3\nevent: change\n"));
    const auto resumed = running.open("?after=0", "2");
    CHECK(resumed->next().starts_with("id: 3\n"));
    running.driver.stop();
}

TEST_CASE("events: without a position a reader hears only what comes", "[sync]") {
    Running running;
    running.write(1);
    running.driver.start();
    const auto reader = running.open("");
    CHECK(reader->next() == "id: 1\nevent: begin\ndata: {\"position\":1}\n\n");
    reader->ask();
    running.post_note();
    CHECK(reader->take().starts_with("id: 2\nevent: change\n"));
    running.driver.stop();
}

TEST_CASE("events: a position that is not known here is told to begin again", "[sync]") {
    Running running;
    running.write(1);
    running.driver.start();
    CHECK(running.open("?after=99")->next() == "id: 1\nevent: reset\ndata: {\"position\":1}\n\n");
    for (const char* wrong : {"?after=", "?after=x", "?after=-1", "?after=1x",
                              "?after=99999999999999999999", "?types=a"}) {
        CHECK(running.open(wrong)->head.status == 400);
    }
    running.driver.stop();
}

TEST_CASE("events: who waits longest is cut off when too many wait", "[sync]") {
    Running running;
    running.driver.start();
    std::vector<std::unique_ptr<Reader>> readers;
    for (std::size_t i = 0; i <= sync::EventStreams::kWaitingMax; ++i) {
        readers.push_back(running.open("?after=0"));
        CHECK(readers.back()->next() == ": connected\n\n");
        readers.back()->ask();
    }
    CHECK(readers.front()->take() == "BROKEN");
    running.post_note();
    CHECK(readers.back()->take().starts_with("id: 1\n"));
    running.driver.stop();
}

TEST_CASE("metrics: streams, peers, queue and file are told of a replica", "[sync]") {
    Running running;
    running.write(2);
    metrics::Exposition out;
    REQUIRE(sync::write_metrics({.engine = running.site().engine(),
                                 .driver = running.driver,
                                 .database = "/nowhere/replica.db",
                                 .software = "branchline 0.1"},
                                out));
    const auto has = [&](const std::string& line) {
        return out.text().find(line + "\n") != std::string::npos;
    };
    CHECK(has(R"(branchline_build_info{software="branchline 0.1",role="node"} 1)"));
    CHECK(has(R"(branchline_entries_unsent{stream="dealer/D01"} 2)"));
    CHECK(has(R"(branchline_entries_unsettled{stream="dealer/D01"} 2)"));
    CHECK(has(R"(branchline_conflicts{stream="dealer/D01"} 0)"));
    CHECK(has(R"(branchline_peers{state="established"} 0)"));
    CHECK(has("branchline_engine_queue 0"));
    CHECK(has(R"(branchline_database_bytes{file="wal"} 0)"));
}
