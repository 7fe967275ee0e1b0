// Allocations over HTTP, on the hub's own engine.
#include "hub/orders/routes.hpp"

#include "tests/hub/served_hub.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// Two confirmed orders and one car; the hub's engine behind its endpoints.
struct Office {
    Office() {
        for (int i = 0; i < 2; ++i) trade.submitted(1);
        trade.decide();
        trade.add_car(Wholesale::vin(1));
        hub::add_allocation_routes(served.router, {served.driver, served.clock});
        served.start();
    }
    Wholesale trade;
    ServedHub served{trade.network.hub().engine()};
};

constexpr const char* kRun = R"({"run": "R1", "brand": "SYN"})";

}  // namespace

TEST_CASE("allocation routes: the preview tells grants, orders and reasons", "[hub]") {
    Office office;
    const auto [status, answer] = office.served.post("/api/v1/allocations/what-if", kRun);
    CHECK(status == 200);
    CHECK(answer["supply"] == 1);
    REQUIRE(answer["dealers"].size() == 1);
    CHECK(answer["dealers"][0]["units"] == 1);
    CHECK(answer["dealers"][0]["cap"] == 2);
    REQUIRE(answer["orders"].size() == 2);
    CHECK(answer["orders"][0]["vin"] == Wholesale::vin(1));
    CHECK(answer["orders"][1]["vin"] == nullptr);
    CHECK(answer["unused"].empty());
}

TEST_CASE("allocation routes: published once, then told that it was", "[hub]") {
    Office office;
    const auto [status, answer] = office.served.post("/api/v1/allocations", kRun);
    CHECK(status == 200);
    CHECK(answer["published"] == true);
    CHECK(answer["matched"] == 1);
    const auto [again, same] = office.served.post("/api/v1/allocations", kRun);
    CHECK(again == 200);
    CHECK(same["published"] == false);
    CHECK(same["matched"] == 1);
    const auto [other, problem] = office.served.post(
        "/api/v1/allocations", R"({"run": "R1", "brand": "SYN", "percent": 50})");
    CHECK(other == 409);
}

TEST_CASE("allocation routes: a body that is not understood is refused", "[hub]") {
    Office office;
    CHECK(office.served.post("/api/v1/allocations", "{").first == 400);
    CHECK(office.served.post("/api/v1/allocations", R"({"brand": "SYN"})").first >= 400);
    CHECK(office.served.post("/api/v1/allocations/what-if", R"({"run": "R1", "brand": "NONE"})")
              .first == 404);
    CHECK(office.served
              .post("/api/v1/allocations/what-if", R"({"run": "R1", "brand": "SYN", "x": 1})")
              .first >= 400);
}

TEST_CASE("allocation routes: each asks for a permit", "[hub]") {
    Office office;
    for (const http::Route& route : office.served.router.routes()) {
        CHECK(route.options.permit.starts_with("allocation.run:"));
    }
}
