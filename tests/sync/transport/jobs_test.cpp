// One long piece of work at a time, a slice in each group of the engine.
#include "sync/transport/jobs.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// A clock that a test turns.
class HandClock final : public Clock {
public:
    Instant now() const override { return Instant(passed); }
    Milliseconds monotonic() const override { return passed; }
    Milliseconds passed{0};
};

/// Counts to three, or fails on the way.
struct Counting final : sync::Job {
    explicit Counting(std::uint64_t failing_at = 0) : failing_at_(failing_at) {}
    Result<bool> step(sync::Replica&, Instant) override {
        if (++done_ == failing_at_) return fail(Code::invalid, "planted", "a planted failure");
        return done_ < 3;
    }
    sync::JobProgress progress() const override {
        return {.phase = done_ < 2 ? "first" : "second", .done = done_, .total = 3};
    }
    std::uint64_t done_ = 0;
    std::uint64_t failing_at_;
};

struct Fixture {
    /// Lets the engine do what has been posted until now as one group.
    void round() {
        for (auto& work : std::exchange(posted, {})) work(network.hub().engine());
        clock.passed += Milliseconds(10);
        REQUIRE(network.hub().engine().run(network.now()));
    }
    void run() {
        while (!posted.empty()) round();
    }

    Network network;
    HandClock clock;
    std::vector<std::function<void(sync::Engine&)>> posted;
    sync::Jobs jobs{[this](auto work) { posted.push_back(std::move(work)); }, clock};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "jobs: a job does one slice in each group", "[sync]") {
    const auto id = jobs.start("counting", "data:import", std::make_unique<Counting>());
    REQUIRE(id);
    CHECK(jobs.find(*id)->progress.done == 0);
    round();
    CHECK(jobs.find(*id)->progress.done == 1);
    CHECK(jobs.find(*id)->state == "running");
    round();
    round();
    CHECK(jobs.find(*id)->state == "done");
    CHECK(jobs.find(*id)->progress.done == 3);
    CHECK(jobs.find(*id)->elapsed == Milliseconds(30));
    CHECK(posted.empty());
}

TEST_CASE_METHOD(Fixture, "jobs: time counts from the beginning of each phase, too", "[sync]") {
    const auto id = jobs.start("counting", "data:import", std::make_unique<Counting>());
    run();
    CHECK(jobs.find(*id)->elapsed == Milliseconds(30));
    CHECK(jobs.find(*id)->phase_elapsed == Milliseconds(10));
}

TEST_CASE_METHOD(Fixture, "jobs: a second job is refused until the first has ended", "[sync]") {
    REQUIRE(jobs.start("counting", "data:import", std::make_unique<Counting>()));
    const auto second = jobs.start("counting", "data:import", std::make_unique<Counting>());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Code::conflict);
    CHECK(second.error().id == "busy");
    CHECK_FALSE(jobs.check_free());
    run();
    CHECK(jobs.check_free());
    CHECK(*jobs.start("counting", "data:import", std::make_unique<Counting>()) == 2);
}

TEST_CASE_METHOD(Fixture, "jobs: a failed job tells why and frees the place", "[sync]") {
    const auto id = jobs.start("counting", "data:import", std::make_unique<Counting>(2));
    run();
    const auto status = jobs.find(*id);
    CHECK(status->state == "failed");
    REQUIRE(status->error);
    CHECK(status->error->id == "planted");
    CHECK(jobs.check_free());
}

TEST_CASE_METHOD(Fixture, "jobs: the last twenty are remembered", "[sync]") {
    for (int i = 0; i < 25; ++i) {
        REQUIRE(jobs.start("counting", "data:import", std::make_unique<Counting>()));
        run();
    }
    CHECK(jobs.list().size() == 20);
    CHECK(jobs.find(25));
    CHECK(jobs.find(5).error().code == Code::not_found);
    CHECK(jobs.find(26).error().code == Code::not_found);
}

TEST_CASE_METHOD(Fixture, "jobs: a cancelled job ends before its next slice", "[sync]") {
    const auto id = jobs.start("counting", "data:import", std::make_unique<Counting>());
    round();
    REQUIRE(jobs.cancel(*id));
    CHECK(jobs.find(*id)->state == "running");
    CHECK(jobs.find(*id)->cancelling);
    run();
    CHECK(jobs.find(*id)->state == "cancelled");
    CHECK(jobs.find(*id)->progress.done == 1);
    CHECK(jobs.check_free());
}

TEST_CASE_METHOD(Fixture, "jobs: what has ended, or never was, cannot be cancelled", "[sync]") {
    const auto id = jobs.start("counting", "data:import", std::make_unique<Counting>());
    run();
    CHECK(jobs.cancel(*id).error().id == "not-running");
    CHECK(jobs.cancel(99).error().id == "not-found");
}
