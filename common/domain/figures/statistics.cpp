#include "common/domain/figures/statistics.hpp"

#include <algorithm>

#include "common/domain/money.hpp"

namespace branchline::figures {

std::optional<std::int64_t> median(std::vector<std::int64_t> values, std::int64_t scale) {
    if (values.empty()) return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return domain::rounded({*middle, scale}, 1);
    const auto before = std::max_element(values.begin(), middle);
    const auto both = domain::sum(*before, *middle);
    return both ? domain::rounded({*both, scale}, 2) : std::nullopt;
}

std::optional<std::int64_t> nearest_rank(std::vector<std::int64_t> values, std::int64_t percent) {
    if (values.empty()) return std::nullopt;
    const auto count = static_cast<std::int64_t>(values.size());
    const std::int64_t rank = std::clamp<std::int64_t>((count * percent + 99) / 100, 1, count);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

std::optional<std::int64_t> ratio(std::int64_t part, std::int64_t whole, std::int64_t scale) {
    if (whole <= 0) return std::nullopt;
    return domain::rounded({part, scale}, whole);
}

}  // namespace branchline::figures
