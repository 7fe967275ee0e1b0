// The ids of keyed rows: a natural key names its row, wherever it is written.
#pragma once

#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/engine/store.hpp"

namespace branchline::engine {

/// Permanent, the same as in entries (docs/formats): first 16 bytes of BLAKE2b-256("bl/key/1" ||
/// entity id || packed key values).
RowId keyed_row_id(const schema::Entity& entity, const std::vector<std::string>& key);

/// The row of a key as people see it; none when there is no such row here, or no longer.
Result<std::optional<Record>> find_by_key(Store& store,
                                          std::string_view entity,
                                          const std::vector<std::string>& key);

}  // namespace branchline::engine
