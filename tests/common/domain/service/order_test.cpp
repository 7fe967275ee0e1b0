#include "common/domain/service/order.hpp"

#include "tests/common/domain/service/workshop.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("order file: jobs come by number, each with its lines and clocks", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId second = shop.job(order, 2, "warranty");
    const RowId first = shop.job(order, 1, "customer");
    shop.line(order, second, "labour", 2'000, 5'800);
    shop.line(order, first, "part", 1'000, 1'999);
    shop.add("service.time_entry", shop.clock_values(RowId{}, order, first));
    const service::Order file = shop.file(order);
    CHECK(file.has_rows);
    REQUIRE(file.jobs.size() == 2);
    CHECK(file.jobs[0].number == 1);
    CHECK(file.jobs[0].pay_type == "customer");
    CHECK(file.jobs[0].lines.front().kind == "part");
    CHECK(file.jobs[0].clocks.size() == 1);
    CHECK(file.jobs[1].lines.front().unit_price == 5'800);
    CHECK(file.jobs[1].has_codes);
}

TEST_CASE("order file: an order without jobs is one job", "[service]") {
    Workshop shop;
    const RowId order = shop.order({
        {"complaint", text("No heat") },
        {"payer",     text("warranty")}
    });
    const service::Order file = shop.file(order);
    CHECK_FALSE(file.has_rows);
    REQUIRE(file.jobs.size() == 1);
    CHECK(file.jobs[0].number == 1);
    CHECK(file.jobs[0].pay_type == "warranty");
    CHECK(file.jobs[0].has_complaint);
    CHECK(file.jobs[0].status == "open");
}

TEST_CASE("order file: cancelled jobs count for nothing", "[service]") {
    Workshop shop;
    const RowId order = shop.order();
    const RowId job = shop.job(order, 1, "customer");
    shop.line(order, job, "part", 1'000, 1'999);
    shop.store.set(shop.store.entity("service.job"), job, "status", text("cancelled"));
    const service::Order file = shop.file(order);
    CHECK(file.has_rows);
    CHECK(file.jobs.empty());
}

TEST_CASE("order file: an order is found by number and by id", "[service]") {
    Workshop shop;
    const RowId order = shop.order({
        {"number", text("B0101-RO-01-000001")}
    });
    CHECK(service::find_order(shop.store, "B0101-RO-01-000001")->id == order);
    CHECK(service::find_order(shop.store, to_hex(order))->id == order);
    CHECK(service::find_order(shop.store, "none").error().code == Code::not_found);
}
