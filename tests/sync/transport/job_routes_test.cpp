// Long work as its callers see it: progress, result, cancelling, and who may know of it.
#include "sync/transport/job_routes.hpp"

#include "tests/sync/transport/served_node.hpp"

using namespace branchline;
using namespace branchline::test;
using text::Json;

namespace {

/// Goes on until it is told to end.
struct Patient final : sync::Job {
    explicit Patient(std::atomic<bool>& ends) : ends_(ends) {}
    Result<bool> step(sync::Replica&, Instant) override { return !ends_; }
    sync::JobProgress progress() const override {
        sync::JobProgress out{.phase = "waiting", .done = 1, .total = 2};
        out.notes.emplace_back("rejects", "rows.rejected.csv");
        out.result = "/api/v1/parts";
        return out;
    }
    std::atomic<bool>& ends_;
};

struct Work : ServedNode {
    Work() : jobs([this](auto work) { driver.post(std::move(work)); }, clock) {
        sync::add_job_routes(router, driver, jobs);
        driver.start();
    }
    ~Work() { driver.stop(); }

    /// The id of a job that ends when the test says so.
    std::uint64_t start() {
        std::promise<std::uint64_t> id;
        driver.post([&](sync::Engine&) {
            id.set_value(*jobs.start("patient", "data:import", std::make_unique<Patient>(ends)));
        });
        return id.get_future().get();
    }
    /// Asks until the job is in a state; each question is a round of the engine.
    Json in_state(const std::string& state) {
        for (int turn = 0; turn < 10'000; ++turn) {
            Json body = json(call("GET", "/api/v1/jobs/1"));
            if (body["state"] == state) return body;
        }
        FAIL("the job does not come to " << state);
        return {};
    }

    std::atomic<bool> ends = false;
    sync::Jobs jobs;
};

}  // namespace

TEST_CASE_METHOD(Work,
                 "job routes: a job tells how far it is, and at its end the result",
                 "[sync]") {
    start();
    const Json running = json(call("GET", "/api/v1/jobs/1"));
    CHECK(running["state"] == "running");
    CHECK(running["kind"] == "patient");
    CHECK(running["done"] == 1);
    CHECK(running["total"] == 2);
    CHECK(running["rejects"] == "rows.rejected.csv");
    CHECK(running["result"].is_null());
    ends = true;
    CHECK(in_state("done")["result"] == "/api/v1/parts");
    CHECK(json(call("GET", "/api/v1/jobs"))["items"].size() == 1);
}

TEST_CASE_METHOD(Work, "job routes: cancelling is asked for and comes between slices", "[sync]") {
    start();
    const auto asked = call("POST", "/api/v1/jobs/1:cancel");
    CHECK(asked.status == 202);
    CHECK(asked.headers.get("Location") == "/api/v1/jobs/1");
    const Json ended = in_state("cancelled");
    CHECK(ended["result"].is_null());
    CHECK(call("POST", "/api/v1/jobs/1:cancel").status == 409);
}

TEST_CASE_METHOD(Work,
                 "job routes: what there is not, and what is no number, is refused",
                 "[sync]") {
    CHECK(call("GET", "/api/v1/jobs/7").status == 404);
    CHECK(call("POST", "/api/v1/jobs/7:cancel").status == 404);
    CHECK(call("GET", "/api/v1/jobs/seven").status == 400);
    CHECK(call("GET", "/api/v1/jobs?state=done").status == 400);
}

TEST_CASE_METHOD(Work, "job routes: who may not start it neither sees nor ends it", "[sync]") {
    start();
    CHECK(call("GET", "/api/v1/jobs/1", somebody()).status == 404);
    CHECK(call("POST", "/api/v1/jobs/1:cancel", somebody()).status == 404);
    const auto all = text::parse_json(call("GET", "/api/v1/jobs", somebody()).body);
    REQUIRE(all);
    CHECK((*all)["items"].empty());
    ends = true;
    in_state("done");
}
