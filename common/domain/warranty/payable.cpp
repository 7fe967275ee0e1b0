#include "common/domain/warranty/payable.hpp"

#include <algorithm>

#include "common/domain/money.hpp"

namespace branchline::warranty {

namespace {

constexpr std::int64_t kUnit = 1000;  // Quantities are thousandths.
constexpr std::int64_t kHundred = 100;
constexpr std::int64_t kMinutes = 60;

using Amount = std::optional<std::int64_t>;

bool is_negative(std::int64_t a, std::int64_t b) {
    return a < 0 || b < 0;
}

Amount claimed_amount(const Line& line, std::int64_t handling_percent) {
    if (line.kind == "part") return part_amount(line.unit_price, line.quantity, handling_percent);
    return labour_amount(line.quantity, line.unit_price);  // What others billed has no handling.
}

Amount paid_amount(const Line& line, std::int64_t handling_percent) {
    if (line.kind != "labour" || !line.standard_minutes) {
        return claimed_amount(line, handling_percent);
    }
    return standard_amount(line.quantity, *line.standard_minutes, line.unit_price);
}

}  // namespace

Amount part_amount(std::int64_t net, std::int64_t quantity, std::int64_t handling_percent) {
    if (is_negative(net, quantity) || handling_percent < 0) return std::nullopt;
    const Amount factor = domain::sum(kHundred, handling_percent);
    if (!factor) return std::nullopt;
    return domain::rounded({net, quantity, *factor}, kUnit * kHundred);
}

Amount labour_amount(std::int64_t hours, std::int64_t rate) {
    if (is_negative(hours, rate)) return std::nullopt;
    return domain::rounded({hours, rate}, kUnit);
}

Amount standard_amount(std::int64_t hours, std::int64_t standard_minutes, std::int64_t rate) {
    const Amount claimed = labour_amount(hours, rate);
    if (!claimed || standard_minutes < 0) return std::nullopt;
    const Amount standard = domain::rounded({standard_minutes, rate}, kMinutes);
    return standard ? std::min(*claimed, *standard) : *claimed;
}

std::optional<Payable> payable(std::span<const Line> lines, const Charges& charges) {
    Amount claimed = 0;
    Amount paid = 0;
    for (const Line& line : lines) {
        claimed = domain::sum(claimed, claimed_amount(line, charges.handling_percent));
        paid = domain::sum(paid, paid_amount(line, charges.handling_percent));
    }
    if (!claimed || !paid || charges.deductible < 0) return std::nullopt;
    return Payable{*claimed, std::max<std::int64_t>(0, *paid - charges.deductible)};
}

}  // namespace branchline::warranty
