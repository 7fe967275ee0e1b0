#include "common/domain/accounting/chart.hpp"

#include <algorithm>

namespace branchline::accounting {

namespace {

constexpr AccountName kChart[] = {
    {Account::claims_receivable, "Warranty claims receivable"},
    {Account::importer_payable,  "Payable to the importer"   },
    {Account::claim_disallowed,  "Warranty claims disallowed"},
    {Account::dealer_receivable, "Receivable from dealers"   },
    {Account::warranty_expense,  "Warranty expense"          },
};

}  // namespace

std::span<const AccountName> chart() {
    return kChart;
}

std::string_view name_of(Account account) {
    const auto* row = std::ranges::find(kChart, account, &AccountName::account);
    return row == std::end(kChart) ? std::string_view() : row->name;
}

}  // namespace branchline::accounting
