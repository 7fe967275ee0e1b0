#include "common/domain/sales/checks.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using orders::Outcome;

namespace {

sales::CarFacts free_car() {
    return {.is_here = true, .list_price = 31'500'00};
}

/// The rule that refuses first; empty: none.
std::string refusal_of(const sales::CarFacts& facts) {
    const auto findings = sales::judge(facts);
    const orders::Finding* no = orders::refusal(findings);
    return no == nullptr ? "" : std::string(no->rule);
}

}  // namespace

TEST_CASE("quote checks: an unsold car of the dealer may be quoted", "[sales]") {
    const auto findings = sales::judge(free_car());
    REQUIRE(findings.size() == 5);
    for (const auto& finding : findings) CHECK(finding.outcome == Outcome::passed);
    CHECK(findings[3].text == "the list price is 31500.00 with its options");
}

TEST_CASE("quote checks: a car of nobody or of another dealer is refused", "[sales]") {
    auto facts = free_car();
    facts.is_here = false;
    CHECK(refusal_of(facts) == "Q01");
}

TEST_CASE("quote checks: a sold car is refused", "[sales]") {
    auto facts = free_car();
    facts.is_sold = true;
    CHECK(refusal_of(facts) == "Q02");
}

TEST_CASE("quote checks: a car that another customer has accepted is refused", "[sales]") {
    auto facts = free_car();
    facts.taken_by = "B0101-QUO-01-000001";
    CHECK(refusal_of(facts) == "Q03");
    CHECK(sales::judge(facts)[2].text == "another customer has accepted quote B0101-QUO-01-000001");
}

TEST_CASE("quote checks: a price that nobody has published may be typed", "[sales]") {
    auto facts = free_car();
    facts.list_price.reset();
    CHECK(refusal_of(facts).empty());
    CHECK(sales::judge(facts)[3].outcome == Outcome::undetermined);
}

TEST_CASE("quote checks: a car whose sale a campaign stops may be quoted, with a warning",
          "[sales]") {
    auto facts = free_car();
    facts.stopped_by = "R26-1 (Brake hose) of VOLVO";
    CHECK(refusal_of(facts).empty());
    const orders::Finding warning = sales::judge(facts)[4];
    CHECK(warning.outcome == Outcome::undetermined);
    CHECK(warning.text == "campaign R26-1 (Brake hose) of VOLVO stops its sale");
}
