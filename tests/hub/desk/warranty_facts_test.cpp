// What a decision rests on: what is known of the vehicle, days and readings, rules of a day.
#include <catch2/catch.hpp>

#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

TEST_CASE("desk: a vehicle that nobody has registered is rejected at the hub, open at the branch",
          "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"vin", text("YV4A22PK4N1000102")}
    });
    CHECK(c.outcomes(c.branch(), claim)["W01"] == "undetermined");
    CHECK(c.outcomes(c.hub(), claim)["W01"] == "broken");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.hits(claim) == std::vector<std::string>{"W01 1"});
}

TEST_CASE("desk: readings of before the failure count, later ones do not", "[hub]") {
    Case c;
    const auto read = [&](std::string_view on, std::int64_t km) {
        c.at(c.branch(), new_row("service.repair_order", {
                                                             {"branch",      text("B0101")},
                                                             {"vin",         c.vin        },
                                                             {"opened_on",   day(on)      },
                                                             {"odometer_km", km           }
        }));
    };
    read("2025-12-20", 31'000);
    read("2025-06-01", 30'000);
    const RowId first = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "approved");
    read("2025-07-01", 30'001);
    const RowId second = c.submitted({
        {"job", 2}
    });
    c.decide();
    CHECK(c.everywhere(second, "status") == "returned");
    CHECK(c.hits(second) == std::vector<std::string>{"W06 1"});
}

TEST_CASE("desk: a claim that comes too late counts from the day it was signed, for some days",
          "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.submit(claim);  // On 2026-01-01; due on 2026-01-14, in grace until 2026-01-08.
    c.network.advance(std::chrono::days(14));
    c.network.connect("B0101");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.hits(claim) == std::vector<std::string>{"W07 1"});
}

TEST_CASE("desk: a day of signing that the log does not bear out is not believed", "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.network.advance(std::chrono::days(16));
    c.at(c.branch(),
         c.step(claim, "submitted",
                {
                    {"submitted_on", day("2026-01-13")}
    }),
         command_id("draft", "submitted"));
    c.network.connect("B0101");
    c.network.settle();
    CHECK(c.outcomes(c.hub(), claim)["status"] == "submitted");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.everywhere(claim, "reason") ==
          "W07: due at the importer on 2026-01-14, and its log does not bear out that it was "
          "signed on 2026-01-13");
}

TEST_CASE("desk: rules are those of the day of the failure", "[hub]") {
    Case c;
    c.at_stream(
        c.hub(), "catalog/AUDAX",
        keyed("catalog.warranty_rule",
              {
                  "AUDAX", "2026-01", "W09"
    },
              {{"severity", text("REJECT")}, {"valid_from", day("2025-12-11")}, {"active", true}}));
    const RowId before = c.submitted({
        {"correction", text("")}
    });
    const RowId after = c.submitted({
        {"correction", text("")         },
        {"failure_on", day("2025-12-11")},
        {"job",        2                }
    });
    c.decide();
    CHECK(c.everywhere(before, "rules_version") == "2025-01");
    CHECK(c.everywhere(before, "status") == "returned");
    CHECK(c.everywhere(after, "rules_version") == "2026-01");
    CHECK(c.everywhere(after, "status") == "rejected");
}

TEST_CASE("desk: the pre-check at the branch tells what it cannot know", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    auto seen = c.outcomes(c.branch(), claim);
    for (const char* rule : {"W01", "W02", "W03", "W04", "W05", "W08", "W09", "W10", "W11", "W12",
                             "W13", "W14", "W15", "W16", "W17", "W19", "W23", "W24"}) {
        CAPTURE(rule);
        CHECK(seen[rule] == "passed");
    }
    CHECK(seen["W06"] == "undetermined");
    CHECK(seen["W07"] == "undetermined");
    CHECK(seen["verdict"] == "ACCEPT");
    CHECK(seen["payable"] == "174.32");
    CHECK(seen["next"] == "in_review");
}
