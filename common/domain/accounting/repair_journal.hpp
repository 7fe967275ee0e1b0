// What the invoice of a repair order posts in the dealer's books. Pure, as journal.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/domain/accounting/journal.hpp"

namespace branchline::accounting {

/// Net amounts in minor units.
struct Sales {
    std::int64_t labour = 0;  ///< With fees.
    std::int64_t parts = 0;
    std::int64_t sublet = 0;
    std::int64_t tax = 0;  ///< On top of the three.
};

/// By who pays; goodwill is split among customer, importer and dealer before it comes here.
struct RepairFacts {
    Sales customer;
    Sales contract;
    Sales warranty;
    Sales internal;
    std::int64_t parts_cost = 0;
    std::int64_t sublet_cost = 0;
};

/// Debits equal credits; no line is without an amount and no amount is below zero.
std::vector<JournalLine> repair_journal_of(const RepairFacts& order);

/// What a credit posts: each line of the invoice on the other side.
std::vector<JournalLine> reversed(std::span<const JournalLine> lines);

}  // namespace branchline::accounting
