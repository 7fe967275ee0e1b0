// One long import at a time, a slice in each group of the engine.
#include "hub/import/jobs.hpp"

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
struct Counting final : hub::Job {
    explicit Counting(std::uint64_t failing_at = 0) : failing_at_(failing_at) {}
    Result<bool> step(sync::Replica&, Instant) override {
        if (++done_ == failing_at_) return fail(Code::invalid, "planted", "a planted failure");
        return done_ < 3;
    }
    hub::Progress progress() const override {
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
    hub::Jobs jobs{[this](auto work) { posted.push_back(std::move(work)); }, clock};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "jobs: a job does one slice in each group", "[import]") {
    const auto id = jobs.start("counting", std::make_unique<Counting>());
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

TEST_CASE_METHOD(Fixture, "jobs: time counts from the beginning of each phase, too", "[import]") {
    const auto id = jobs.start("counting", std::make_unique<Counting>());
    run();
    CHECK(jobs.find(*id)->elapsed == Milliseconds(30));
    CHECK(jobs.find(*id)->phase_elapsed == Milliseconds(10));
}

TEST_CASE_METHOD(Fixture, "jobs: a second job is refused until the first has ended", "[import]") {
    REQUIRE(jobs.start("counting", std::make_unique<Counting>()));
    const auto second = jobs.start("counting", std::make_unique<Counting>());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Code::conflict);
    CHECK(second.error().id == "busy");
    CHECK_FALSE(jobs.check_free());
    run();
    CHECK(jobs.check_free());
    CHECK(*jobs.start("counting", std::make_unique<Counting>()) == 2);
}

TEST_CASE_METHOD(Fixture, "jobs: a failed job tells why and frees the place", "[import]") {
    const auto id = jobs.start("counting", std::make_unique<Counting>(2));
    run();
    const auto status = jobs.find(*id);
    CHECK(status->state == "failed");
    REQUIRE(status->error);
    CHECK(status->error->id == "planted");
    CHECK(jobs.check_free());
}

TEST_CASE_METHOD(Fixture, "jobs: the last twenty are remembered", "[import]") {
    for (int i = 0; i < 25; ++i) {
        REQUIRE(jobs.start("counting", std::make_unique<Counting>()));
        run();
    }
    CHECK(jobs.list().size() == 20);
    CHECK(jobs.find(25));
    CHECK(jobs.find(5).error().code == Code::not_found);
    CHECK(jobs.find(26).error().code == Code::not_found);
}
