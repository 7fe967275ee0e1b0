// What a document posts. Pure: one document gives one journal, on every replica.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/domain/accounting/chart.hpp"

namespace branchline::accounting {

/// Permanent names: they stand in documents.
inline constexpr std::string_view kInvoice = "invoice";
inline constexpr std::string_view kCreditMemo = "credit_memo";
inline constexpr std::string_view kDebitMemo = "debit_memo";
inline constexpr std::string_view kPayment = "payment";

/// What a journal is made of. Amounts in minor units; `amount` as the document has it: what the
/// dealer owes more.
struct Facts {
    std::string_view kind;
    std::int64_t amount = 0;
    std::optional<std::int64_t> claimed;  ///< Of a credit memo for a claim.
};

enum class Books : std::uint8_t { dealer, importer };

struct JournalLine {
    Account account;
    std::int64_t debit = 0;
    std::int64_t credit = 0;
    bool operator==(const JournalLine&) const = default;
};

/// Debits equal credits; no line is without an amount and no amount is below zero. Empty for what
/// no rule posts yet: invoices and payments come with the flows that make them.
///
/// A credit memo for a claim takes the claim off what the dealer was owed for warranty; what was
/// claimed and not approved is the dealer's loss. More than was claimed goes there as a gain.
std::vector<JournalLine> journal_of(const Facts& document, Books books);

}  // namespace branchline::accounting
