// Campaigns, blocked cars, goodwill and the warranty of parts, on either side of their boundaries.
#include "common/domain/warranty/kind_checks.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::day;
using test::Desk;
using warranty::Outcome;
using warranty::Severity;
using warranty::Shares;

namespace {

/// A claim for campaign R1: one pump and its operation.
struct Recall : Desk {
    Recall() {
        claim.kind = "campaign";
        claim.campaign = "R1";
        facts.campaign = warranty::Campaign{
            .status = "active",
            .kind = "service",
            .starts_on = day("2025-01-01"),
            .stops_on = day("2025-12-31"),
            .items = {{"part", "AU100", 1000}, {"labour", "OP-1", std::nullopt}},
            .vehicle_status = "open"
        };
        facts.campaign_done = "";
    }
};

/// A car that is out of cover by its age, claimed as goodwill.
struct Goodwill : Desk {
    Goodwill() {
        claim.kind = "goodwill";
        claim.failure_on = day("2026-06-10");  // The cover ended with 2026-02-27.
        claim.odometer_km = 100'000;
        facts.services = 3;
    }
};

/// A part that failed within its own two years, by invoice I-7 of 2024-01-31.
struct PartClaim : Desk {
    PartClaim() {
        claim.kind = "parts";
        claim.original_invoice = "I-7";
        facts.part_sold_on = day("2024-01-31");
    }
};

}  // namespace

TEST_CASE("warranty: W18 pays exactly the work of an active campaign, once", "[warranty]") {
    Recall desk;
    CHECK(desk.outcome("W18") == Outcome::passed);
    CHECK(desk.state() == "approved");
    desk.facts.campaign_done = "B0101-WC-01-000007";
    CHECK(desk.outcome("W18") == Outcome::broken);
    CHECK(desk.finding("W18").text == "R1 already completed with B0101-WC-01-000007");
    CHECK(desk.state() == "rejected");
    desk.facts.campaign_done = "";
    desk.facts.campaign->vehicle_status = "confirmed";
    CHECK(desk.finding("W18").text == "R1 already completed");
}

TEST_CASE("warranty: W18 wants the car in the population by its VIN", "[warranty]") {
    Recall desk;
    desk.facts.campaign->vehicle_status.clear();
    CHECK(desk.finding("W18").text == "the car is not in R1");
    desk.facts.campaign->vehicle_status = "scrapped";
    CHECK(desk.finding("W18").text == "the car is scrapped in R1");
    desk.facts.campaign->exists = false;
    CHECK(desk.finding("W18").text == "there is no campaign R1");
    desk.claim.campaign.clear();
    CHECK(desk.finding("W18").text == "no campaign is named");
}

TEST_CASE("warranty: W18 takes a failure on the first and the last day of the campaign",
          "[warranty]") {
    Recall desk;
    desk.facts.campaign->starts_on = desk.claim.failure_on;
    desk.facts.campaign->stops_on = desk.claim.failure_on;
    CHECK(desk.outcome("W18") == Outcome::passed);
    desk.facts.campaign->starts_on = desk.claim.failure_on + 1;
    CHECK(desk.outcome("W18") == Outcome::broken);
    desk.facts.campaign->starts_on = desk.claim.failure_on;
    desk.facts.campaign->stops_on = desk.claim.failure_on - 1;
    CHECK(desk.finding("W18").text == "R1 was not active on 2025-06-10");
    desk.facts.campaign->stops_on = desk.claim.failure_on;
    desk.facts.campaign->status = "closed";  // The work was done before it was closed.
    CHECK(desk.outcome("W18") == Outcome::passed);
    desk.facts.campaign->stops_on = std::nullopt;
    CHECK(desk.outcome("W18") == Outcome::broken);
    desk.facts.campaign->status = "announced";
    CHECK(desk.outcome("W18") == Outcome::broken);
}

TEST_CASE("warranty: W18 wants the operations and the kit of the campaign, no more, no less",
          "[warranty]") {
    Recall desk;
    desk.claim.lines[0].quantity = 2000;
    CHECK(desk.finding("W18").text == "not the work of R1: another quantity of AU100");
    desk.claim.lines[0].quantity = 500;
    desk.claim.lines.push_back(desk.claim.lines[0]);  // Two halves are one.
    CHECK(desk.outcome("W18") == Outcome::passed);
    desk.claim.lines.push_back(Desk::sublet(4, 100));
    CHECK(desk.finding("W18").text == "not the work of R1: towing is not part of it");
    desk.claim.lines = {Desk::labour(1, "OP-1", 1200)};
    CHECK(desk.finding("W18").text == "not the work of R1: AU100 is missing");
}

