// What a claim is worth, line by line: parts with the handling charge, labour, what others billed;
// less what the rules cut, less the deductible. Every amount is rounded once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/warranty/claim.hpp"

namespace branchline::warranty {

/// None when an amount is below zero or does not fit.
Known part_amount(std::int64_t net, std::int64_t quantity, std::int64_t handling_percent);
Known labour_amount(std::int64_t hours, std::int64_t rate);

/// A minute is a thousand and a thousandth of an hour is sixty of these parts of an hour, so that
/// minutes and decimal hours are both whole numbers.
inline constexpr std::int64_t kHourParts = 60'000;
inline constexpr std::int64_t kHourPartsOfMinute = 1'000;
inline constexpr std::int64_t kHourPartsOfThousandth = 60;

/// What a rule says that a line may have at most.
enum class Bound : std::uint8_t {
    hours,  ///< In parts of an hour.
    price,  ///< Of the piece, or the rate of the hour.
    amount
};

struct Limit {
    std::size_t line = 0;  ///< Its position in the claim.
    Bound bound = Bound::amount;
    std::int64_t at_most = 0;
    std::string text;
    std::string_view rule = {};
};

struct Cut {
    std::string_view rule;
    std::int64_t amount = 0;
    std::string text;
    bool operator==(const Cut&) const = default;
};

/// What is paid of one line, and why not all of it: claimed = approved + cuts.
struct LineDecision {
    std::int64_t number = 0;
    std::string kind;
    std::string item;
    std::int64_t claimed = 0;
    std::int64_t approved = 0;
    std::vector<Cut> cuts;
    bool operator==(const LineDecision&) const = default;
};

struct Charges {
    std::int64_t handling_percent = 0;
    std::int64_t deductible = 0;
};

/// The lines as they were claimed, and what is paid of them: never below zero.
struct Payable {
    std::int64_t claimed = 0;
    std::int64_t paid = 0;
    std::vector<LineDecision> lines = {};
    bool operator==(const Payable&) const = default;
};
/// The limits are applied in their order. None when a line is below zero or an amount does not fit.
std::optional<Payable> payable(std::span<const Line> lines,
                               std::span<const Limit> limits,
                               const Charges& charges);

/// What the lines are worth before any cut.
Known claimed_amount(std::span<const Line> lines, std::int64_t handling_percent);

}  // namespace branchline::warranty
