// Whether a car may go to an order, and how much of what the order would like it has.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace branchline::allocation {

/// What an order asks for.
struct Wish {
    std::string model;
    std::vector<std::string> required = {};
    std::vector<std::string> excluded = {};
    std::vector<std::string> preferred = {};  ///< The dearest first.
    auto operator<=>(const Wish&) const = default;
};

/// What a car is.
struct Build {
    std::string model;
    std::vector<std::string> options = {};
    auto operator<=>(const Build&) const = default;
};

/// None when the car may not go to the order: another model, an option that is required and not
/// there, or one that is excluded and there. Else 100, and for the preference at place i of a list
/// of L, counted from 0, another 10 * (L - i) when the car has it.
std::optional<std::int64_t> score_of(const Wish& wish, const Build& build);

/// How many of the preferences a car has.
std::int64_t preferences_met(const Wish& wish, const Build& build);

/// A wish that a car fits.
struct Fit {
    std::uint32_t wish = 0;
    std::uint32_t score = 0;
};

/// The same for many: by build the wishes that it fits, in their order.
std::vector<std::vector<Fit>> fits_of(std::span<const Wish> wishes, std::span<const Build> builds);

}  // namespace branchline::allocation
