// What an account was over a month: its opening balance, the documents by kind, its closing
// balance. Pure: the same documents give the same sums, in whatever order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace branchline::accounting {

struct Movement {
    std::string kind;         ///< Of the document.
    std::int64_t amount = 0;  ///< What the dealer owes more, in minor units.
};

struct Statement {
    std::int64_t opening = 0;
    std::int64_t invoices = 0;
    std::int64_t credit_memos = 0;
    std::int64_t debit_memos = 0;
    std::int64_t payments = 0;
    std::int64_t closing = 0;
    std::int64_t document_count = 0;
    bool operator==(const Statement&) const = default;
};

/// None when a sum does not fit, or for a kind that no statement has.
std::optional<Statement> statement_of(std::int64_t opening, std::span<const Movement> movements);

}  // namespace branchline::accounting
