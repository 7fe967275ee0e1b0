// How facts are looked up in the records of a replica.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/warranty/claim.hpp"
#include "common/engine/store.hpp"

namespace branchline::warranty {

/// The number, day or amount of a field; none when it has no value.
Known known(const engine::Record& record, std::string_view field);

/// The row that a field of type ref names.
std::optional<RowId> row_of(const engine::Record& record, std::string_view field);

bool holds(const engine::Store& store, const std::string& stream);

/// The rows of an entity with one value, without those that were voided. Of entities with editions
/// those of a day.
Result<std::vector<engine::Record>> rows_with(engine::Store& store,
                                              std::string_view entity,
                                              std::string_view field,
                                              schema::Value value,
                                              std::int64_t day = INT64_MAX);

/// Is the record in force on a day, from `valid_from` until `valid_until`?
bool is_valid(const engine::Record& record, std::int64_t day);

/// Of versions that are in force the last one counts: by `valid_from`, of one day by `version`.
bool comes_before(const engine::Record& a, const engine::Record& b);

}  // namespace branchline::warranty
