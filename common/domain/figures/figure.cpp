#include "common/domain/figures/figure.hpp"

#include "common/domain/figures/statistics.hpp"

namespace branchline::figures {

std::string_view name_of(Missing missing) {
    constexpr std::string_view kNames[] = {
        "",        "no-rows",    "not-permitted", "not-by-branch", "not-by-brand",
        "unknown", "currencies", "only-today"};
    return kNames[static_cast<std::size_t>(missing)];
}

Figure without_value(Missing missing, std::int64_t count) {
    return {.part = {}, .count = count, .missing = missing};
}

Figure median_of(std::vector<std::int64_t> values) {
    const auto count = static_cast<std::int64_t>(values.size());
    Figure out{.part = {}, .count = count};
    out.value = median(std::move(values), 10);
    if (!out.value) out.missing = count == 0 ? Missing::no_rows : Missing::unknown;
    return out;
}

Figure share_of(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return without_value(Missing::no_rows);
    Figure out{.part = {}, .numerator = part, .denominator = whole, .count = whole};
    out.value = ratio(part, whole, 1000);
    if (!out.value) out.missing = Missing::unknown;
    return out;
}

}  // namespace branchline::figures
