// What was in force, and how it is named.
#include "common/domain/warranty/terms.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::Desk;
using warranty::Severity;

TEST_CASE("warranty: severities are named as people write them", "[warranty]") {
    CHECK(warranty::severity_of("RETURN") == Severity::send_back);
    CHECK(name_of(Severity::reject) == "REJECT");
    CHECK_FALSE(warranty::severity_of("return"));
}

TEST_CASE("warranty: a rule is in force with a row that is active", "[warranty]") {
    Desk desk;
    REQUIRE(desk.terms.in_force("W07") != nullptr);
    CHECK(desk.terms.in_force("W07")->days == 30);
    CHECK(desk.terms.in_force("W25") == nullptr);
    CHECK(desk.terms.in_force("W99") == nullptr);
}

TEST_CASE("warranty: a new brand has the terms that people know", "[warranty]") {
    Desk desk;
    CHECK(desk.row("W13").percent == 10);
    CHECK(desk.row("W15").months == 12);
    CHECK(desk.row("W15").kilometres == 20'000);
    CHECK(desk.row("W16").amount_max == 150'000);
    CHECK(desk.row("W21").months == 24);
    CHECK(desk.row("W22").amount_max == 30'000);
    CHECK(desk.row("W23").days == 30);
    CHECK(desk.row("W23").kilometres == 1'000);
    CHECK(desk.row("W25").deviations == 2);
}
