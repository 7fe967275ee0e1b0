// The accounts that journals post to: the dealer's model chart, and the few of the importer's own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace branchline::accounting {

enum class Account : std::uint16_t {
    claims_receivable = 1120,
    importer_payable = 2000,
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
