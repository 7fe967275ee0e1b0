// Which campaigns stop the sale of a car, and the retail that is refused because of them.
#include "common/domain/warranty/stop_sale.hpp"

#include "common/engine/checked_store.hpp"
#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using test::Books;
using test::day;
using test::kVin;
using test::text;

namespace {

constexpr std::uint16_t kRetail = 0x0609;

/// Campaign R1 is active and stops the sale of its cars; the car is one of them, in stock.
struct StoppedCar : Books {
    StoppedCar() {
        campaign = recall("R1", "active");
        in_campaign = population("R1", kVin);
        car = add("dealer/D01", "vehicles.vehicle",
                  {
                      kVin
        },
                  {{"brand", text("AUDAX")}});
        store.set(store.entity("vehicles.vehicle"), car, "status", text("dealer_stock"));
        store.hub = false;
    }
    RowId recall(const std::string& name, std::string_view status) {
        const RowId out = add("catalog/AUDAX", "catalog.campaign",
                              {
                                  "AUDAX", name
        },
                              {{"title", text("pump")},
                               {"kind", text("safety")},
                               {"starts_on", day("2025-01-01")},
                               {"stop_sale", true}});
        store.set(store.entity("catalog.campaign"), out, "status", text(status));
        return out;
    }
    RowId population(const std::string& name, const std::string& vin) {
        return add("catalog/AUDAX", "catalog.campaign_vehicle", {"AUDAX", name, vin}, {});
    }
    Result<engine::Committed> retail() {
        const engine::RowEdit row{.entity = &store.entity("vehicles.vehicle"),
                                  .key = {kVin},
                                  .wishes = {},
                                  .transition = "retailed"};
        engine::CheckedStore checked(store, domain::preconditions());
        return checked.commit({.stream = "dealer/D01", .command = kRetail, .rows = {row}});
    }
    std::string refusal() {
        const auto done = retail();
        return done ? "" : done.error().id;
    }

    RowId campaign;
    RowId in_campaign;
    RowId car;
};

}  // namespace

TEST_CASE("stop sale: a car of an active campaign that stops sales is not retailed", "[warranty]") {
    StoppedCar books;
    const auto done = books.retail();
    REQUIRE_FALSE(done);
    CHECK(done.error().id == "stop-sale");
    CHECK(done.error().what == "campaign R1 (pump) of AUDAX stops the sale of " + kVin);
    CHECK(done.error().hint == "do the work of R1 on the car first, or ask the importer");
}

TEST_CASE("stop sale: a campaign without the flag, or that is not active, stops nothing",
          "[warranty]") {
    for (const char* status : {"draft", "announced", "closed"}) {
        CAPTURE(status);
        StoppedCar books;
        books.store.set(books.store.entity("catalog.campaign"), books.campaign, "status",
                        text(status));
        CHECK(books.refusal().empty());
    }
    StoppedCar books;
    books.store.set(books.store.entity("catalog.campaign"), books.campaign, "stop_sale", false);
    CHECK(books.refusal().empty());
}

TEST_CASE("stop sale: a car that has left the campaign is free", "[warranty]") {
    for (const char* status : {"confirmed", "not_applicable", "exported", "scrapped"}) {
        CAPTURE(status);
        StoppedCar books;
        books.store.set(books.store.entity("catalog.campaign_vehicle"), books.in_campaign, "status",
                        text(status));
        CHECK(books.refusal().empty());
    }
}

TEST_CASE("stop sale: work that is done frees the car, work that is planned does not",
          "[warranty]") {
    for (const auto& [progress, refusal] : std::map<std::string, std::string>{
             {"scheduled",   "stop-sale"},
             {"parts_ready", "stop-sale"},
             {"completed",   ""         }
    }) {
        CAPTURE(progress);
        StoppedCar books;
        const RowId work =
            books.add("dealer/D01", "warranty.campaign_work", {"B0101", "AUDAX", "R1", kVin}, {});
        books.store.set(books.store.entity("warranty.campaign_work"), work, "status",
                        text(progress));
        CHECK(books.refusal() == refusal);
    }
}

TEST_CASE("stop sale: another car of the brand is sold as ever", "[warranty]") {
    StoppedCar books;
    const auto stops = warranty::stop_sales_of(books.store, "YV4A22PK4N1000102");
    REQUIRE(stops);
    CHECK(stops->empty());
}

TEST_CASE("stop sale: of two campaigns both are told, by their names", "[warranty]") {
    StoppedCar books;
    books.store.hub = true;
    books.recall("R0", "active");
    books.population("R0", kVin);
    const auto stops = warranty::stop_sales_of(books.store, kVin);
    REQUIRE(stops);
    CHECK(*stops == std::vector<warranty::StopSale>{
                        {"AUDAX", "R0", "pump"},
                        {"AUDAX", "R1", "pump"}
    });
}

TEST_CASE("stop sale: a sale that is repeated after a lost answer meets no campaign",
          "[warranty]") {
    StoppedCar books;
    books.store.set(books.store.entity("vehicles.vehicle"), books.car, "status", text("retailed"));
    CHECK(books.refusal() != "stop-sale");
}

TEST_CASE("stop sale: a car may be reserved meanwhile", "[warranty]") {
    StoppedCar books;
    const engine::RowEdit row{.entity = &books.store.entity("vehicles.vehicle"),
                              .key = {kVin},
                              .wishes = {},
                              .transition = "reserved"};
    engine::CheckedStore checked(books.store, domain::preconditions());
    CHECK(checked.commit({.stream = "dealer/D01", .command = 0x0607, .rows = {row}}));
}