TEST_CASE("warranty: W18 skips cover, wear and approval", "[warranty]") {
    Recall desk;
    desk.claim.failure_on = day("2027-06-10");
    desk.claim.odometer_km = 500'000;
    desk.facts.campaign->stops_on = std::nullopt;
    desk.facts.parts["AU100"].wear_item = true;
    desk.facts.operations["OP-1"].needs_approval = true;
    desk.claim.lines[1].technician = "T1";
    for (const char* rule : {"W04", "W05", "W15", "W16"}) {
        CAPTURE(rule);
        CHECK(desk.outcome(rule) == Outcome::skipped);
    }
    CHECK(desk.outcome("W18") == Outcome::passed);
    CHECK(desk.paid() == 17432);
}

TEST_CASE("warranty: W18 is open at a branch, which cannot see what others have completed",
          "[warranty]") {
    Recall desk;
    desk.facts.campaign_done = std::nullopt;
    CHECK(desk.outcome("W18") == Outcome::undetermined);
    CHECK(desk.state() == "in_review");
    desk.claim.lines.pop_back();  // What is wrong anyway is told.
    CHECK(desk.outcome("W18") == Outcome::broken);
    desk.facts.campaign = std::nullopt;
    CHECK(desk.outcome("W18") == Outcome::undetermined);
    CHECK(Desk().outcome("W18") == Outcome::skipped);
}

TEST_CASE("warranty: W19 lets nothing but safety campaigns pass for a blocked car", "[warranty]") {
    Recall desk;
    desk.facts.vehicle->blocked = true;
    desk.facts.campaign->kind = "safety";
    CHECK(desk.outcome("W19") == Outcome::passed);
    CHECK(desk.state() == "approved");
    desk.facts.campaign->kind = "service";
    CHECK(desk.outcome("W19") == Outcome::broken);
    desk.facts.campaign = std::nullopt;
    CHECK(desk.outcome("W19") == Outcome::undetermined);
    Desk ordinary;
    CHECK(ordinary.outcome("W19") == Outcome::passed);
    ordinary.facts.vehicle->blocked = true;
    ordinary.facts.vehicle->block_reason = "stolen";
    CHECK(ordinary.finding("W19").text == "the vehicle is blocked for warranty: stolen");
    CHECK(ordinary.state() == "rejected");
    ordinary.facts.vehicle = std::nullopt;
    CHECK(ordinary.outcome("W19") == Outcome::undetermined);
}

TEST_CASE("warranty: W20 splits goodwill 50, 20 and 30 so that the shares add up", "[warranty]") {
    Goodwill desk;
    CHECK(desk.outcome("W20") == Outcome::passed);
    CHECK(desk.judge().verdict == Severity::accept);
    CHECK(desk.state() == "approved");
    CHECK(desk.judge().shares == Shares{8716, 3486, 5230});  // 87.16, 34.864 and 52.296.
    desk.claim.lines = {Desk::part(1, "AU-100", 1)};         // One cent.
    CHECK(desk.judge().shares == Shares{1, 0, 0});
}

TEST_CASE("warranty: W20 gives a unit left over to the largest remainder, of equal ones the first",
          "[warranty]") {
    Goodwill desk;
    desk.claim.claimed = 5;  // 2.5, 1.0 and 1.5.
    CHECK(desk.judge().shares == Shares{3, 1, 1});
    desk.claim.claimed = 3;  // 1.5, 0.6 and 0.9.
    CHECK(desk.judge().shares == Shares{1, 1, 1});
    desk.claim.claimed = 17432;
    const auto shares = *desk.judge().shares;
    CHECK(shares.importer + shares.dealer + shares.customer == 17432);
}

TEST_CASE("warranty: W20 pays up to twelve months behind the cover, and not a day later",
          "[warranty]") {
    Goodwill desk;  // Expired on 2026-02-28.
    desk.claim.failure_on = day("2027-02-28");
    CHECK(desk.outcome("W20") == Outcome::passed);
    desk.claim.failure_on = day("2027-03-01");
    CHECK(desk.outcome("W20") == Outcome::broken);
    CHECK(desk.judge().verdict == Severity::review);
    CHECK(desk.state() == "in_review");
    CHECK_FALSE(desk.judge().shares);
}

