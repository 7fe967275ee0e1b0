// The rules about single lines on either side of their boundaries, and what they cut.
#include "common/domain/warranty/line_checks.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::day;
using test::Desk;
using warranty::Outcome;
using warranty::Severity;

TEST_CASE("warranty: W10 pays the standard time and not a thousandth of an hour more",
          "[warranty]") {
    Desk desk;  // 72 minutes are 1.2 hours.
    CHECK(desk.outcome("W10") == Outcome::passed);
    desk.claim.lines[1].quantity = 1201;
    CHECK(desk.outcome("W10") == Outcome::broken);
    CHECK(desk.line(1).approved == 6960);
    CHECK(desk.judge().verdict == Severity::reduce);
    CHECK(desk.state() == "in_review");
    REQUIRE(desk.line(1).cuts.size() == 1);
    CHECK(desk.line(1).cuts[0] ==
          warranty::Cut{"W10", 6, "1.201 hours of OP-1 are claimed, 1.200 are paid"});
}

TEST_CASE("warranty: W10 pays the standard time of an operation once, however it is split",
          "[warranty]") {
    Desk desk;
    desk.claim.lines[1].quantity = 1000;
    desk.claim.lines.push_back(Desk::labour(3, "OP-1", 200));
    CHECK(desk.outcome("W10") == Outcome::passed);
    desk.claim.lines[2].quantity = 500;
    CHECK(desk.outcome("W10") == Outcome::broken);
    CHECK(desk.line(1).approved == 5800);
    CHECK(desk.line(2).approved == 1160);
}

TEST_CASE("warranty: W10 pays hours beyond the standard time that were approved before",
          "[warranty]") {
    Desk desk;
    desk.claim.lines[1].quantity = 1700;  // Half an hour more.
    desk.claim.names_approval = true;
    desk.facts.approval = warranty::Approval{.status = "granted",
                                             .vin = desk.claim.vin,
                                             .operations = {"OP-1"},
                                             .amount_max = {},
                                             .valid_until = {},
                                             .extra_minutes = 30};
    CHECK(desk.outcome("W10") == Outcome::passed);
    desk.facts.approval->extra_minutes = 29;
    CHECK(desk.outcome("W10") == Outcome::broken);
    CHECK(desk.line(1).approved == 9763);  // 101 minutes: 97.633.
    desk.facts.approval->extra_minutes = 30;
    desk.facts.approval->operations = {"OP-2"};
    CHECK(desk.line(1).approved == 6960);
    desk.facts.approval->operations = {"OP-1"};
    desk.facts.approval->status = "refused";
    CHECK(desk.line(1).approved == 6960);
}

TEST_CASE("warranty: W10 pays nothing for an operation that is not in force for the model",
          "[warranty]") {
    Desk desk;
    auto& operation = desk.facts.operations["OP-1"];
    operation.models = {"A1", "A2"};
    operation.valid_from = desk.claim.failure_on;
    operation.valid_until = desk.claim.failure_on;
    CHECK(desk.outcome("W10") == Outcome::passed);
    operation.valid_from = desk.claim.failure_on + 1;
    CHECK(desk.line(1).approved == 0);
    operation.valid_from = std::nullopt;
    operation.valid_until = desk.claim.failure_on - 1;
    CHECK(desk.finding("W10").text == "OP-1 was not valid on 2025-06-10");
    operation.valid_until = std::nullopt;
    operation.models = {"A2"};
    CHECK(desk.finding("W10").text == "OP-1 is not for A1");
    operation.exists = false;
    CHECK(desk.finding("W10").text == "no operation OP-1 in the catalogue");
    CHECK(desk.paid() == 10472);
}

TEST_CASE("warranty: W10 is open on an operation or a model that is not known here", "[warranty]") {
    Desk desk;
    desk.facts.operations["OP-1"].models = {"A2"};
    desk.facts.vehicle->model.clear();
    CHECK(desk.outcome("W10") == Outcome::undetermined);
    desk.facts.operations.clear();
    CHECK(desk.outcome("W10") == Outcome::undetermined);
    CHECK(desk.finding("W10").text == "OP-1 is not known here");
    desk.claim.lines.pop_back();
    CHECK(desk.outcome("W10") == Outcome::skipped);
}

