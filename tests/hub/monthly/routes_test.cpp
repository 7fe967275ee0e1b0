// The month's work over HTTP, on the hub's own engine.
#include "hub/monthly/routes.hpp"

#include "tests/hub/desk/warranty_case.hpp"
#include "tests/hub/served_hub.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Office {
    Office() {
        claims_case.at(claims_case.hub(), keyed("accounting.account", {"D01", "AUDAX"}, {}));
        hub::add_monthly_routes(served.router, {served.driver, served.clock});
        served.start();
    }
    claims::Case claims_case;
    ServedHub served{claims_case.hub().engine()};
};

}  // namespace

TEST_CASE("monthly routes: a month is closed once and refused the second time", "[hub]") {
    Office office;
    const auto [status, answer] = office.served.post("/api/v1/statements/2025-12:close");
    CHECK(status == 200);
    CHECK(answer["closed"] == 1);
    const auto [again, problem] = office.served.post("/api/v1/statements/2025-12:close");
    CHECK(again == 409);
}

TEST_CASE("monthly routes: statistics are computed as often as somebody likes", "[hub]") {
    Office office;
    CHECK(office.served.post("/api/v1/statistics/2025-12:compute").second["written"] == 1);
    CHECK(office.served.post("/api/v1/statistics/2025-12:compute").second["written"] == 0);
}

TEST_CASE("monthly routes: what is no month is refused", "[hub]") {
    Office office;
    CHECK(office.served.post("/api/v1/statements/2025-13:close").first == 400);
    CHECK(office.served.post("/api/v1/statistics/now:compute").first == 400);
    CHECK(office.served.post("/api/v1/statistics/2099-01:compute").first == 409);
}

TEST_CASE("monthly routes: each asks for a permit", "[hub]") {
    Office office;
    for (const http::Route& route : office.served.router.routes()) {
        CHECK(route.options.permit.ends_with(":write"));
    }
}
