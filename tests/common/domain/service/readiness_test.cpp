#include "common/domain/service/readiness.hpp"

#include <catch2/catch.hpp>

using namespace branchline::service;

namespace {

Job whole_job(std::int64_t number, std::string pay_type) {
    return {.number = number,
            .status = "done",
            .pay_type = std::move(pay_type),
            .has_complaint = true,
            .has_cause = true,
            .has_correction = true,
            .has_codes = true};
}

std::string lacks(const Order& order) {
    std::string out;
    for (const Lack& lack : lacks_of(order)) {
        out += (out.empty() ? "" : " ") + std::to_string(lack.job) + ":" + lack.what;
    }
    return out;
}

}  // namespace

TEST_CASE("readiness: an order whose jobs are whole lacks nothing", "[service]") {
    CHECK(lacks({
                    .jobs = {whole_job(1, "customer"), whole_job(2, "warranty")}
    })
              .empty());
}

TEST_CASE("readiness: every lack names its job", "[service]") {
    Job one = whole_job(1, "");
    one.has_complaint = false;
    Job two = whole_job(2, "customer");
    two.has_cause = false;
    two.has_correction = false;
    two.status = "in_work";
    CHECK(lacks({
              .jobs = {one, two}
    }) == "1:complaint 1:pay_type 2:cause 2:correction 2:work");
    const auto first = lacks_of({
                                    .jobs = {one, two}
    })
                           .front();
    CHECK(first.text == "job 1 has no complaint");
    CHECK_FALSE(first.remedy.empty());
}

TEST_CASE("readiness: codes are asked for where the importer is to pay", "[service]") {
    Job job = whole_job(1, "warranty");
    job.has_codes = false;
    CHECK(lacks({.jobs = {job}}) == "1:codes");
    job.pay_type = "customer";
    CHECK(lacks({.jobs = {job}}).empty());
}

TEST_CASE("readiness: goodwill is split among three, and comes to the whole", "[service]") {
    Job job = whole_job(1, "goodwill");
    CHECK(lacks({.jobs = {job}}) == "1:split");
    job.shares = Shares{50, 40, 0};
    CHECK(lacks({.jobs = {job}}) == "1:split");
    job.shares = Shares{-10, 60, 50};
    CHECK(lacks({.jobs = {job}}) == "1:split");
    job.shares = Shares{50, 40, 10};
    CHECK(lacks({.jobs = {job}}).empty());
}

TEST_CASE("readiness: a clock that runs is in the way, one that was stopped is not", "[service]") {
    Job job = whole_job(1, "customer");
    job.clocks = {
        {.started_at = 5, .stopped_at = 9}
    };
    CHECK(lacks({.jobs = {job}}).empty());
    job.clocks.push_back({.started_at = 10, .stopped_at = {}});
    CHECK(lacks({.jobs = {job}}) == "1:clock");
}

TEST_CASE("readiness: an invoice needs a rate for every tax code", "[service]") {
    Job job = whole_job(1, "customer");
    job.lines = {
        {.kind = "part", .tax_code = "FULL"},
        {.kind = "part"}
    };
    CHECK(lacks({.jobs = {job}}) == "1:tax");
    CHECK(lacks_of({.jobs = {job}}).front().text ==
          "job 1 has a line with tax code FULL, which has no rate");
    CHECK(lacks({.jobs = {job}, .tax_rates = {{"FULL", 190'000}}}).empty());
    for (const char* untaxed : {"warranty", "internal"}) {
        job.pay_type = untaxed;
        CHECK(lacks({.jobs = {job}}).empty());
    }
    job.pay_type = "goodwill";
    job.shares = Shares{0, 80, 20};
    CHECK(lacks({.jobs = {job}}).empty());
    job.shares = Shares{10, 70, 20};
    CHECK(lacks({.jobs = {job}}) == "1:tax");
}
