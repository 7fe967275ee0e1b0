#include "common/domain/accounting/repair_journal.hpp"

#include <catch2/catch.hpp>

using namespace branchline::accounting;

namespace {

std::int64_t difference(const std::vector<JournalLine>& lines) {
    std::int64_t out = 0;
    for (const JournalLine& line : lines) out += line.debit - line.credit;
    return out;
}

}  // namespace

TEST_CASE("repair journal: each payer is debited, each class of sales credited", "[accounting]") {
    const auto lines = repair_journal_of({
        .customer = {.labour = 9'000, .parts = 3'998},
        .warranty = {.labour = 5'800},
        .internal = {.parts = 500},
        .parts_cost = 2'400
    });
    const std::vector<JournalLine> expected = {
        {Account::customers_receivable, 12'998, 0    },
        {Account::labour_customer,      0,      9'000},
        {Account::parts_customer,       0,      3'998},
        {Account::claims_receivable,    5'800,  0    },
        {Account::labour_warranty,      0,      5'800},
        {Account::goodwill_expense,     500,    0    },
        {Account::parts_internal,       0,      500  },
        {Account::cost_of_parts,        2'400,  0    },
        {Account::parts_stock,          0,      2'400},
    };
    CHECK(lines == expected);
    CHECK(difference(lines) == 0);
}

TEST_CASE("repair journal: a contract is billed like a customer", "[accounting]") {
    const auto lines = repair_journal_of({.customer = {.labour = 100}, .contract = {.labour = 50}});
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == JournalLine{Account::customers_receivable, 150, 0});
}

TEST_CASE("repair journal: sublet work is sold as labour and owed to who did it", "[accounting]") {
    const auto lines = repair_journal_of({.customer = {.sublet = 700}, .sublet_cost = 400});
    REQUIRE(lines.size() == 4);
    CHECK(lines[1] == JournalLine{Account::labour_customer, 0, 700});
    CHECK(lines[3] == JournalLine{Account::importer_payable, 0, 400});
    CHECK(difference(lines) == 0);
}

TEST_CASE("repair journal: what comes to less than nothing changes sides", "[accounting]") {
    const auto lines = repair_journal_of({.customer = {.parts = -100}});
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == JournalLine{Account::customers_receivable, 0, 100});
    CHECK(lines[1] == JournalLine{Account::parts_customer, 100, 0});
    CHECK(repair_journal_of({}).empty());
}

TEST_CASE("repair journal: customer and contract owe the tax on top, and it is owed on",
          "[accounting]") {
    const auto lines = repair_journal_of({
        .customer = {.labour = 9'000, .parts = 1'000, .tax = 1'900},
        .contract = {.labour = 100, .tax = 19},
        .warranty = {.labour = 5'800}
    });
    const std::vector<JournalLine> expected = {
        {Account::customers_receivable, 12'019, 0    },
        {Account::labour_customer,      0,      9'100},
        {Account::parts_customer,       0,      1'000},
        {Account::output_tax,           0,      1'919},
        {Account::claims_receivable,    5'800,  0    },
        {Account::labour_warranty,      0,      5'800},
    };
    CHECK(lines == expected);
    CHECK(difference(lines) == 0);
}
