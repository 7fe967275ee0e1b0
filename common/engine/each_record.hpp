// Lists read to their end.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "common/engine/store.hpp"

namespace branchline::engine {

/// Calls `visit` for each record that is alive and that the query finds, in its order. Reads page
/// by page, of `query.limit` records. Ends with the first error, the store's or the visitor's. A
/// visitor may write: a record that its write moves behind the present page is met again.
Result<> for_each_record(Store& store,
                         std::string_view entity,
                         Query query,
                         const std::function<Result<>(const Record&)>& visit);

/// All of them at once.
Result<std::vector<Record>> all_records(Store& store, std::string_view entity, Query query);

}  // namespace branchline::engine
