#include "common/domain/accounting/statement.hpp"

#include "common/domain/accounting/journal.hpp"

namespace branchline::accounting {

namespace {

// __extension__ because ISO C++ has no integer of 128 bits. What does not fit on the way may fit at
// the end, so the order of documents does not matter.
__extension__ using Wide = __int128;

struct Sums {
    Wide invoices = 0;
    Wide credit_memos = 0;
    Wide debit_memos = 0;
    Wide payments = 0;

    Wide* of(const std::string& kind) {
        if (kind == kInvoice) return &invoices;
        if (kind == kCreditMemo) return &credit_memos;
        if (kind == kDebitMemo) return &debit_memos;
        return kind == kPayment ? &payments : nullptr;
    }
};

bool narrow(Wide from, std::int64_t& to) {
    to = static_cast<std::int64_t>(from);
    return Wide(to) == from;
}

}  // namespace

std::optional<Statement> statement_of(std::int64_t opening, std::span<const Movement> movements) {
    Sums sums;
    for (const Movement& movement : movements) {
        Wide* sum = sums.of(movement.kind);
        if (sum == nullptr) return std::nullopt;
        *sum += movement.amount;
    }
    const Wide closing =
        Wide(opening) + sums.invoices + sums.credit_memos + sums.debit_memos + sums.payments;
    Statement out{.opening = opening,
                  .document_count = static_cast<std::int64_t>(movements.size())};
    const bool fits = narrow(sums.invoices, out.invoices) &&
                      narrow(sums.credit_memos, out.credit_memos) &&
                      narrow(sums.debit_memos, out.debit_memos) &&
                      narrow(sums.payments, out.payments) && narrow(closing, out.closing);
    return fits ? std::optional(out) : std::nullopt;
}

}  // namespace branchline::accounting
