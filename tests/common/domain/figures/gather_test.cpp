// What the records of a replica say, as facts.
#include "common/domain/figures/gather.hpp"

#include "common/domain/figures/reading.hpp"
#include "common/domain/figures/service_facts.hpp"
#include "common/identity/guarded_store.hpp"
#include "tests/common/domain/figures/books.hpp"

using namespace branchline;
using namespace branchline::figures;
using test::day;
using test::november;
using test::text;

namespace {

const std::string kStream = "dealer/D01";
const std::string kVin = "YV4A22PK4N1000101";

struct Books : test::FigureBooks {
    RowId order(const test::Values& more = {}) {
        test::Values values{
            {"branch",    text("B0101")    },
            {"vin",       text(kVin)       },
            {"opened_on", day("2026-10-30")},
            {"closed_on", day("2026-11-02")},
            {"status",    text("closed")   }
        };
        for (const auto& [name, value] : more) values[name] = value;
        return add(kStream, "service.repair_order", {}, values);
    }
    RowId claim(const RowId& repair, const test::Values& more = {}) {
        test::Values values{
            {"branch",       text("B0101")       },
            {"kind",         text("warranty")    },
            {"brand",        text("AUDAX")       },
            {"vin",          text(kVin)          },
            {"repair_order", id_value(repair)    },
            {"job",          std::int64_t{1}     },
            {"failure_on",   day("2026-10-30")   },
            {"odometer_km",  std::int64_t{30'000}},
            {"submitted_on", day("2026-11-03")   },
            {"decided_on",   day("2026-11-10")   },
            {"verdict",      text("ACCEPT")      },
            {"status",       text("credited")    }
        };
        for (const auto& [name, value] : more) values[name] = value;
        return add(kStream, "warranty.claim", {}, values);
    }
    void document(const RowId& claim, std::string_view kind, std::string_view on, long amount) {
        add(kStream, "accounting.document",
            {
        },
            {{"dealer", text("D01")},
             {"brand", text("AUDAX")},
             {"branch", text("B0101")},
             {"kind", text(kind)},
             {"issued_on", day(on)},
             {"amount", std::int64_t{amount}},
             {"claim", id_value(claim)}});
    }
    void car(const test::Values& more = {}) {
        test::Values values{
            {"brand",      text("AUDAX")       },
            {"arrived_on", day("2026-09-01")   },
            {"status",     text("dealer_stock")}
        };
        for (const auto& [name, value] : more) values[name] = value;
        add(kStream, "vehicles.vehicle", {kVin}, values);
    }
    Facts facts(const Scope& scope = november()) {
        auto out = gather(store, scope, day("2026-12-31"));
        REQUIRE(out);
        return *std::move(out);
    }
};

}  // namespace

TEST_CASE("figures: a credit memo brings the days of its claim and its repair order", "[figures]") {
    Books books;
    const RowId claim = books.claim(books.order());
    books.document(claim, "credit_memo", "2026-11-12", -174'32);
    books.document(claim, "debit_memo", "2026-11-20", 174'32);
    const Facts facts = books.facts();
    REQUIRE(facts.payments.size() == 2);
    const Payment& memo = facts.payments[facts.payments[0].credits ? 0 : 1];
    CHECK(memo.place.dealer == "D01");
    CHECK(memo.place.branch == "B0101");
    CHECK(memo.paid == 174'32);
    CHECK(memo.closed_on == day("2026-11-02"));
    CHECK(memo.submitted_on == day("2026-11-03"));
    CHECK(memo.decided_on == day("2026-11-10"));
    CHECK(facts.payments[0].paid + facts.payments[1].paid == 0);
}

TEST_CASE("figures: without a closed repair order the claim's own day counts", "[figures]") {
    Books books;
    const RowId claim = books.claim(
        RowId{
    },
        {{"repaired_on", schema::Value(day("2026-11-01"))}});
    books.document(claim, "credit_memo", "2026-11-12", -1);
    CHECK(books.facts().payments.front().closed_on == day("2026-11-01"));
}

TEST_CASE("figures: papers of the year before count, and older ones do not", "[figures]") {
    Books books;
    const RowId claim = books.claim(books.order());
    books.document(claim, "credit_memo", "2026-11-30", -1);
    books.document(claim, "credit_memo", "2025-11-01", -1);  // Of the year before October's end.
    books.document(claim, "credit_memo", "2025-10-31", -1);
    books.document(claim, "credit_memo", "2026-12-01", -1);
    CHECK(books.facts().payments.size() == 2);
}

TEST_CASE("figures: a claim is decided by its status, and cut or not by its verdict", "[figures]") {
    Books books;
    const RowId repair = books.order();
    const auto approved = [&](const test::Values& more) {
        Books own;
        own.claim(repair, more);
        const Facts facts = own.facts();
        return facts.claims.empty() ? -1 : static_cast<int>(facts.claims.front().approved);
    };
    CHECK(approved({}) == 1);
    CHECK(approved({
              {"verdict", text("REDUCE")}
    }) == 0);
    CHECK(approved({
              {"status", text("rejected")}
    }) == 0);
    CHECK(approved({
              {"status",  text("approved")},
              {"verdict", text("REVIEW")  }
    }) == 1);
    CHECK(approved({
              {"verdict",  text("REVIEW") },
              {"claimed",  std::int64_t{2}},
              {"approved", std::int64_t{1}}
    }) == 0);
    CHECK(approved({
              {"status", text("in_review")}
    }) == -1);
    CHECK(approved({
              {"status", text("returned")}
    }) == -1);
    CHECK(approved({
              {"decided_on", day("2026-10-01")}
    }) == -1);
}

TEST_CASE("figures: a decision of a second version or an appeal is no first pass", "[figures]") {
    Books books;
    const RowId repair = books.order();
    const RowId again = books.claim(repair);
    books.claim(repair, {
                            {"appealed_on", day("2026-11-09")}
    });
    books.claim(repair);
    for (const std::int64_t version : {1, 2}) {
        books.add(kStream, "warranty.line_decision",
                  {
        },
                  {{"claim", test::FigureBooks::id_value(again)},
                   {"line", std::int64_t{1}},
                   {"submitted", version},
                   {"claimed", std::int64_t{1}},
                   {"approved", std::int64_t{1}}});
    }
    const Facts facts = books.facts();
    REQUIRE(facts.claims.size() == 3);
    const auto resubmitted = std::count_if(facts.claims.begin(), facts.claims.end(),
                                           [](const auto& claim) { return claim.resubmitted; });
    CHECK(resubmitted == 2);
}

TEST_CASE("figures: the first promise of an arrival is the oldest that was not rejected",
          "[figures]") {
    Books books;
    const auto step = [](std::string_view on, std::string_view standing) {
        return engine::Why::Step{.value = day(on),
                                 .branch = "hub",
                                 .log = "",
                                 .seq = 1,
                                 .at = {},
                                 .standing = std::string(standing),
                                 .wins = false,
                                 .reason = {}};
    };
    engine::Why why{.value = {}, .rule = "own", .writes = {}};
    why.writes = {step("2026-11-20", "settled"), step("2026-11-10", "settled"),
                  step("2026-11-05", "rejected")};
    books.store.told_why = why;
    books.add(kStream, "orders.wholesale_order",
              {
    },
              {{"branch", text("B0101")},
               {"kind", text("stock")},
               {"brand", text("AUDAX")},
               {"model", text("GALA")},
               {"decided_on", day("2026-10-01")},
               {"arrives_on", day("2026-11-20")},
               {"received_on", day("2026-11-12")},
               {"status", text("delivered")}});
    const Facts facts = books.facts();
    REQUIRE(facts.orders.size() == 1);
    CHECK(facts.orders.front().promised_on == day("2026-11-10"));
    CHECK(facts.orders.front().received_on == day("2026-11-12"));
    CHECK_FALSE(facts.orders.front().price);
}

TEST_CASE("figures: a line of a run brings its brand, its day and the options of its car",
          "[figures]") {
    Books books;
    books.car({
        {"options", std::vector<std::string>{"RED"}}
    });
    books.add(kStream, "allocation.grant",
              {
                  "W40", "D01"
    },
              {{"brand", text("AUDAX")}, {"run_on", day("2026-11-05")}});
    books.add(kStream, "allocation.line",
              {
                  "W40", "VO-1"
    },
              {{"dealer", text("D01")}, {"required", text("RED, HOOK")}, {"vin", text(kVin)}});
    books.add(kStream, "allocation.line",
              {
                  "W40", "VO-2"
    },
              {{"dealer", text("D01")}});
    const Facts facts = books.facts();
    REQUIRE(facts.matches.size() == 1);
    const Match& match = facts.matches.front();
    CHECK(match.place.brand == "AUDAX");
    CHECK(match.run_on == day("2026-11-05"));
    CHECK(match.required == std::vector<std::string>{"RED", "HOOK"});
    CHECK(match.options == std::vector<std::string>{"RED"});
}

TEST_CASE("figures: a campaign counts the cars of a dealer; a branch its own dealer's alone",
          "[figures]") {
    Books books;
    books.car();
    books.add("catalog/AUDAX", "catalog.campaign",
              {
                  "AUDAX", "C1"
    },
              {{"title", text("Bolts")},
               {"kind", text("safety")},
               {"starts_on", day("2026-01-01")},
               {"status", text("active")}});
    for (const std::string& vin : {kVin, std::string("ELSEWHERE")}) {
        books.add("catalog/AUDAX", "catalog.campaign_vehicle", {"AUDAX", "C1", vin}, {});
    }
    CHECK(books.facts().campaign_cars.size() == 1);
    CHECK(books.facts().campaign_cars.front().place.dealer == "D01");
    books.store.held_streams.emplace_back("hub");
    CHECK(books.facts().campaign_cars.size() == 2);
}

TEST_CASE("figures: a car is covered as its plan says, up to its months and kilometres",
          "[figures]") {
    const auto covered = [](std::int64_t kilometres) {
        Books books;
        books.add("catalog/AUDAX", "catalog.warranty_plan",
                  {
                      "AUDAX", "P1", "ENGINE"
        },
                  {{"months", std::int64_t{24}}, {"kilometres", std::int64_t{50'000}}});
        books.add("catalog/AUDAX", "catalog.warranty_plan",
                  {
                      "AUDAX", "P1", "PAINT"
        },
                  {{"months", std::int64_t{36}}, {"kilometres", std::int64_t{40'000}}});
        books.car({
            {"warranty_plan", text("P1")       },
            {"sold_on",       day("2024-02-29")},
            {"odometer_km",   kilometres       }
        });
        return books.facts().cars.front().covered_until;
    };
    CHECK(covered(40'000) == day("2027-02-28"));
    CHECK(covered(40'001) == day("2026-02-28"));
    CHECK(covered(50'001) == day("2024-02-29"));
}

TEST_CASE("figures: labour of invoiced orders, clocks that were stopped, appointments",
          "[figures]") {
    Books books;
    books.car();
    const RowId order = books.order({
        {"invoiced_on", day("2026-11-02")}
    });
    const RowId open = books.order({
        {"status", text("open")}
    });
    const RowId job = RowId{};
    for (const auto& [of, kind, quantity] : {
             std::tuple(order, "labour", 1'500L), {order, "part",   2'000L},
                {open,  "labour", 9L    }
    }) {
        books.add(kStream, "service.line",
                  {
        },
                  {{"branch", text("B0101")},
                   {"repair_order", test::FigureBooks::id_value(of)},
                   {"job", test::FigureBooks::id_value(job)},
                   {"line", std::int64_t{1}},
                   {"kind", text(kind)},
                   {"item", text("OP1")},
                   {"quantity", std::int64_t{quantity}},
                   {"unit_price", std::int64_t{58'00}},
                   {"discount", std::int64_t{1'00}}});
    }
    constexpr std::int64_t kHour = 3'600'000;
    const std::int64_t began = day("2026-11-02") * 24 * kHour + 8 * kHour;
    const auto clock = [&](const test::Values& more) {
        test::Values values{
            {"branch",     text("B0101")                       },
            {"technician", test::FigureBooks::id_value(RowId{})},
            {"started_at", began                               }
        };
        for (const auto& [name, value] : more) values[name] = value;
        books.add(kStream, "service.time_entry", {}, values);
    };
    clock({
        {"stopped_at", began + kHour                   },
        {"job",        test::FigureBooks::id_value(job)}
    });
    clock({
        {"stopped_at", began + kHour},
        {"idle",       text("break")}
    });
    clock({});
    const Facts facts = books.facts();
    REQUIRE(facts.labour.size() == 1);
    CHECK(facts.labour.front().hours == 1'500);
    CHECK(facts.labour.front().amount == 86'00);  // 1.5 x 58.00 - 1.00
    REQUIRE(facts.clocked.size() == 2);
    CHECK(facts.clocked[0].on_job != facts.clocked[1].on_job);
    CHECK(facts.clocked[0].is_break != facts.clocked[1].is_break);
    CHECK(facts.clocked[0].day == day("2026-11-02"));
    REQUIRE(facts.repairs.size() == 2);
    CHECK(facts.repairs.front().place.brand == "AUDAX");
}

TEST_CASE("figures: what somebody may not read is named, and the rest is read", "[figures]") {
    Books books;
    books.car();
    auto roles = std::make_shared<identity::Roles>();
    (*roles)["looks"] = {.name = "", .side = "", .permits = "vehicles.*:read|catalog.*:read"};
    identity::Person person;
    person.roles = {"looks"};
    person.known = roles;
    identity::GuardedStore guarded(books.store, person);
    const auto facts = gather(guarded, november(), day("2026-12-31"));
    REQUIRE(facts);
    CHECK(facts->cars.size() == 1);
    CHECK(facts->hidden.contains("accounting.document"));
    CHECK(facts->hidden.contains("warranty.claim"));
    CHECK_FALSE(facts->hidden.contains("vehicles.vehicle"));
}

TEST_CASE("figures: a failure of the disk is no figure", "[figures]") {
    Books books;
    books.store.broken = Error{Code::io, "io", "the disk failed", ""};
    const auto facts = gather(books.store, november(), 0);
    REQUIRE_FALSE(facts);
    CHECK(facts.error().code == Code::io);
}
