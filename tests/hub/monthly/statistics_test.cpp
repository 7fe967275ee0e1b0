// A month of every dealer beside its group, computed from cars and documents; and what rule W25
// makes of it.
#include "hub/monthly/statistics.hpp"

#include <catch2/catch.hpp>

#include "common/domain/calendar.hpp"
#include "common/engine/keys.hpp"
#include "hub/desk/account_desk.hpp"
#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

namespace {

/// The dealer of the claims and others without any, each with one car under warranty.
struct Group : Case {
    explicit Group(int dealers) {
        for (int i = 2; i <= dealers; ++i) {
            const std::string dealer = "D0" + std::to_string(i);
            REQUIRE(network.write(hub(), [&](sync::Replica& replica) -> Result<> {
                TRY_VOID(hub::add_dealer(replica, dealer, dealer));
                return hub::grant_brand(replica, dealer, "AUDAX");
            }));
            at_stream(hub(), "dealer/" + dealer,
                      keyed("vehicles.vehicle",
                            {
                                "YV4A22PK4N100020" + std::to_string(i)
            },
                            {{"brand", text("AUDAX")},
                             {"in_service_on", day("2025-02-01")},
                             {"warranty_plan", text("P3")}}));
        }
    }
    /// A claim of 174.32, paid.
    void pay_claim() {
        submitted();
        decide();
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) {
            return accounts.settle_claims(replica, network.now());
        }));
        network.settle();
    }
    Result<hub::StatisticsDone> compute(const std::string& month) {
        Result<hub::StatisticsDone> out;
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) -> Result<> {
            out = hub::compute_statistics(replica, *domain::read_month(month),
                                          domain::day_of(network.now()));
            return {};
        }));
        network.settle();
        return out;
    }
    void put_in_force() {
        at_stream(hub(), "catalog/AUDAX",
                  keyed("catalog.warranty_rule",
                        {
                            "AUDAX", "2025-01", "W25"
        },
                        {{"active", true}, {"deviations", 2}}));
        network.settle();
    }
    std::string figure(const std::string& dealer, const std::string& field) {
        const auto row = engine::find_by_key(hub().replica(), "warranty.statistic",
                                             {dealer, "AUDAX", "2026-01"});
        REQUIRE(row);
        return *row ? std::to_string(domain::integer_of(**row, field)) : "-";
    }
    std::uint64_t entries() {
        std::uint64_t out = 0;
        for (const auto& [log, seq] : hub::positions_of(hub().replica())) out += seq;
        return out;
    }
    /// A claim of February, judged beside the figures of January.
    std::string judged() {
        const RowId visit =
            at(branch(), new_row("service.repair_order", {
                                                             {"branch",      text("B0101")    },
                                                             {"vin",         vin              },
                                                             {"opened_on",   day("2026-02-05")},
                                                             {"closed_on",   day("2026-02-06")},
                                                             {"odometer_km", 40'000           }
        }));
        const RowId next = draft({
            {"repair_order", to_bytes(visit.view())},
            {"failure_on",   day("2026-02-05")     },
            {"odometer_km",  40'000                }
        });
        at(branch(),
           step(next, "submitted",
                {
                    {"submitted_on", day("2026-02-10")}
        }),
           command_id("draft", "submitted"));
        network.settle();
        decide();
        return everywhere(next, "status") + ": " + everywhere(next, "reason");
    }

    hub::AccountDesk accounts;
};

}  // namespace

TEST_CASE("statistics: each dealer's figures stand beside the sums of its group", "[hub]") {
    Group c(3);
    c.pay_claim();
    c.network.advance(std::chrono::days(40));
    const auto done = c.compute("2026-01");
    REQUIRE(done);
    CHECK(done->dealers == 3);
    CHECK(done->written == 3);
    CHECK(c.figure("D01", "value") == "17432");
    CHECK(c.figure("D01", "frequency") == "1000");
    CHECK(c.figure("D01", "group_size") == "3");
    CHECK(c.figure("D02", "value") == "0");
    CHECK(c.figure("D02", "value_sum") == "17432");
    CHECK(c.figure("D02", "frequency_squares") == "1000000");
}

TEST_CASE("statistics: computing a month again writes nothing", "[hub]") {
    Group c(3);
    c.pay_claim();
    c.network.advance(std::chrono::days(40));
    REQUIRE(c.compute("2026-01"));
    const std::uint64_t before = c.entries();
    const auto again = c.compute("2026-01");
    REQUIRE(again);
    CHECK(again->written == 0);
    CHECK(c.entries() == before);
}

TEST_CASE("statistics: a month that is not over is not computed", "[hub]") {
    Group c(2);
    const auto early = c.compute("2026-01");
    REQUIRE_FALSE(early);
    CHECK(early.error().id == "month-not-over");
}

TEST_CASE("statistics: a car counts up to the last day that it is covered", "[hub]") {
    Group c(2);
    // In service on 2025-02-01 for 24 months: covered until 2027-01-31.
    c.network.advance(std::chrono::days(500));
    const auto last = c.compute("2027-01");
    REQUIRE(last);
    CHECK(last->dealers == 2);
    const auto behind = c.compute("2027-02");
    REQUIRE(behind);
    CHECK(behind->dealers == 0);
}

TEST_CASE("statistics: W25 lets two deviations pass and sends more to a person", "[hub]") {
    // One dealer alone above n - 1 others stands out by the root of n - 1 deviations.
    for (const auto& [dealers, answer] :
         {std::pair(5, "approved: no rule is broken"),
          std::pair(6,
                    "in_review: W25: value per vehicle and claims per vehicle of 2026-01 far "
                    "above the group")}) {
        CAPTURE(dealers);
        Group c(dealers);
        // Before there are figures the rule sends every claim to a person.
        c.pay_claim();
        c.put_in_force();
        c.network.advance(std::chrono::days(40));
        REQUIRE(c.compute("2026-01"));
        CHECK(c.figure("D01", "value") == "17432");
        CHECK(c.judged() == answer);
    }
}

TEST_CASE("statistics: the first group of a month computes the one before, once", "[hub]") {
    Group c(3);
    c.pay_claim();
    hub::MonthlyWork work;
    const auto turn = [&] {
        REQUIRE(c.network.write(c.hub(), [&](sync::Replica& replica) {
            return work.compute(replica, c.network.now());
        }));
    };
    turn();
    CHECK(c.figure("D01", "value") == "-");
    c.network.advance(std::chrono::days(31));
    turn();
    CHECK(c.figure("D01", "value") == "17432");
    const std::uint64_t before = c.entries();
    turn();
    CHECK(c.entries() == before);
}
