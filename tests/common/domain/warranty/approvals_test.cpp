// What has to be approved before the work, on either side of the boundary.
#include "common/domain/warranty/approvals.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::Desk;
using warranty::Outcome;

namespace {

/// A claim with an operation that needs approval, and the approval.
struct Approved : Desk {
    Approved() {
        facts.operations["OP-1"].needs_approval = true;
        claim.names_approval = true;
        facts.approval = warranty::Approval{.status = "granted",
                                            .vin = claim.vin,
                                            .operations = {"OP-1"},
                                            .amount_max = 17432,
                                            .valid_until = claim.failure_on};
    }
};

}  // namespace

TEST_CASE("warranty: W16 lets a claim of 1,500.00 pass and not one of a cent more", "[warranty]") {
    Desk desk;
    desk.claim.claimed = 150'000;
    CHECK(desk.outcome("W16") == Outcome::passed);
    desk.claim.claimed = 150'001;
    CHECK(desk.outcome("W16") == Outcome::broken);
    CHECK(desk.finding("W16").text ==
          "claims above 1500.00 need approval, 1500.01 are claimed and no approval is named");
    CHECK(desk.state() == "returned");
    desk.claim.claimed = 1;  // Less than the lines: they count.
    desk.claim.lines.push_back(Desk::sublet(3, 150'000 - 17432));
    CHECK(desk.outcome("W16") == Outcome::passed);
    desk.claim.lines.back().unit_price += 1;
    CHECK(desk.outcome("W16") == Outcome::broken);
}

TEST_CASE("warranty: W16 wants an approval for operations that the catalogue flags", "[warranty]") {
    Approved desk;
    CHECK(desk.outcome("W16") == Outcome::passed);
    desk.facts.approval->operations = {"OP-2"};
    CHECK(desk.finding("W16").text == "OP-1 is not among what was approved");
    desk.claim.names_approval = false;
    CHECK(desk.finding("W16").text == "OP-1 needs approval and no approval is named");
    desk.facts.operations["OP-1"].needs_approval = false;
    CHECK(desk.outcome("W16") == Outcome::passed);
}

TEST_CASE("warranty: W16 wants an approval that was granted for the car, the day and the amount",
          "[warranty]") {
    Approved desk;
    desk.facts.approval->amount_max = 17431;
    CHECK(desk.finding("W16").text == "approved up to 174.31, 174.32 are claimed");
    desk = Approved();
    desk.facts.approval->valid_until = desk.claim.failure_on - 1;
    CHECK(desk.finding("W16").text == "OP-1 needs approval, but the approval ended on 2025-06-09");
    desk = Approved();
    desk.facts.approval->vin = "YV4A22PK4N1000102";
    CHECK(desk.outcome("W16") == Outcome::broken);
    desk = Approved();
    desk.facts.approval->status = "requested";
    CHECK(desk.finding("W16").text == "OP-1 needs approval, but the approval is requested");
}

TEST_CASE("warranty: W16 is open on an approval or an operation that is not known here",
          "[warranty]") {
    Approved desk;
    desk.facts.approval = std::nullopt;
    CHECK(desk.outcome("W16") == Outcome::undetermined);
    desk = Approved();
    desk.facts.operations.clear();
    CHECK(desk.outcome("W16") == Outcome::undetermined);
    desk = Approved();
    desk.claim.lines.front().quantity = -1;
    CHECK(desk.outcome("W16") == Outcome::undetermined);
}
