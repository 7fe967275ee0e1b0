// Values as a person reads them on paper.
#pragma once

#include <string>

#include "common/documents/compose.hpp"
#include "common/schema/value.hpp"

namespace branchline::documents {

std::string_view in(Language language, const engine::Words& words);

/// 1234567 with a scale of 2: 12,345.67 or 12.345,67.
std::string shown_number(std::int64_t value, std::uint8_t scale, Language language);

/// Empty where there is no value. `words`: what enumerations and states are called; a word without
/// a row is shown as it is, with blanks.
std::string shown(const schema::Field& field,
                  const schema::Value& value,
                  std::span<const engine::DocumentWord> words,
                  Language language);

}  // namespace branchline::documents
