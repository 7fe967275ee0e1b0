// How modules read records and write what people read.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "common/engine/store.hpp"

namespace branchline::domain {

/// The number by which a part is looked up: capital letters and digits alone. What people write
/// between them (blanks, dashes, dots, slashes) differs from paper to paper.
std::string normalised_part(std::string_view written);

/// Names of versions as people count them: 9 before 10, 2026-9 before 2026-10. Total, so that every
/// replica takes the same one for the last.
std::strong_ordering version_order(std::string_view a, std::string_view b);

/// 2026-11-21, from days since 1970-01-01.
std::string date_text(std::int64_t days);
/// 104.72, from minor units; -0.05.
std::string amount_text(std::int64_t minor_units);

/// The value of a field of a record; empty, 0 or false where there is none.
const schema::Value& value_of(const engine::Record& record, std::string_view field);
std::string text_of(const engine::Record& record, std::string_view field);
std::int64_t integer_of(const engine::Record& record, std::string_view field);
bool flag_of(const engine::Record& record, std::string_view field);
std::vector<std::string> set_of(const engine::Record& record, std::string_view field);
bool has_value(const engine::Record& record, std::string_view field);

}  // namespace branchline::domain
