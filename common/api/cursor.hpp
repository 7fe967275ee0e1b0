// Where a list goes on. Opaque to callers, who may only hand it back to the list it came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/schema/entity.hpp"

namespace branchline::api {

/// `filters` is any text that is the same for every page of one list.
std::string write_cursor(const schema::Entity& entity, std::string_view filters, const RowId& last);
/// Nothing for what is not a cursor of this list.
std::optional<RowId> read_cursor(const schema::Entity& entity,
                                 std::string_view filters,
                                 std::string_view cursor);

}  // namespace branchline::api
