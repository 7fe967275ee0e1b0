#include "common/domain/accounting/journal.hpp"

#include <algorithm>

namespace branchline::accounting {

namespace {

/// A line of an amount that may be below zero: then it stands on the other side.
JournalLine debit(Account account, std::int64_t amount) {
    return amount < 0 ? JournalLine{account, 0, -amount} : JournalLine{account, amount, 0};
}

JournalLine credit(Account account, std::int64_t amount) {
    return debit(account, -amount);
}

std::vector<JournalLine> of_dealer(const Facts& document) {
    if (document.kind == kCreditMemo) {
        const std::int64_t approved = -document.amount;
        const std::int64_t claimed = document.claimed.value_or(approved);
        return {debit(Account::importer_payable, approved),
                debit(Account::claim_disallowed, claimed - approved),
                credit(Account::claims_receivable, claimed)};
    }
    if (document.kind == kDebitMemo) {
        return {debit(Account::claim_disallowed, document.amount),
                credit(Account::importer_payable, document.amount)};
    }
    return {};
}

std::vector<JournalLine> of_importer(const Facts& document) {
    if (document.kind != kCreditMemo && document.kind != kDebitMemo) return {};
    return {debit(Account::dealer_receivable, document.amount),
            credit(Account::warranty_expense, document.amount)};
}

}  // namespace

std::vector<JournalLine> journal_of(const Facts& document, Books books) {
    auto lines = books == Books::dealer ? of_dealer(document) : of_importer(document);
    std::erase_if(lines,
                  [](const JournalLine& line) { return line.debit == 0 && line.credit == 0; });
    return lines;
}

}  // namespace branchline::accounting
