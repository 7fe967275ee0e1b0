// What a new edition of prices would change, part by part. Pure: prices in, differences out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::price {

/// Hundredths of a percent in the whole.
inline constexpr std::int64_t kWhole = 10'000;
/// How far a price may be moved at once, in hundredths of a percent.
inline constexpr std::int64_t kLowerMost = -9'000;
inline constexpr std::int64_t kRaiseMost = 100'000;

enum class Difference : std::uint8_t {
    added,    ///< The part had no price.
    missing,  ///< The edition leaves the part out: it keeps the price that it has.
    raised,
    lowered,
    unchanged,  ///< Last: the count of differences.
};
std::string_view name_of(Difference difference);
std::optional<Difference> difference_of(std::string_view name);

struct PriceChange {
    std::string part;
    std::optional<std::int64_t> before;  ///< In force on the edition's day, in minor units.
    std::optional<std::int64_t> after;   ///< In the edition.
};
Difference difference_of(const PriceChange& change);
/// In hundredths of a percent, rounded half away from zero; none without both prices, of a price of
/// nothing, or beyond what fits.
std::optional<std::int64_t> percent_of(const PriceChange& change);

/// A price moved by so many hundredths of a percent, rounded once, half away from zero. None when
/// nothing would be left of it, or it does not fit.
std::optional<std::int64_t> moved_by(std::int64_t amount, std::int64_t hundredths_of_percent);

/// Everything about an edition that a person looks at before publishing it.
class Comparison {
public:
    /// Differences in any order, each part once.
    explicit Comparison(std::vector<PriceChange> changes);

    std::int64_t count(Difference difference) const {
        return counts_[static_cast<std::size_t>(difference)];
    }
    /// In reading order: rises from the greatest percent, falls from the deepest, the others by
    /// part. What is unchanged is counted and not kept.
    std::span<const PriceChange> lines(Difference difference) const;
    /// Prices that change by more than so many hundredths of a percent, up or down.
    std::int64_t above(std::int64_t hundredths_of_percent) const;

private:
    static constexpr std::size_t kDifferences = static_cast<std::size_t>(Difference::unchanged) + 1;

    std::array<std::int64_t, kDifferences> counts_{};
    std::array<std::vector<PriceChange>, kDifferences> lines_;
};

}  // namespace branchline::price
