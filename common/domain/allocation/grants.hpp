// How many cars each dealer gets, before anybody asks which. Whole numbers only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::allocation {

enum class Method : std::uint8_t {
    balanced,       ///< Each unit to the dealer whose cars last the fewest days.
    turn_and_earn,  ///< By what was sold.
};
std::string_view name_of(Method method);
std::optional<Method> method_of(std::string_view name);

/// `percent` of the units that the guarantees leave, cut down to whole ones, by `method`; what is
/// left by `rest`. 100 percent is one method alone.
struct Division {
    Method method = Method::balanced;
    std::int64_t percent = 100;
    Method rest = Method::turn_and_earn;
};

struct Claimant {
    std::string dealer;
    std::int64_t sales = 0;      ///< In the window.
    std::int64_t stock = 0;      ///< On the ground, in transit, allocated and not sold yet.
    std::int64_t cap = 0;        ///< Never more than this.
    std::int64_t guarantee = 0;  ///< Comes first, up to the cap.
};

struct Grant {
    std::int64_t guaranteed = 0;
    std::int64_t by_method = 0;
    std::int64_t units() const { return guaranteed + by_method; }
    bool operator==(const Grant&) const = default;
};

/// How long a dealer's cars last: held * window / max(sales, 1) days.
struct Level {
    std::int64_t held = 0;
    std::int64_t sales = 0;
    bool operator==(const Level&) const = default;
};
/// In thousandths of a day, cut down.
std::int64_t days_supply(const Level& level, std::int64_t window_days);

struct Grants {
    std::vector<Grant> of;              ///< By claimant.
    std::vector<std::size_t> sequence;  ///< Who got each unit of the balanced method, in turn.
    std::optional<Level> last;          ///< Where the last of those units went, before it came.
    std::int64_t split_units = 0;       ///< What turn and earn had to divide,
    std::int64_t split_sales = 0;       ///< and by which sales in all.
    bool operator==(const Grants&) const = default;
};

/// Claimants in the order of their codes, figures between 0 and 10^9. Of guarantees that exceed the
/// units the balanced method takes the first.
Grants grant_units(std::span<const Claimant> claimants,
                   std::int64_t units,
                   const Division& division);

}  // namespace branchline::allocation