TEST_CASE("warranty: W20 pays up to 20,000 km beyond the cover, and not one more", "[warranty]") {
    Goodwill desk;
    desk.claim.odometer_km = 120'000;
    CHECK(desk.outcome("W20") == Outcome::passed);
    desk.claim.odometer_km = 120'001;
    CHECK(desk.outcome("W20") == Outcome::broken);
}

TEST_CASE("warranty: W20 wants three services in the network, and asks the others' records",
          "[warranty]") {
    Goodwill desk;
    desk.facts.services = 2;
    CHECK(desk.outcome("W20") == Outcome::broken);
    desk.facts.services_complete = false;
    CHECK(desk.outcome("W20") == Outcome::undetermined);
    CHECK(desk.finding("W20").text == "2 services are known here, 3 are asked for");
    desk.facts.services = 3;
    CHECK(desk.outcome("W20") == Outcome::passed);
}

TEST_CASE("warranty: W20 takes the first row of the matrix that fits, however they were found",
          "[warranty]") {
    Goodwill desk;
    desk.terms.goodwill.push_back({"02", "", 24, 40'000, 0, 20, 0, 80});
    desk.terms.goodwill.push_back({"00", "body", 12, 20'000, 0, 100, 0, 0});
    std::reverse(desk.terms.goodwill.begin(), desk.terms.goodwill.end());
    CHECK(desk.judge().shares == Shares{8716, 3486, 5230});
    desk.claim.odometer_km = 140'000;
    CHECK(desk.judge().shares == Shares{3486, 0, 13946});
    desk.claim.component = "body";
    desk.claim.odometer_km = 120'000;
    CHECK(desk.judge().shares == Shares{17432, 0, 0});
}

TEST_CASE("warranty: W20 passes by a row of the matrix whose shares are not the whole",
          "[warranty]") {
    Goodwill desk;
    desk.terms.goodwill = {
        {"01", "", 12, 20'000, 0, 50, 20, 31}
    };
    CHECK(desk.outcome("W20") == Outcome::broken);
    desk.terms.goodwill.clear();
    CHECK(desk.outcome("W20") == Outcome::broken);
}

TEST_CASE("warranty: W20 sends a car that is still covered back to warranty", "[warranty]") {
    Goodwill desk;
    desk.claim.failure_on = day("2026-02-27");
    CHECK(desk.finding("W20").text == "still within its cover");
    CHECK(desk.finding("W20").remedy == "claim it as warranty");
    desk.claim.odometer_km = 100'001;
    CHECK(desk.outcome("W20") == Outcome::passed);
}

TEST_CASE("warranty: W20 is open without the car or its plan, and skipped for other kinds",
          "[warranty]") {
    Goodwill desk;
    desk.terms.coverage = std::nullopt;
    CHECK(desk.outcome("W20") == Outcome::undetermined);
    desk.facts.vehicle = std::nullopt;
    CHECK(desk.outcome("W20") == Outcome::undetermined);
    CHECK(Desk().outcome("W20") == Outcome::skipped);
    Goodwill unsold;
    unsold.facts.vehicle->in_service_on = std::nullopt;
    CHECK(unsold.outcome("W20") == Outcome::skipped);
    CHECK(unsold.state() == "returned");
}

TEST_CASE("warranty: W21 covers a part until the day before its second anniversary", "[warranty]") {
    PartClaim desk;
    desk.claim.failure_on = day("2026-01-30");
    CHECK(desk.outcome("W21") == Outcome::passed);
    CHECK(desk.finding("W21").text == "the part is covered until 2026-01-30");
    desk.claim.failure_on = day("2026-01-31");
    CHECK(desk.outcome("W21") == Outcome::broken);
    CHECK(desk.judge().verdict == Severity::send_back);
    desk.claim.failure_on = day("2024-01-31");
    CHECK(desk.outcome("W21") == Outcome::passed);
    desk.claim.failure_on = day("2024-01-30");
    CHECK(desk.outcome("W21") == Outcome::broken);
}

TEST_CASE("warranty: W21 wants an invoice of the network, and asks the others' records",
          "[warranty]") {
    PartClaim desk;
    CHECK(desk.state() == "approved");
    desk.facts.part_sold_on = std::nullopt;
    CHECK(desk.finding("W21").text == "no invoice I-7 of AU-100 in the network");
    desk.facts.sales_complete = false;
    CHECK(desk.outcome("W21") == Outcome::undetermined);
    desk.claim.original_invoice.clear();
    CHECK(desk.finding("W21").text == "the original invoice is missing");
    CHECK(desk.state() == "returned");
    CHECK(Desk().outcome("W21") == Outcome::skipped);
}
