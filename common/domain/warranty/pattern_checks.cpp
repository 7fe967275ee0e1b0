#include "common/domain/warranty/pattern_checks.hpp"

#include <algorithm>
#include <tuple>

#include "common/domain/warranty/answers.hpp"

namespace branchline::warranty {

namespace {

using domain::date_text;

// __extension__ because ISO C++ has no integer of 128 bits.
__extension__ using Wide = __int128;

std::optional<Wide> product(std::optional<Wide> a, std::optional<Wide> b) {
    Wide out = 0;
    if (!a || !b || __builtin_mul_overflow(*a, *b, &out)) return std::nullopt;
    return out;
}

std::optional<Wide> difference(std::optional<Wide> a, std::optional<Wide> b) {
    Wide out = 0;
    if (!a || !b || __builtin_sub_overflow(*a, *b, &out)) return std::nullopt;
    return out;
}

/// Too soon, or after too few kilometres?
bool is_repeat(const Case& c, const Repair& earlier) {
    const std::int64_t days = c.claim.failure_on - earlier.repaired_on;
    if (days < 0) return false;
    if (c.row.days && days <= *c.row.days) return true;
    if (!c.row.kilometres || !earlier.odometer_km) return false;
    const std::int64_t driven = c.claim.odometer_km - *earlier.odometer_km;
    return driven >= 0 && driven <= *c.row.kilometres;
}

}  // namespace

Answer ask_repeat(const Case& c) {
    if (!c.facts.repairs) return undetermined("the component is not known here");
    const Repair* last = nullptr;
    const auto place = [](const Repair& one) {
        return std::tie(one.repaired_on, one.document, one.odometer_km);
    };
    for (const Repair& earlier : *c.facts.repairs) {
        if (!is_repeat(c, earlier)) continue;
        if (last == nullptr || place(*last) < place(earlier)) last = &earlier;
    }
    if (last == nullptr) return passed("not repaired shortly before");
    return broken(fmt::format("the same component was repaired on {} with {}",
                              date_text(last->repaired_on), last->document),
                  "explain why the earlier repair did not last",
                  {
                      {"repaired_on", date_text(last->repaired_on)     },
                      {"odometer_km", number_or_none(last->odometer_km)}
    });
}

std::optional<bool> stands_out(const Comparison& figure,
                               std::int64_t group_size,
                               std::int64_t deviations) {
    if (group_size < 1 || deviations < 0) return std::nullopt;
    const Wide n = group_size;
    const auto above = difference(product(n, Wide(figure.own)), Wide(figure.sum));
    const auto spread =
        difference(product(n, Wide(figure.squares)), product(Wide(figure.sum), Wide(figure.sum)));
    if (!above || !spread || *spread < 0) return std::nullopt;
    if (*above <= 0) return false;
    const auto left = product(above, above);
    const auto right = product(product(Wide(deviations), Wide(deviations)), spread);
    if (!left || !right) return std::nullopt;
    return *left > *right;
}

Answer ask_statistics(const Case& c) {
    if (!c.facts.statistics) return undetermined("the dealer's statistics are not known here");
    if (!c.row.deviations) return skipped("the rule's row has no number of deviations");
    const Statistics& found = *c.facts.statistics;
    const auto value = stands_out(found.value, found.group_size, *c.row.deviations);
    const auto frequency = stands_out(found.frequency, found.group_size, *c.row.deviations);
    Inputs inputs{
        {"month",      found.month                        },
        {"value",      number_or_none(found.value.own)    },
        {"frequency",  number_or_none(found.frequency.own)},
        {"group_size", number_or_none(found.group_size)   }
    };
    std::string what;
    if (value == true) append_item(what, "value per vehicle", " and ");
    if (frequency == true) append_item(what, "claims per vehicle", " and ");
    if (!what.empty()) {
        return broken(fmt::format("{} of {} far above the group", what, found.month),
                      "a person at the importer looks at the dealer's claims", std::move(inputs));
    }
    if (!value || !frequency) {
        return undetermined("the dealer's statistics cannot be compared", std::move(inputs));
    }
    return passed("as other dealers of the group", std::move(inputs));
}

}  // namespace branchline::warranty
