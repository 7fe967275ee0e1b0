#include "hub/orders/allocation_request.hpp"

#include <catch2/catch.hpp>

#include "common/text/json.hpp"

using namespace branchline;
using namespace branchline::hub;

namespace {

Result<AllocationRequest> read(const std::string& body) {
    const auto json = text::parse_json(body);
    REQUIRE(json);
    return allocation_request_of(*json);
}

std::string refused(const std::string& body) {
    const auto out = read(body);
    return out ? "taken" : out.error().id;
}

}  // namespace

TEST_CASE("allocation request: run and brand are enough", "[hub]") {
    const auto out = read(R"({"run": "R1", "brand": "SYN"})");
    REQUIRE(out);
    CHECK(out->division.method == allocation::Method::balanced);
    CHECK(out->division.percent == 100);
    CHECK(out->window_days == 90);
    CHECK(out->group.models.empty());
    CHECK_FALSE(out->arrival_of("V1"));
}

TEST_CASE("allocation request: a blend, arrivals and overrides are read", "[hub]") {
    const auto out = read(R"({"run": "R1", "brand": "SYN", "models": ["S2", "S1"],
        "method": "turn-and-earn", "percent": 60, "rest": "balanced", "window_days": 60,
        "arrives_on": "2026-03-01", "arrivals": {"V1": "2026-02-01"},
        "overrides": [{"order": "O1", "vin": "V1", "reason": "show car"}]})");
    REQUIRE(out);
    CHECK(out->group.models == std::vector<std::string>{"S1", "S2"});
    CHECK(out->division.method == allocation::Method::turn_and_earn);
    CHECK(out->division.percent == 60);
    CHECK(out->division.rest == allocation::Method::balanced);
    CHECK(out->arrival_of("V1") != out->arrival_of("V2"));
    REQUIRE(out->overrides.size() == 1);
    CHECK(out->overrides[0].reason == "show car");
}

TEST_CASE("allocation request: what is not understood is refused", "[hub]") {
    CHECK(refused(R"({"run": "R1", "brand": "SYN"})") == "taken");
    CHECK(refused(R"([])") == "invalid-request");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "colour": "RED"})") == "unknown-field");
    CHECK(refused(R"({"brand": "SYN"})") != "taken");
    CHECK(refused(R"({"run": "", "brand": "SYN"})") == "validation-failed");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "method": "first-come"})") ==
          "validation-failed");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "models": "S1"})") == "validation-failed");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "models": [1]})") == "validation-failed");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "percent": 1.5})") != "taken");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "arrives_on": "soon"})") != "taken");
    CHECK(refused(R"({"run": "R1", "brand": "SYN", "arrivals": []})") == "validation-failed");
    CHECK(refused(R"({"run": "R1", "brand": "SYN",
        "overrides": [{"order": "O", "vin": "V", "reason": ""}]})") == "validation-failed");
}

TEST_CASE("allocation request: the fingerprint tells what was asked, not how it was written",
          "[hub]") {
    const auto print = [](const std::string& body) { return read(body)->fingerprint(); };
    const std::string one = print(R"({"run": "R1", "brand": "SYN", "models": ["S1", "S2"]})");
    CHECK(one == print(R"({"models": ["S2", "S1"], "brand": "SYN", "run": "R1"})"));
    CHECK(one != print(R"({"run": "R1", "brand": "SYN", "models": ["S1"]})"));
    CHECK(one != print(R"({"run": "R1", "brand": "SYN", "models": ["S1", "S2"], "percent": 5})"));
}
