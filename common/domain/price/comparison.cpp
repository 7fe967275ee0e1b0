#include "common/domain/price/comparison.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "common/domain/money.hpp"

namespace branchline::price {

namespace {

// Permanent: programs read them.
constexpr std::array<std::string_view, 5> kNames = {"added", "missing", "raised", "lowered",
                                                    "unchanged"};

/// A line with its place among those of its kind; parts without a percent come last.
struct Placed {
    std::int64_t place = 0;
    PriceChange change;
};

Placed placed(PriceChange change) {
    const auto percent = percent_of(change);
    return {percent ? -std::abs(*percent) : 1, std::move(change)};
}

}  // namespace

std::string_view name_of(Difference difference) {
    return kNames[static_cast<std::size_t>(difference)];
}

std::optional<Difference> difference_of(std::string_view name) {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Difference>(found - kNames.begin());
}

Difference difference_of(const PriceChange& change) {
    if (!change.before) return Difference::added;
    if (!change.after) return Difference::missing;
    if (*change.after == *change.before) return Difference::unchanged;
    return *change.after > *change.before ? Difference::raised : Difference::lowered;
}

std::optional<std::int64_t> percent_of(const PriceChange& change) {
    if (!change.before || !change.after || *change.before <= 0) return std::nullopt;
    return domain::rounded({*change.after - *change.before, kWhole}, *change.before);
}

std::optional<std::int64_t> moved_by(std::int64_t amount, std::int64_t hundredths_of_percent) {
    const auto out = domain::rounded({amount, kWhole + hundredths_of_percent}, kWhole);
    return out && *out > 0 ? out : std::nullopt;
}

Comparison::Comparison(std::vector<PriceChange> changes) {
    std::array<std::vector<Placed>, kDifferences> kinds;
    for (PriceChange& change : changes) {
        const auto kind = static_cast<std::size_t>(difference_of(change));
        ++counts_[kind];
        if (difference_of(change) == Difference::unchanged) continue;
        kinds[kind].push_back(placed(std::move(change)));
    }
    for (std::size_t kind = 0; kind < kDifferences; ++kind) {
        std::sort(kinds[kind].begin(), kinds[kind].end(), [](const Placed& a, const Placed& b) {
            return std::tie(a.place, a.change.part) < std::tie(b.place, b.change.part);
        });
        lines_[kind].reserve(kinds[kind].size());
        for (Placed& line : kinds[kind]) lines_[kind].push_back(std::move(line.change));
    }
}

std::span<const PriceChange> Comparison::lines(Difference difference) const {
    return lines_[static_cast<std::size_t>(difference)];
}

std::int64_t Comparison::above(std::int64_t hundredths_of_percent) const {
    std::int64_t out = 0;
    for (const Difference kind : {Difference::raised, Difference::lowered}) {
        // The furthest change stands first.
        const auto all = lines(kind);
        const auto end = std::partition_point(all.begin(), all.end(), [&](const auto& change) {
            const auto percent = percent_of(change);
            return percent && std::abs(*percent) > hundredths_of_percent;
        });
        out += end - all.begin();
    }
    return out;
}

}  // namespace branchline::price
