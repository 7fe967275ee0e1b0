// What a claim is worth: parts with the handling charge, labour at most at the standard time, what
// others billed; less the deductible. Every line is rounded once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace branchline::warranty {

/// One line of a claim. Amounts in minor units, quantities and hours in thousandths.
struct Line {
    std::string kind;  ///< part, labour or sublet.
    std::string item;
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;                   ///< Net price of the part, rate of an hour.
    std::optional<std::int64_t> standard_minutes;  ///< Of the operation; none: not limited.
};

/// None when an amount is below zero or does not fit.
std::optional<std::int64_t> part_amount(std::int64_t net,
                                        std::int64_t quantity,
                                        std::int64_t handling_percent);
std::optional<std::int64_t> labour_amount(std::int64_t hours, std::int64_t rate);
/// Hours beyond the standard time are not paid.
std::optional<std::int64_t> standard_amount(std::int64_t hours,
                                            std::int64_t standard_minutes,
                                            std::int64_t rate);

struct Charges {
    std::int64_t handling_percent = 0;
    std::int64_t deductible = 0;
};

/// The lines as they were claimed, and what is paid of them: never below zero.
struct Payable {
    std::int64_t claimed = 0;
    std::int64_t paid = 0;
    bool operator==(const Payable&) const = default;
};
/// None when a line is below zero or an amount does not fit.
std::optional<Payable> payable(std::span<const Line> lines, const Charges& charges);

}  // namespace branchline::warranty
