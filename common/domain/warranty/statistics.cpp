#include "common/domain/warranty/statistics.hpp"

#include "common/domain/money.hpp"

namespace branchline::warranty {

namespace {

constexpr std::int64_t kThousand = 1000;

/// Adds a figure to the sums of its group; false when they do not fit.
bool add(Comparison& sums, std::int64_t figure) {
    std::int64_t square = 0;
    return !__builtin_mul_overflow(figure, figure, &square) &&
           !__builtin_add_overflow(sums.sum, figure, &sums.sum) &&
           !__builtin_add_overflow(sums.squares, square, &sums.squares);
}

}  // namespace

std::optional<std::vector<DealerStatistics>> statistics_of(std::span<const DealerMonth> group) {
    std::vector<DealerStatistics> out;
    Comparison values;
    Comparison frequencies;
    for (const DealerMonth& month : group) {
        if (month.vehicles <= 0) continue;
        const Known value = domain::rounded({month.value}, month.vehicles);
        const Known frequency = domain::rounded({month.claims, kThousand}, month.vehicles);
        if (!value || !frequency || !add(values, *value) || !add(frequencies, *frequency)) {
            return std::nullopt;
        }
        out.push_back({.dealer = month.dealer,
                       .group_size = 0,
                       .value = {.own = *value},
                       .frequency = {.own = *frequency}});
    }
    for (DealerStatistics& one : out) {
        one.group_size = static_cast<std::int64_t>(out.size());
        one.value.sum = values.sum;
        one.value.squares = values.squares;
        one.frequency.sum = frequencies.sum;
        one.frequency.squares = frequencies.squares;
    }
    return out;
}

}  // namespace branchline::warranty
