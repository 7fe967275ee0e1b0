#include "common/domain/warranty/payable.hpp"

#include <algorithm>

#include "common/domain/money.hpp"

namespace branchline::warranty {

namespace {

constexpr std::int64_t kUnit = 1000;  // Quantities are thousandths.
constexpr std::int64_t kHundred = 100;

/// One line, and what the rules have left of it so far.
class Meter {
public:
    Meter(const Line& line, std::int64_t handling_percent)
        : line_(line), handling_percent_(handling_percent), price_(line.unit_price) {
        if (line.kind == "labour" && line.quantity >= 0) {
            hours_ = domain::rounded({line.quantity, kHourPartsOfThousandth}, 1);
        }
    }

    void obey(const Limit& limit) {
        const std::int64_t at_most = std::max<std::int64_t>(0, limit.at_most);
        switch (limit.bound) {
            case Bound::hours:
                if (hours_) hours_ = std::min(*hours_, at_most);
                break;
            case Bound::price: price_ = std::min(price_, at_most); break;
            case Bound::amount: amount_max_ = std::min(amount_max_, at_most); break;
        }
    }

    Known amount() const {
        Known out;
        if (line_.kind == "part") {
            out = part_amount(price_, line_.quantity, handling_percent_);
        } else if (line_.kind == "labour") {
            if (hours_ && price_ >= 0) out = domain::rounded({*hours_, price_}, kHourParts);
        } else {
            out = part_amount(price_, line_.quantity, 0);  // What others billed has no handling.
        }
        return out ? std::min(*out, amount_max_) : out;
    }

private:
    const Line& line_;
    std::int64_t handling_percent_;
    std::int64_t price_;
    Known hours_;
    std::int64_t amount_max_ = INT64_MAX;
};

std::optional<LineDecision> decide(const Line& line,
                                   std::size_t position,
                                   std::span<const Limit> limits,
                                   std::int64_t handling_percent) {
    Meter meter(line, handling_percent);
    const Known claimed = meter.amount();
    if (!claimed) return std::nullopt;
    LineDecision out{.number = line.number,
                     .kind = line.kind,
                     .item = line.item,
                     .claimed = *claimed,
                     .approved = *claimed,
                     .cuts = {}};
    for (const Limit& limit : limits) {
        if (limit.line != position) continue;
        meter.obey(limit);
        const std::int64_t left = meter.amount().value_or(out.approved);
        if (left == out.approved) continue;
        out.cuts.push_back({limit.rule, out.approved - left, limit.text});
        out.approved = left;
    }
    return out;
}

}  // namespace

Known part_amount(std::int64_t net, std::int64_t quantity, std::int64_t handling_percent) {
    if (net < 0 || quantity < 0 || handling_percent < 0) return std::nullopt;
    const Known factor = domain::sum(kHundred, handling_percent);
    if (!factor) return std::nullopt;
    return domain::rounded({net, quantity, *factor}, kUnit * kHundred);
}

Known labour_amount(std::int64_t hours, std::int64_t rate) {
    if (hours < 0 || rate < 0) return std::nullopt;
    return domain::rounded({hours, rate}, kUnit);
}

std::optional<Payable> payable(std::span<const Line> lines,
                               std::span<const Limit> limits,
                               const Charges& charges) {
    Payable out;
    Known claimed = 0;
    Known paid = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto line = decide(lines[i], i, limits, charges.handling_percent);
        if (!line) return std::nullopt;
        claimed = domain::sum(claimed, line->claimed);
        paid = domain::sum(paid, line->approved);
        out.lines.push_back(*std::move(line));
    }
    if (!claimed || !paid || charges.deductible < 0) return std::nullopt;
    out.claimed = *claimed;
    out.paid = std::max<std::int64_t>(0, *paid - charges.deductible);
    return out;
}

Known claimed_amount(std::span<const Line> lines, std::int64_t handling_percent) {
    const auto all = payable(lines, {}, {.handling_percent = handling_percent, .deductible = 0});
    return all ? Known(all->claimed) : std::nullopt;
}

}  // namespace branchline::warranty
