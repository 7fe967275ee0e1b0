// The accounts that journals post to: the dealer's model chart, and the few of the importer's own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace branchline::accounting {

enum class Account : std::uint16_t {
    customers_receivable = 1100,
    claims_receivable = 1120,
    parts_stock = 1220,
    importer_payable = 2000,
    output_tax = 2200,
    parts_customer = 4210,
    parts_warranty = 4220,
    parts_internal = 4230,
    labour_customer = 4300,
    labour_warranty = 4310,
    labour_internal = 4320,
    cost_of_parts = 5200,
    cost_of_sublet = 5400,
    goodwill_expense = 6300,
    claim_disallowed = 6400,
    dealer_receivable = 11'100,
    warranty_expense = 16'500,
};

struct AccountName {
    Account account;
    std::string_view name;
};

/// In the order of their numbers. Numbers above 10,000 are the importer's.
std::span<const AccountName> chart();
std::string_view name_of(Account account);

}  // namespace branchline::accounting
