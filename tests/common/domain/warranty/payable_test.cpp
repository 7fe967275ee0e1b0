// What a claim is worth, line by line, to the cent.
#include "common/domain/warranty/payable.hpp"

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::Desk;
using warranty::Bound;
using warranty::Limit;
using warranty::Line;

namespace {

const std::vector<Line> kWorked{Desk::part(1, "AU-100", 9520), Desk::labour(2, "OP-1", 1200)};

/// Claimed and paid.
std::pair<std::int64_t, std::int64_t> worth(const std::vector<Line>& lines,
                                            const std::vector<Limit>& limits,
                                            const warranty::Charges& charges) {
    const auto found = warranty::payable(lines, limits, charges);
    REQUIRE(found);
    return {found->claimed, found->paid};
}

}  // namespace

TEST_CASE("payable: a part with handling and an hourly rate give the worked amounts",
          "[warranty]") {
    CHECK(warranty::part_amount(9520, 1000, 10) == 10472);
    CHECK(warranty::labour_amount(1200, 5800) == 6960);
    CHECK(worth(kWorked, {}, {10, 0}) == std::pair<std::int64_t, std::int64_t>{17432, 17432});
}

TEST_CASE("payable: the worked claim of two hours against one and a half pays 252.00 of 281.00",
          "[warranty]") {
    Desk desk;
    desk.claim.lines = {Desk::part(1, "AU-100", 15000), Desk::labour(2, "OP-1", 2000)};
    desk.facts.operations["OP-1"].standard_minutes = 90;
    desk.facts.parts["AU100"].net = 15000;
    const auto judged = desk.judge();
    REQUIRE(judged.payable);
    CHECK(judged.payable->claimed == 28100);
    CHECK(judged.payable->paid == 25200);
    CHECK(desk.line(0).approved == 16500);
    CHECK(desk.line(1).approved == 8700);
    CHECK(judged.verdict == warranty::Severity::reduce);
}

TEST_CASE("payable: each line is rounded once, half away from zero", "[warranty]") {
    CHECK(warranty::part_amount(5, 1000, 10) == 6);  // 5.5
    CHECK(warranty::part_amount(4, 1000, 10) == 4);  // 4.4
    CHECK(warranty::labour_amount(500, 1) == 1);     // 0.5
    CHECK(warranty::labour_amount(499, 1) == 0);
    // Fifty minutes are no whole number of thousandths of an hour: 48.333.
    const std::vector<Limit> fifty{
        {1, Bound::hours, 50 * warranty::kHourPartsOfMinute, "", {}}
    };
    CHECK(worth(kWorked, fifty, {10, 0}).second == 10472 + 4833);
}

TEST_CASE("payable: limits add up on a line, and the line says what each of them cut",
          "[warranty]") {
    const std::vector<Limit> limits{
        {1, Bound::hours,  warranty::kHourParts, "an hour",    "W10"},
        {1, Bound::price,  5000,                 "50 an hour", "W12"},
        {0, Bound::amount, 0,                    "nothing",    "W15"},
        {0, Bound::price,  1,                    "a cent",     "W13"},
    };
    const auto found = warranty::payable(kWorked, limits, {10, 0});
    REQUIRE(found);
    CHECK(found->lines[0].approved == 0);
    REQUIRE(found->lines[0].cuts.size() == 1);
    CHECK(found->lines[0].cuts[0] == warranty::Cut{"W15", 10472, "nothing"});
    CHECK(found->lines[1].approved == 5000);
    REQUIRE(found->lines[1].cuts.size() == 2);
    CHECK(found->lines[1].cuts[0].amount == 1160);
    CHECK(found->lines[1].cuts[1].amount == 800);
    CHECK(reason(found->lines[1]) == "50.00 of 69.60; W10: an hour; W12: 50 an hour");
    CHECK(found->paid == 5000);
}

TEST_CASE("payable: a line never goes below zero", "[warranty]") {
    const std::vector<Limit> limits{
        {0, Bound::price, -5, "", "W13"},
        {1, Bound::hours, -5, "", "W10"},
    };
    const auto found = warranty::payable(kWorked, limits, {10, 0});
    REQUIRE(found);
    CHECK(found->lines[0].approved == 0);
    CHECK(found->lines[1].approved == 0);
    CHECK(found->paid == 0);
}

TEST_CASE("payable: what others billed has no handling, and the deductible goes off at the end",
          "[warranty]") {
    const std::vector<Line> lines{Desk::sublet(1, 8000)};
    CHECK(worth(lines, {}, {10, 1000}) == std::pair<std::int64_t, std::int64_t>{8000, 7000});
    CHECK(worth(lines, {}, {10, 9000}) == std::pair<std::int64_t, std::int64_t>{8000, 0});
}

TEST_CASE("payable: amounts below zero or out of range have no value", "[warranty]") {
    CHECK_FALSE(warranty::part_amount(-1, 1000, 10));
    CHECK_FALSE(warranty::part_amount(INT64_MAX, 2000, 0));
    CHECK_FALSE(warranty::labour_amount(1000, -1));
    const std::vector<Line> lines{Desk::part(1, "A", INT64_MAX), Desk::part(2, "B", INT64_MAX)};
    CHECK_FALSE(warranty::payable(lines, {}, {0, 0}));
    CHECK_FALSE(warranty::payable(kWorked, {}, {10, -1}));
    CHECK_FALSE(warranty::claimed_amount(lines, 0));
    CHECK(warranty::claimed_amount(kWorked, 10) == 17432);
}

TEST_CASE("payable: the rows of a new brand add ten per cent handling", "[warranty]") {
    Desk desk;
    CHECK(desk.paid() == 17432);
    desk.row("W13").percent = 0;
    CHECK(desk.paid() == 16480);
    desk.row("W13").active = false;
    CHECK(desk.paid() == 16480);
    CHECK(desk.terms.handling_percent() == 0);
}

TEST_CASE("payable: the importer pays all of an ordinary claim, and no more than was claimed",
          "[warranty]") {
    Desk desk;
    CHECK(desk.judge().shares == warranty::Shares{17432, 0, 0});
    desk.claim.claimed = 10000;
    CHECK(desk.judge().shares == warranty::Shares{10000, 0, 0});
}