TEST_CASE("warranty: W11 pays nothing for an operation that is part of another one", "[warranty]") {
    Desk desk;
    desk.facts.operations["OP-2"] = {.standard_minutes = 60};
    desk.claim.lines.push_back(Desk::labour(3, "OP-2", 1000));
    CHECK(desk.outcome("W11") == Outcome::passed);
    desk.facts.operations["OP-1"].includes = {"OP-2"};
    CHECK(desk.outcome("W11") == Outcome::broken);
    CHECK(desk.finding("W11").text == "OP-2 is part of OP-1");
    CHECK(desk.line(1).approved == 6960);
    CHECK(desk.line(2).approved == 0);
    CHECK(desk.judge().verdict == Severity::reduce);
    desk.claim.lines.erase(desk.claim.lines.begin() + 1);  // Without the one that includes it.
    CHECK(desk.outcome("W11") == Outcome::passed);
}

TEST_CASE("warranty: W12 pays the rate that was agreed and not a cent more", "[warranty]") {
    Desk desk;
    desk.facts.labour_rate = 5800;
    CHECK(desk.outcome("W12") == Outcome::passed);
    desk.facts.labour_rate = 5799;
    CHECK(desk.outcome("W12") == Outcome::broken);
    CHECK(desk.line(1).approved == 6959);
    desk.facts.labour_rate = 6000;  // Who claims less gets less.
    CHECK(desk.outcome("W12") == Outcome::passed);
    CHECK(desk.line(1).approved == 6960);
    desk.facts.labour_rate = std::nullopt;
    CHECK(desk.outcome("W12") == Outcome::undetermined);
}

TEST_CASE("warranty: W13 pays the dealer's net price with handling and not a cent more",
          "[warranty]") {
    Desk desk;
    desk.facts.parts["AU100"].net = 9520;
    CHECK(desk.outcome("W13") == Outcome::passed);
    desk.facts.parts["AU100"].net = 9519;
    CHECK(desk.outcome("W13") == Outcome::broken);
    CHECK(desk.line(0).approved == 10471);
    CHECK(desk.finding("W13").text == "the net price of AU-100 is 95.19, 95.20 are claimed");
    desk.facts.parts["AU100"].net = std::nullopt;
    CHECK(desk.outcome("W13") == Outcome::undetermined);
}

TEST_CASE("warranty: W14 returns parts that are unknown or do not fit, and maps old numbers",
          "[warranty]") {
    Desk desk;
    auto& part = desk.facts.parts["AU100"];
    part.models = {"A1"};
    part.successor = "AU101";
    CHECK(desk.outcome("W14") == Outcome::passed);
    CHECK(desk.finding("W14").text == "the parts fit, AU-100 is now AU101");
    part.models = {"A2"};
    CHECK(desk.outcome("W14") == Outcome::broken);
    CHECK(desk.finding("W14").text == "AU-100 does not fit A1");
    CHECK(desk.state() == "returned");
    part.models.clear();
    part.exists = false;
    CHECK(desk.finding("W14").text == "no part AU-100 in the catalogue");
}

TEST_CASE("warranty: W14 is open on a part or a model that is not known here", "[warranty]") {
    Desk desk;
    desk.facts.parts["AU100"].models = {"A1"};
    desk.facts.vehicle->model.clear();
    CHECK(desk.outcome("W14") == Outcome::undetermined);
    desk.facts.parts.clear();
    CHECK(desk.outcome("W14") == Outcome::undetermined);
    desk.claim.lines.erase(desk.claim.lines.begin());
    CHECK(desk.outcome("W14") == Outcome::skipped);
}

