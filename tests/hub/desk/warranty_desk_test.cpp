// A branch files a claim without a line, the importer's desk decides it, the branch reads why.
#include "hub/desk/warranty_desk.hpp"

#include <catch2/catch.hpp>

#include "common/domain/warranty/history.hpp"
#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

TEST_CASE("desk: a claim filed without a line is approved and read at the branch", "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.submit(claim);
    CHECK(c.shown(c.branch(), claim, "status") == "submitted");
    c.network.connect("B0101");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "verdict") == "ACCEPT");
    CHECK(c.everywhere(claim, "approved") == "17432");
    CHECK(c.everywhere(claim, "rules_version") == "2025-01");
    CHECK(c.everywhere(claim, "reason") == "no rule is broken");
    CHECK(c.everywhere(claim, "importer_share") == "17432");
    CHECK(c.everywhere(claim, "decided_on") == std::to_string(day("2026-01-01")));
    CHECK(c.hits(claim).empty());
    c.check_digests();
}

TEST_CASE("desk: a rejected claim names its rules, one hit each", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"odometer_km", 100'001 },
        {"cause_code",  text("")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.everywhere(claim, "verdict") == "REJECT");
    CHECK(c.everywhere(claim, "approved") == "-");
    CHECK(c.everywhere(claim, "reason") ==
          "W05: covered to 100000 km, failed at 100001 km; W09: missing: cause code");
    CHECK(c.hits(claim) == std::vector<std::string>{"W05 1", "W09 1"});
    c.check_digests();
}

TEST_CASE("desk: a returned claim is completed, submitted again and approved", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"correction", text("")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "returned");
    c.network.advance(std::chrono::days(25));  // Behind the deadline, but it had arrived in time.
    c.at(c.branch(), change("warranty.claim", claim,
                            {
                                {"correction", text("replaced the pump")}
    }));
    c.submit(claim, "returned");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.hits(claim) == std::vector<std::string>{"W09 1"});
    c.check_digests();
}

TEST_CASE("desk: the second claim for a job is rejected, the first one stands", "[hub]") {
    Case c;
    const RowId first = c.submitted();
    const RowId second = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "approved");
    CHECK(c.everywhere(second, "status") == "rejected");
    CHECK(c.everywhere(second, "reason") ==
          "W08: the job was claimed before with " + c.everywhere(first, "number"));
    const RowId other_job = c.submitted({
        {"job", 2}
    });
    c.decide();
    CHECK(c.everywhere(other_job, "status") == "approved");
}

TEST_CASE("desk: a withdrawn claim does not stand in the way of a better one", "[hub]") {
    Case c;
    const RowId first = c.submitted();
    c.at(c.branch(), c.step(first, "withdrawn"), command_id("submitted", "withdrawn"));
    const RowId second = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "withdrawn");
    CHECK(c.everywhere(second, "status") == "approved");
}

TEST_CASE("desk: a withdrawal that comes after the decision is refused everywhere", "[hub]") {
    Case c;
    const RowId claim = c.submitted();
    c.network.cut("B0101");
    c.decide();
    c.at(c.branch(), c.step(claim, "withdrawn"), command_id("submitted", "withdrawn"));
    CHECK(c.shown(c.branch(), claim, "status") == "withdrawn");
    c.network.connect("B0101");
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "approved") == "17432");
    for (Site* site : {&c.hub(), &c.branch(), &c.network.node("B0102")}) {
        const auto rejected = site->replica().rejected(std::string(kStream));
        REQUIRE(rejected);
        REQUIRE(rejected->size() == 1);
        CHECK(rejected->front().reason.code == "ALREADY_DECIDED");
    }
    c.check_digests();
}

TEST_CASE("desk: a claim that was sent back and not answered lapses, with its reason", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"correction", text("")}
    });
    c.decide();
    REQUIRE(c.everywhere(claim, "status") == "returned");
    const auto after = [&](std::int64_t days) {
        c.network.advance(std::chrono::duration_cast<Milliseconds>(std::chrono::days(days)));
        REQUIRE(c.network.write(c.hub(), [&](sync::Replica& replica) {
            return c.desk.lapse_claims(replica, c.network.now());
        }));
        c.network.settle();
        return c.everywhere(claim, "status");
    };
    CHECK(after(warranty::kDaysToAnswer) == "returned");
    CHECK(after(warranty::kDaysOnTheWay) == "returned");
    CHECK(after(1) == "lapsed");
    CHECK(c.everywhere(claim, "reason") == "nothing came within 30 days");
    c.check_digests();
}

