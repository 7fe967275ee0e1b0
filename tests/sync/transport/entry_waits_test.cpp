// Who waits for an entry is told when it is applied or decided, or when the time is over.
#include "sync/transport/entry_waits.hpp"

#include <future>

#include <catch2/catch.hpp>

#include "sync/transport/driver.hpp"
#include "tests/sync/transport/note_node.hpp"

using namespace branchline;
using namespace branchline::test;
using api::Awaited;
using api::Outcome;

namespace {

constexpr Milliseconds kLater{1'000};

/// Two branches with their lines cut, and a note that the first has written.
struct TwoBranches : CutBranches {
    TwoBranches() {
        const auto done = network.commit(first(), note("Key"));
        REQUIRE(done);
        entry = {.log = *fixed_from_hex<LogId>(done->log), .seq = done->seq};
        decision = entry;
        decision.decided = true;
    }
    Site& first() { return network.node("B0101"); }
    Site& second() { return network.node("B0102"); }
    void join_again() {
        for (const char* branch : {"B0101", "B0102"}) network.connect(branch);
        network.settle();
    }

    Awaited entry;
    Awaited decision;
    sync::EntryWaits waits;
    std::vector<Outcome> told;
    sync::EntryWaits::Then tell = [this](Outcome outcome) { told.push_back(outcome); };
};

}  // namespace

TEST_CASE("entry waits: an entry that is applied is told at once", "[sync]") {
    TwoBranches both;
    both.waits.add(both.first().replica(), both.entry, kLater, both.tell);
    CHECK(both.told == std::vector{Outcome::reached});
    CHECK(both.waits.empty());
}

TEST_CASE("entry waits: an entry of another branch is told when it has come", "[sync]") {
    TwoBranches both;
    both.waits.add(both.second().replica(), both.entry, kLater, both.tell);
    both.waits.look(both.second().replica(), kLater - Milliseconds(1));
    CHECK(both.told.empty());
    both.join_again();
    both.waits.look(both.second().replica(), kLater - Milliseconds(1));
    CHECK(both.told == std::vector{Outcome::reached});
}

TEST_CASE("entry waits: a decision is told when the importer's receipt is here", "[sync]") {
    TwoBranches both;
    both.waits.add(both.first().replica(), both.decision, kLater, both.tell);
    CHECK(both.told.empty());
    both.join_again();
    both.waits.look(both.first().replica(), Milliseconds(0));
    CHECK(both.told == std::vector{Outcome::reached});
}

TEST_CASE("entry waits: an entry that the receipt excepts is told as rejected", "[sync]") {
    TwoBranches both;
    both.join_again();
    auto& state = both.first().replica().state();
    const auto* log = state.books.log(both.entry.log);
    REQUIRE(log != nullptr);
    REQUIRE(state.database.execute(
        "INSERT INTO exception(log, seq, code, text, remedy, hub_seq) VALUES(" +
        std::to_string(log->id) + "," + std::to_string(both.entry.seq) + ",'NO','no','ask',1)"));
    CHECK(sync::outcome_of(both.first().replica(), both.decision) == Outcome::rejected);
    CHECK(sync::outcome_of(both.first().replica(), both.entry) == Outcome::reached);
}

TEST_CASE("entry waits: the importer's own entries are decided", "[sync]") {
    CutBranches branches;
    const auto done = branches.network.commit(branches.hub(), note("Key"));
    REQUIRE(done);
    const Awaited decision{
        .log = *fixed_from_hex<LogId>(done->log), .seq = done->seq, .decided = true};
    CHECK(sync::outcome_of(branches.hub().replica(), decision) == Outcome::reached);
}

TEST_CASE("entry waits: a log that nobody here knows may still come", "[sync]") {
    TwoBranches both;
    const Awaited unknown{.log = {}, .seq = 1};
    CHECK(sync::outcome_of(both.first().replica(), unknown) == Outcome::late);
}

TEST_CASE("entry waits: when the time is over, so is the wait", "[sync]") {
    TwoBranches both;
    auto& replica = both.first().replica();
    both.waits.add(replica, both.decision, kLater, both.tell);
    both.waits.add(replica, both.decision, kLater * 2, both.tell);
    CHECK(both.waits.next_end() == kLater);
    both.waits.look(replica, kLater);
    CHECK(both.told == std::vector{Outcome::late});
    CHECK(both.waits.next_end() == kLater * 2);
    both.waits.end();
    CHECK(both.told.size() == 2);
    CHECK(both.waits.empty());
    CHECK_FALSE(both.waits.next_end());
}

TEST_CASE("entry waits: one too many is late at once", "[sync]") {
    TwoBranches both;
    auto& replica = both.first().replica();
    for (std::size_t i = 0; i < sync::EntryWaits::kWaitingMax; ++i) {
        both.waits.add(replica, both.decision, kLater, both.tell);
    }
    CHECK(both.told.empty());
    both.waits.add(replica, both.decision, kLater, both.tell);
    CHECK(both.told == std::vector{Outcome::late});
}

TEST_CASE("entry waits: a driver tells lateness without being asked, and writes their position",
          "[sync]") {
    NoteNode node;
    sync::Driver driver(node.site().engine(), node.clock,
                        {.send = [](sync::PeerId, Bytes) {},
                         .disconnect = [](const sync::Disconnect&) {},
                         .on_failure = [](const Error&) {}});
    driver.start();
    std::promise<http::Response> answered;
    driver.run(
        true,
        [](engine::Store& store) {
            CHECK(store.commit(note("Key")));
            return http::Response{};
        },
        [&](http::Response response) { answered.set_value(std::move(response)); });
    const std::string position(answered.get_future().get().headers.get("Branchline-Seq"));
    const std::size_t colon = position.find(':');
    REQUIRE(colon == 64);
    const Awaited decision{.log = *fixed_from_hex<LogId>(position.substr(0, colon)),
                           .seq = std::stoull(position.substr(colon + 1)),
                           .decided = true};
    std::promise<Outcome> told;
    driver.await(decision, Milliseconds(20), [&](Outcome outcome) { told.set_value(outcome); });
    CHECK(told.get_future().get() == Outcome::late);
    std::promise<Outcome> ended;
    driver.await(decision, Milliseconds(600'000),
                 [&](Outcome outcome) { ended.set_value(outcome); });
    driver.stop();
    CHECK(ended.get_future().get() == Outcome::late);
}