TEST_CASE("warranty: W15 pays a wear item on its last day and last kilometre, not one later",
          "[warranty]") {
    Desk desk;  // In service on 2024-02-29: 12 months cover until 2025-02-27.
    desk.facts.parts["AU100"].wear_item = true;
    desk.claim.failure_on = day("2025-02-27");
    desk.claim.odometer_km = 20'000;
    CHECK(desk.outcome("W15") == Outcome::passed);
    desk.claim.failure_on = day("2025-02-28");
    CHECK(desk.outcome("W15") == Outcome::broken);
    desk.claim.failure_on = day("2025-02-27");
    desk.claim.odometer_km = 20'001;
    CHECK(desk.outcome("W15") == Outcome::broken);
    desk.terms.wear = warranty::Coverage{12, 20'001, 0};  // The plan has a row of its own.
    CHECK(desk.outcome("W15") == Outcome::passed);
}

TEST_CASE("warranty: W15 takes the operations along that serve wear items alone", "[warranty]") {
    Desk desk;
    desk.facts.parts["AU100"].wear_item = true;
    CHECK(desk.outcome("W15") == Outcome::broken);
    CHECK(desk.paid() == 0);
    desk.claim.lines.push_back(Desk::part(3, "AU-200", 1000));
    desk.facts.parts["AU200"] = {.net = 1000};
    desk.facts.operations["OP-1"].causal_parts = {"AU100", "AU200"};
    CHECK(desk.line(1).approved == 6960);  // It serves the other part too.
    CHECK(desk.paid() == 6960 + 1100);
    desk.facts.parts["AU100"].wear_item = false;
    CHECK(desk.outcome("W15") == Outcome::passed);
}

TEST_CASE("warranty: W15 is open where the part or the car is not known", "[warranty]") {
    Desk desk;
    desk.facts.parts["AU100"].wear_item = true;
    desk.facts.vehicle = std::nullopt;
    CHECK(desk.outcome("W15") == Outcome::undetermined);
    desk = Desk();
    desk.facts.parts.clear();
    CHECK(desk.outcome("W15") == Outcome::undetermined);
}

TEST_CASE("warranty: W17 returns a claim without the evidence that its lines demand",
          "[warranty]") {
    Desk desk;
    (*desk.facts.evidence)["OP-1"] = {"photo", "trouble_code"};
    (*desk.facts.evidence)["AU100"] = {"old_part"};
    desk.claim.attachments = {
        {"photo",    0},
        {"old_part", 1}
    };
    CHECK(desk.outcome("W17") == Outcome::broken);
    CHECK(desk.finding("W17").text == "missing: trouble_code for OP-1");
    CHECK(desk.state() == "returned");
    desk.claim.trouble_codes = {"P0087"};
    CHECK(desk.outcome("W17") == Outcome::passed);
    desk.claim.attachments.clear();
    CHECK(desk.finding("W17").text == "missing: old_part for AU-100, photo for OP-1");
    desk.facts.evidence = std::nullopt;
    CHECK(desk.outcome("W17") == Outcome::undetermined);
}

TEST_CASE("warranty: W22 pays what others billed up to the limit, with their invoice alone",
          "[warranty]") {
    Desk desk;
    CHECK(desk.outcome("W22") == Outcome::skipped);
    desk.claim.lines.push_back(Desk::sublet(3, 30'000));
    desk.claim.attachments = {
        {"invoice", 3}
    };
    CHECK(desk.outcome("W22") == Outcome::passed);
    desk.claim.lines[2].unit_price = 30'001;
    CHECK(desk.outcome("W22") == Outcome::broken);
    CHECK(desk.line(2).approved == 30'000);
    desk.claim.attachments = {
        {"invoice", 2}
    };  // Of another line.
    CHECK(desk.line(2).approved == 0);
    desk.claim.attachments = {
        {"invoice", 0}
    };  // Of the whole claim.
    CHECK(desk.line(2).approved == 30'000);
    CHECK(desk.judge().verdict == Severity::reduce);
}

TEST_CASE("warranty: W24 wants a technician who was certified on the day of the work",
          "[warranty]") {
    Desk desk;
    desk.facts.operations["OP-1"].skill = "high-voltage";
    desk.claim.lines[1].worked_on = day("2025-06-11");
    CHECK(desk.outcome("W24") == Outcome::broken);
    CHECK(desk.state() == "rejected");
    desk.facts.certificates = {
        {"T1", "high-voltage", day("2025-06-11"), day("2025-06-11")}
    };
    CHECK(desk.outcome("W24") == Outcome::passed);
    desk.claim.lines[1].worked_on = day("2025-06-12");
    CHECK(desk.finding("W24").text == "T1 was not certified for high-voltage on 2025-06-12");
    desk.claim.lines[1].worked_on = day("2025-06-10");
    CHECK(desk.outcome("W24") == Outcome::broken);
    desk.facts.certificates->front().valid_until = std::nullopt;
    desk.claim.lines[1].worked_on = std::nullopt;  // The day that the order was closed.
    CHECK(desk.outcome("W24") == Outcome::passed);
}

TEST_CASE("warranty: W24 is open while nobody says who did the work, or when", "[warranty]") {
    Desk desk;
    desk.facts.operations["OP-1"].skill = "high-voltage";
    desk.claim.lines[1].technician.clear();
    CHECK(desk.outcome("W24") == Outcome::undetermined);
    desk.claim.lines[1].technician = "T1";
    desk.facts.repaired_on = std::nullopt;
    CHECK(desk.outcome("W24") == Outcome::undetermined);
    desk = Desk();
    desk.facts.operations["OP-1"].skill = "high-voltage";
    desk.facts.certificates = std::nullopt;
    CHECK(desk.outcome("W24") == Outcome::undetermined);
}

TEST_CASE("warranty: the order of the lines does not matter", "[warranty]") {
    Desk desk;
    desk.claim.lines.push_back(Desk::labour(3, "OP-1", 900));
    desk.claim.lines[1].quantity = 900;
    const std::string first = explain(desk.judge());
    std::reverse(desk.claim.lines.begin(), desk.claim.lines.end());
    CHECK(explain(desk.judge()) == first);
}
