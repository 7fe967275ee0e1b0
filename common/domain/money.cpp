#include "common/domain/money.hpp"

#include <algorithm>
#include <numeric>

#include "common/base/assert.hpp"

namespace branchline::domain {

namespace {

// __extension__ because ISO C++ has no integer of 128 bits.
__extension__ using Wide = __int128;
__extension__ using WideSize = unsigned __int128;

std::optional<std::int64_t> narrow(Wide wide) {
    if (wide < INT64_MIN || wide > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(wide);
}

}  // namespace

std::optional<std::int64_t> rounded(std::initializer_list<std::int64_t> factors,
                                    std::int64_t divisor) {
    ASSERT(divisor > 0);
    Wide product = 1;
    for (const std::int64_t factor : factors) {
        if (__builtin_mul_overflow(product, factor, &product)) return std::nullopt;
    }
    Wide quotient = product / divisor;
    const Wide remainder = product % divisor;
    // Twice a remainder is less than twice a 64-bit divisor.
    if (2 * remainder >= divisor) ++quotient;
    if (2 * remainder <= -Wide(divisor)) --quotient;
    return narrow(quotient);
}

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    std::int64_t out = 0;
    if (!a || !b || __builtin_add_overflow(*a, *b, &out)) return std::nullopt;
    return out;
}

std::vector<std::int64_t> split(std::int64_t total, std::span<const std::int64_t> weights) {
    std::vector<std::int64_t> out(weights.size(), 0);
    if (weights.empty()) return out;
    const bool is_negative = total < 0;
    const auto bits = static_cast<std::uint64_t>(total);
    const WideSize size = is_negative ? 0 - bits : bits;
    std::vector<WideSize> shares;
    for (const std::int64_t weight : weights) {
        ASSERT(weight >= 0);
        shares.push_back(static_cast<WideSize>(weight));
    }
    WideSize whole = std::accumulate(shares.begin(), shares.end(), WideSize{0});
    if (whole == 0) {
        std::fill(shares.begin(), shares.end(), WideSize{1});
        whole = shares.size();
    }
    std::vector<std::size_t> order(shares.size());
    std::vector<WideSize> remainders(shares.size());
    WideSize left = size;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        order[i] = i;
        remainders[i] = size * shares[i] % whole;
        shares[i] = size * shares[i] / whole;
        left -= shares[i];
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++shares[order[i]];
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto share = static_cast<std::uint64_t>(shares[i]);
        // In unsigned arithmetic, because the smallest number has no positive counterpart.
        out[i] = static_cast<std::int64_t>(is_negative ? 0 - share : share);
    }
    return out;
}

}  // namespace branchline::domain
