#include "common/domain/accounting/chart.hpp"

#include <algorithm>

namespace branchline::accounting {

namespace {

constexpr AccountName kChart[] = {
    {Account::customers_receivable, "Receivable from customers" },
    {Account::claims_receivable,    "Warranty claims receivable"},
    {Account::parts_stock,          "Parts in stock"            },
    {Account::importer_payable,     "Payable to the importer"   },
    {Account::output_tax,           "Output tax"                },
    {Account::parts_customer,       "Parts on orders, customer" },
    {Account::parts_warranty,       "Parts on orders, warranty" },
    {Account::parts_internal,       "Parts on orders, internal" },
    {Account::labour_customer,      "Labour, customer"          },
    {Account::labour_warranty,      "Labour, warranty"          },
    {Account::labour_internal,      "Labour, internal"          },
    {Account::cost_of_parts,        "Cost of parts"             },
    {Account::cost_of_sublet,       "Cost of sublet work"       },
    {Account::goodwill_expense,     "Policy and goodwill"       },
    {Account::claim_disallowed,     "Warranty claims disallowed"},
    {Account::dealer_receivable,    "Receivable from dealers"   },
    {Account::warranty_expense,     "Warranty expense"          },
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
