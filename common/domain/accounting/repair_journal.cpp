#include "common/domain/accounting/repair_journal.hpp"

namespace branchline::accounting {

namespace {

/// An amount below zero stands on the other side.
JournalLine debit(Account account, std::int64_t amount) {
    return amount < 0 ? JournalLine{account, 0, -amount} : JournalLine{account, amount, 0};
}

JournalLine credit(Account account, std::int64_t amount) {
    return debit(account, -amount);
}

/// Sublet work is sold as labour of its class.
void post(std::vector<JournalLine>& out,
          Account payer,
          Account labour,
          Account parts,
          const Sales& sales) {
    out.push_back(debit(payer, sales.labour + sales.parts + sales.sublet + sales.tax));
    out.push_back(credit(labour, sales.labour + sales.sublet));
    out.push_back(credit(parts, sales.parts));
    out.push_back(credit(Account::output_tax, sales.tax));
}

}  // namespace

std::vector<JournalLine> repair_journal_of(const RepairFacts& order) {
    const Sales billed{.labour = order.customer.labour + order.contract.labour,
                       .parts = order.customer.parts + order.contract.parts,
                       .sublet = order.customer.sublet + order.contract.sublet,
                       .tax = order.customer.tax + order.contract.tax};
    std::vector<JournalLine> out;
    post(out, Account::customers_receivable, Account::labour_customer, Account::parts_customer,
         billed);
    post(out, Account::claims_receivable, Account::labour_warranty, Account::parts_warranty,
         order.warranty);
    post(out, Account::goodwill_expense, Account::labour_internal, Account::parts_internal,
         order.internal);
    out.push_back(debit(Account::cost_of_parts, order.parts_cost));
    out.push_back(credit(Account::parts_stock, order.parts_cost));
    out.push_back(debit(Account::cost_of_sublet, order.sublet_cost));
    out.push_back(credit(Account::importer_payable, order.sublet_cost));
    std::erase_if(out, [](const JournalLine& line) { return line.debit == 0 && line.credit == 0; });
    return out;
}

std::vector<JournalLine> reversed(std::span<const JournalLine> lines) {
    std::vector<JournalLine> out;
    for (const JournalLine& line : lines) out.push_back({line.account, line.credit, line.debit});
    return out;
}

}  // namespace branchline::accounting