TEST_CASE("desk: what the rules cannot decide waits for a person, who decides with a reason",
          "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"kind", text("delivery")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.everywhere(claim, "verdict") == "REVIEW");
    CHECK(c.everywhere(claim, "reason") == "for a person: a delivery claim");
    c.at(c.hub(),
         c.step(
             claim, "approved_reduced",
             {
                 {"verdict",  text("REDUCE")    },
                 {"reason",   text("half of it")},
                 {"approved", 8716              }
    }),
         command_id("in_review", "approved_reduced"));
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "approved_reduced");
    CHECK(c.everywhere(claim, "reason") == "half of it");
    CHECK(c.everywhere(claim, "approved") == "8716");
    c.check_digests();
}

TEST_CASE("desk: a claim above what is payable is not approved by itself", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"claimed", 20'000}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.everywhere(claim, "reason") == "for a person: 200.00 are claimed, 174.32 payable");
}

TEST_CASE("desk: the branch reads what is paid of each line, and which rule cut it", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    c.add_line(claim, 3, "sublet", "towing", 1000, 8000);
    c.submit(claim);
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.hits(claim) == std::vector<std::string>{"W22 1"});
    CHECK(c.lines(claim) ==
          std::vector<std::string>{"1 10472 104.72 of 104.72", "2 6960 69.60 of 69.60",
                                   "3 0 0.00 of 80.00; W22: no invoice of the vendor of towing"});
    c.check_digests();
}

TEST_CASE("desk: goodwill is paid by importer, dealer and customer", "[hub]") {
    Case c;
    for (int i = 0; i < 3; ++i) c.add_service();
    const RowId claim = c.submitted({
        {"kind",        text("goodwill")},
        {"odometer_km", 100'001         }
    });
    CHECK(c.outcomes(c.branch(), claim)["W20"] == "passed");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "approved") == "8716");
    CHECK(c.everywhere(claim, "importer_share") == "8716");
    CHECK(c.everywhere(claim, "dealer_share") == "3486");
    CHECK(c.everywhere(claim, "customer_share") == "5230");
}

TEST_CASE("desk: a rejected claim is appealed once, within its days", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"odometer_km", 100'001}
    });
    c.decide();
    REQUIRE(c.everywhere(claim, "status") == "rejected");
    const auto appeal = [&](std::int64_t on) {
        engine::Edit edit = edit_of(std::string(kStream), c.step(claim, "appealed",
                                                                 {
                                                                     {"appealed_on", on}
        }));
        edit.command = command_id("rejected", "appealed");
        const auto done = c.network.commit(c.branch(), edit);
        return done ? std::string() : done.error().what;
    };
    CHECK(appeal(day("2026-02-01")).find("30 days") != std::string::npos);
    CHECK(appeal(day("2026-01-31")).empty());
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "appealed");
    c.at(c.hub(), c.step(claim, "in_review"), command_id("appealed", "in_review"));
    c.at(c.hub(),
         c.step(claim, "rejected",
                {
                    {"decided_on", day("2026-01-31")}
    }),
         command_id("in_review", "rejected"));
    c.network.settle();
    CHECK(appeal(day("2026-02-01")).find("appealed before") != std::string::npos);
    CHECK(c.everywhere(claim, "status") == "rejected");
}

TEST_CASE("desk: a claim is found by its printed number too, and a wrong one is an error",
          "[hub]") {
    Case c;
    const RowId claim = c.draft();
    const auto& check = warranty::questions().front();
    const std::string number = c.shown(c.branch(), claim, "number");
    CHECK(check.ask(c.branch().replica(), {.parameters = {{"id", number}}}));
    const auto missing = check.ask(c.branch().replica(), {.parameters = {{"id", "WC-1"}}});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Code::not_found);
}

TEST_CASE("desk: drafts wait, and a desk with nothing to do writes nothing", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "draft");
    const auto before = c.hub().replica().status(std::string(kStream));
    c.decide();
    c.decide();
    CHECK(c.hub().replica().status(std::string(kStream))->entries == before->entries);
    c.submit(claim);
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
}

TEST_CASE("desk: a decision that does not fit goes to a person instead of undoing the group",
          "[hub]") {
    Case c;
    // The finding would name a part at full length, longer than a text may be.
    const RowId odd = c.submitted({
        {"causal_part", std::string(4096, 'A')},
        {"job", 2}
    });
    const RowId claim = c.submitted();
    c.decide();
    CHECK(c.everywhere(odd, "status") == "in_review");
    CHECK(c.everywhere(odd, "reason").starts_with("for a person: the decision could not be"));
    CHECK(c.hits(odd).empty());
    CHECK(c.everywhere(claim, "status") == "approved");
    c.check_digests();
}
