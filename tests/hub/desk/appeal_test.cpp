// An appeal is decided by another person than the one who rejected the claim, whichever door the
// decision comes through.
#include <catch2/catch.hpp>

#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

namespace {

const RowId kAnna = RowId::from(Bytes(RowId::kSize, 1));
const RowId kBen = RowId::from(Bytes(RowId::kSize, 2));

/// A claim that Anna has rejected, and that waits for the answer to its appeal.
struct Appeal : Case {
    Appeal() {
        claim = submitted();
        at(hub(), step(claim, "in_review"), command_id("submitted", "in_review"));
        REQUIRE(decided(kAnna, "rejected") == "saved");
        network.settle();
        at(branch(),
           step(claim, "appealed",
                {
                    {"appealed_on", day("2026-01-02")}
        }),
           command_id("rejected", "appealed"));
        network.settle();
        at(hub(), step(claim, "in_review"), command_id("appealed", "in_review"));
    }
    /// A person's decision; answers what the person hears.
    std::string decided(const RowId& person, std::string_view to) {
        engine::Edit edit = edit_of(
            std::string(kStream),
            step(claim, to,
                 {
                     {"decided_on", day("2026-01-01")      },
                     {"decided_by", to_bytes(person.view())}
        }));
        edit.actor = person;
        edit.command = command_id("in_review", to);
        const auto done = network.commit(hub(), edit);
        return done ? "saved" : done.error().what;
    }

    RowId claim;
};

}  // namespace

TEST_CASE("appeal: who rejected the claim is refused, with the rule and the reason", "[hub]") {
    Appeal c;
    for (const char* to : {"approved", "approved_reduced", "returned", "rejected"}) {
        CAPTURE(to);
        CHECK(c.decided(kAnna, to) ==
              "SAME_AUDITOR: who rejected the claim does not decide its appeal");
    }
    CHECK(c.shown(c.hub(), c.claim, "status") == "in_review");
}

TEST_CASE("appeal: another auditor decides it", "[hub]") {
    Appeal c;
    CHECK(c.decided(kBen, "approved") == "saved");
    CHECK(c.shown(c.hub(), c.claim, "status") == "approved");
}
