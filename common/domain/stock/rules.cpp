// What a movement of stock may not do.
#include "common/domain/stock/rules.hpp"

#include "common/domain/quantity.hpp"

namespace branchline::stock {

namespace {

using engine::integer_of;
using engine::Proposal;

constexpr std::int64_t kOwnUnit = 1'000;  // One of the part's own unit holds one of it.

/// Taking out more than is there needs the importer's permission on the bin. A movement that puts
/// something in is never refused, even when the balance stays below zero.
bool goes_below_zero(const Proposal& move) {
    const std::int64_t* amount = integer_of(move.written("quantity"));
    const std::int64_t* balance = integer_of(move.account_value("on_hand"));
    if (amount == nullptr || balance == nullptr || *amount >= 0) return false;
    if (engine::is_true(move.account_value("allow_negative"))) return false;
    std::int64_t after = 0;
    return __builtin_add_overflow(*balance, *amount, &after) || after < 0;
}

bool moves_nothing(const Proposal& move) {
    const std::int64_t* amount = integer_of(move.written("quantity"));
    return amount != nullptr && *amount == 0;
}

/// What was counted in another unit says how much that unit held on the day: it must come to the
/// quantity, so that the slip can be checked without a catalogue.
bool contradicts_its_unit(const Proposal& move) {
    const bool named = move.written("unit") != nullptr;
    const std::int64_t* entered = integer_of(move.written("entered"));
    const std::int64_t* holds = integer_of(move.written("holds"));
    if (!named && entered == nullptr && holds == nullptr) return false;
    const std::int64_t* amount = integer_of(move.written("quantity"));
    if (!named || entered == nullptr || holds == nullptr || amount == nullptr) return true;
    return domain::converted_quantity(*entered, *holds, kOwnUnit) != *amount;
}

constexpr engine::Rule kRules[] = {
    {.entity = "stock.move",
     .code = "NEGATIVE_BALANCE",
     .text = "the bin would hold less than nothing",
     .remedy = "count the bin and post the difference, or ask the importer for permission",
     .breaks = goes_below_zero     },
    {.entity = "stock.move",
     .code = "EMPTY_MOVE",
     .text = "a movement of nothing",
     .remedy = "enter the quantity",
     .breaks = moves_nothing       },
    {.entity = "stock.move",
     .code = "UNIT_MISMATCH",
     .text = "the quantity is not what was entered in the other unit",
     .remedy = "give entered, unit and holds together; part convert tells the quantity",
     .breaks = contradicts_its_unit},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::stock
