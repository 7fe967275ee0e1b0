// A record as the document that is printed of it: values of the table, in one language.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/time.hpp"
#include "common/engine/document.hpp"
#include "common/engine/store.hpp"
#include "common/paper/document.hpp"

namespace branchline::documents {

enum class Language : std::uint8_t { english, german };
/// "en" and "de"; nothing for any other.
std::optional<Language> language_of(std::string_view tag);

struct Composed {
    paper::Document document;
    Instant created;  ///< Of the record, for paper::print().
};

/// Reads the record, its lines and what it refers to. What the caller's store does not show stays
/// empty; too many lines are refused.
Result<Composed> compose(engine::Store& store,
                         const engine::Document& table,
                         const RowId& id,
                         Language language);

/// Do the paths of the table exist, and do their fields fit? Error "bad-document".
Result<> check(const engine::Document& table, const schema::Registry& registry);

}  // namespace branchline::documents
