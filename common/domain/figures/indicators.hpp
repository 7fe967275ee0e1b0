// The figures that there are: one row each, and nothing about a figure stands anywhere else but in
// its function. Pure.
#pragma once

#include <span>

#include "common/domain/figures/figure.hpp"

namespace branchline::figures {

enum class Unit : std::uint8_t { days, percent, amount, count };
std::string_view name_of(Unit unit);
/// Digits behind the point of a value.
int scale_of(Unit unit);

/// Which way is better.
enum class Better : std::uint8_t { neither, lower, higher };
std::string_view name_of(Better better);

struct Indicator {
    std::string_view id;     ///< Permanent.
    std::string_view group;  ///< Under which it is shown: warranty, cars, credit, workshop.
    std::string_view words;
    Unit unit = Unit::percent;
    std::string_view numerator;    ///< Of a median what it is the median of.
    std::string_view denominator;  ///< Empty for a median or a count.
    Better better = Better::neither;
    std::string_view target = "";   ///< In words; empty: none.
    std::string_view sources = "";  ///< Entities that it is made of, separated by '|'.
    // The rows that it is made of, as a list: an entity, a filter, a field that is of the period.
    std::string_view rows = "";
    std::string_view filter = "";
    std::string_view dated = "";
    bool by_brand = true;   ///< Its rows name a brand,
    bool by_branch = true;  ///< and a branch.
    bool only_today = false;
    bool amount_above = false;  ///< Its numerator is an amount,
    bool amount_below = false;  ///< and its denominator.
    bool hours = false;         ///< Other counts are thousandths of an hour.
    Figures (*compute)(const Facts&, const Scope&) = nullptr;
};
std::span<const Indicator> indicators();

/// A reason where it cannot be told of the scope, or of what whoever asks may read.
Missing reason_against(const Indicator& indicator, const Facts& facts, const Scope& scope);

/// The figure of a scope: never without a first element.
Figures figures_of(const Indicator& indicator, const Facts& facts, const Scope& scope);

/// "97.5", "104.72", "3".
std::string value_text(Unit unit, std::int64_t value);

}  // namespace branchline::figures
