// What a movement of stock may not do.
#include "common/domain/stock/rules.hpp"

namespace branchline::stock {

namespace {

using engine::Proposal;

const std::int64_t* number(const schema::Value* value) {
    return value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
}

/// Taking out more than is there needs the importer's permission on the bin. A movement that puts
/// something in is never refused, even when the balance stays below zero.
bool goes_below_zero(const Proposal& move) {
    const std::int64_t* amount = number(move.written("quantity"));
    const std::int64_t* balance = number(move.account_value("on_hand"));
    if (amount == nullptr || balance == nullptr || *amount >= 0) return false;
    const schema::Value* allowed = move.account_value("allow_negative");
    if (allowed != nullptr && *allowed == schema::Value(true)) return false;
    std::int64_t after = 0;
    return __builtin_add_overflow(*balance, *amount, &after) || after < 0;
}

bool moves_nothing(const Proposal& move) {
    const std::int64_t* amount = number(move.written("quantity"));
    return amount != nullptr && *amount == 0;
}

constexpr engine::Rule kRules[] = {
    {.entity = "stock.move",
     .code = "NEGATIVE_BALANCE",
     .text = "the bin would hold less than nothing",
     .remedy = "count the bin and post the difference, or ask the importer for permission",
     .breaks = goes_below_zero},
    {.entity = "stock.move",
     .code = "EMPTY_MOVE",
     .text = "a movement of nothing",
     .remedy = "enter the quantity",
     .breaks = moves_nothing  },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::stock
