// What documents post, in the dealer's books and in the importer's.
#include "common/domain/accounting/journal.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

using namespace branchline::accounting;

namespace {

using Lines = std::vector<JournalLine>;

std::int64_t balance_of(const Lines& lines) {
    std::int64_t sum = 0;
    for (const JournalLine& line : lines) sum += line.debit - line.credit;
    return sum;
}

}  // namespace

TEST_CASE("journal: an approved claim is set off against what was claimed", "[accounting]") {
    const Facts memo{.kind = kCreditMemo, .amount = -17'432, .claimed = 17'432};
    CHECK(journal_of(memo, Books::dealer) == Lines{
                                                 {Account::importer_payable,  17'432, 0     },
                                                 {Account::claims_receivable, 0,      17'432},
    });
}

TEST_CASE("journal: what was claimed and not approved is the dealer's loss", "[accounting]") {
    const Facts memo{.kind = kCreditMemo, .amount = -25'200, .claimed = 28'100};
    CHECK(journal_of(memo, Books::dealer) == Lines{
                                                 {Account::importer_payable,  25'200, 0     },
                                                 {Account::claim_disallowed,  2'900,  0     },
                                                 {Account::claims_receivable, 0,      28'100},
    });
}

TEST_CASE("journal: more than was claimed stands on the other side of the same account",
          "[accounting]") {
    const Facts memo{.kind = kCreditMemo, .amount = -110, .claimed = 100};
    CHECK(journal_of(memo, Books::dealer) == Lines{
                                                 {Account::importer_payable,  110, 0  },
                                                 {Account::claim_disallowed,  0,   10 },
                                                 {Account::claims_receivable, 0,   100},
    });
}

TEST_CASE("journal: a reversed claim is the dealer's loss", "[accounting]") {
    const Facts memo{.kind = kDebitMemo, .amount = 17'432, .claimed = {}};
    CHECK(journal_of(memo, Books::dealer) == Lines{
                                                 {Account::claim_disallowed, 17'432, 0     },
                                                 {Account::importer_payable, 0,      17'432},
    });
}

TEST_CASE("journal: the importer's side of a credit memo is its warranty expense", "[accounting]") {
    const Facts memo{.kind = kCreditMemo, .amount = -17'432, .claimed = 28'100};
    CHECK(journal_of(memo, Books::importer) == Lines{
                                                   {Account::dealer_receivable, 0,      17'432},
                                                   {Account::warranty_expense,  17'432, 0     },
    });
}

TEST_CASE("journal: nothing approved leaves the loss alone", "[accounting]") {
    const Facts memo{.kind = kCreditMemo, .amount = 0, .claimed = 500};
    CHECK(journal_of(memo, Books::dealer) == Lines{
                                                 {Account::claim_disallowed,  500, 0  },
                                                 {Account::claims_receivable, 0,   500},
    });
    CHECK(journal_of(memo, Books::importer).empty());
}

TEST_CASE("journal: what no rule posts has no journal", "[accounting]") {
    CHECK(journal_of({.kind = kPayment, .amount = -100, .claimed = {}}, Books::dealer).empty());
    CHECK(journal_of({.kind = kInvoice, .amount = 100, .claimed = {}}, Books::importer).empty());
}

TEST_CASE("journal: debits equal credits and no line is empty or below zero", "[accounting]") {
    rc::prop("balanced", [] {
        const std::int64_t amount = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
        const std::int64_t claimed = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
        for (const std::string_view kind : {kCreditMemo, kDebitMemo}) {
            for (const Books books : {Books::dealer, Books::importer}) {
                const auto lines =
                    journal_of({.kind = kind, .amount = amount, .claimed = claimed}, books);
                RC_ASSERT(balance_of(lines) == 0);
                for (const JournalLine& line : lines) {
                    RC_ASSERT(line.debit >= 0);
                    RC_ASSERT(line.credit >= 0);
                    RC_ASSERT((line.debit == 0) != (line.credit == 0));
                }
            }
        }
    });
}
