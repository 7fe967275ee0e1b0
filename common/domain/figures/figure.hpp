// One figure of a period: what it is made of, and its value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/figures/facts.hpp"

namespace branchline::figures {

/// Why there is no value. Nothing is ever shown as zero because it is not known.
enum class Missing : std::uint8_t {
    none,
    no_rows,        ///< Nothing of the kind happened.
    not_permitted,  ///< Whoever asks may not read what it is made of.
    not_by_branch,  ///< Its rows name no branch.
    not_by_brand,
    unknown,     ///< A value that it needs is masked or was not written.
    currencies,  ///< Amounts of several currencies do not add up.
    only_today,  ///< The state of an earlier day is not kept.
};
/// Permanent: "no-rows" and so on; empty for `none`.
std::string_view name_of(Missing missing);

struct Figure {
    std::string part;      ///< Of a figure that is shown in parts; empty: the whole.
    Known numerator = {};  ///< Absent where there are none, as of medians.
    Known denominator = {};
    Known value = {};        ///< Scaled as the indicator's unit says.
    std::int64_t count = 0;  ///< Rows that it rests on.
    Missing missing = Missing::none;
    bool operator==(const Figure&) const = default;
};
/// The whole first, then its parts.
using Figures = std::vector<Figure>;

Figure without_value(Missing missing, std::int64_t count = 0);
/// A value in tenths.
Figure median_of(std::vector<std::int64_t> values);
/// Of a hundred, in tenths: 97.5 % is 975.
Figure share_of(std::int64_t part, std::int64_t whole);

}  // namespace branchline::figures
