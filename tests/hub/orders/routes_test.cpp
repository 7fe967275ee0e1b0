// Allocations over HTTP, on the hub's own engine.
#include "hub/orders/routes.hpp"

#include <future>

#include "common/text/json.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;
using text::Json;

namespace {

/// Two confirmed orders and one car; the hub's engine behind its endpoints.
class Office {
public:
    Office() {
        for (int i = 0; i < 2; ++i) trade_.submitted(1);
        trade_.decide();
        trade_.add_car(Wholesale::vin(1));
        driver_ = std::make_unique<sync::Driver>(
            trade_.network.hub().engine(), clock_,
            sync::DriverHooks{.send = [](sync::PeerId, Bytes) {},
                              .disconnect = [](const sync::Disconnect&) {},
                              .on_tick = {},
                              .on_failure = [](const Error&) {}});
        hub::add_allocation_routes(router_, {*driver_, clock_});
        driver_->start();
    }
    ~Office() { driver_->stop(); }
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    std::pair<int, Json> post(const std::string& path, const std::string& body) {
        http::Request request{.method = "POST", .target = path, .path = path, .body = body};
        request.headers.set("Content-Type", "application/json");
        std::promise<http::Response> answered;
        router_.handler()(std::move(request), [&](http::Response response) {
            answered.set_value(std::move(response));
        });
        const http::Response response = answered.get_future().get();
        const auto json = text::parse_json(response.body);
        REQUIRE(json);
        return {response.status, *json};
    }
    const http::Router& router() const { return router_; }

private:
    Wholesale trade_;
    SystemClock clock_;
    http::Router router_;
    std::unique_ptr<sync::Driver> driver_;
};

constexpr const char* kRun = R"({"run": "R1", "brand": "SYN"})";

}  // namespace

TEST_CASE("allocation routes: the preview tells grants, orders and reasons", "[hub]") {
    Office office;
    const auto [status, answer] = office.post("/api/v1/allocations/what-if", kRun);
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
    const auto [status, answer] = office.post("/api/v1/allocations", kRun);
    CHECK(status == 200);
    CHECK(answer["published"] == true);
    CHECK(answer["matched"] == 1);
    const auto [again, same] = office.post("/api/v1/allocations", kRun);
    CHECK(again == 200);
    CHECK(same["published"] == false);
    CHECK(same["matched"] == 1);
    const auto [other, problem] =
        office.post("/api/v1/allocations", R"({"run": "R1", "brand": "SYN", "percent": 50})");
    CHECK(other == 409);
}

TEST_CASE("allocation routes: a body that is not understood is refused", "[hub]") {
    Office office;
    CHECK(office.post("/api/v1/allocations", "{").first == 400);
    CHECK(office.post("/api/v1/allocations", R"({"brand": "SYN"})").first >= 400);
    CHECK(office.post("/api/v1/allocations/what-if", R"({"run": "R1", "brand": "NONE"})").first ==
          404);
    CHECK(office.post("/api/v1/allocations/what-if", R"({"run": "R1", "brand": "SYN", "x": 1})")
              .first >= 400);
}

TEST_CASE("allocation routes: each asks for a permit", "[hub]") {
    Office office;
    for (const http::Route& route : office.router().routes()) {
        CHECK(route.options.permit.starts_with("allocation.run:"));
    }
}
