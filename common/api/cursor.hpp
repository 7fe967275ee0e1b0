// Where a list goes on. Opaque to callers, who may only hand it back to the list it came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/schema/value.hpp"

namespace branchline::api {

/// The last record of a page: its id, and its value of the field that the list is sorted by.
struct Place {
    RowId id;
    schema::Value value;  ///< Nothing also when the list is in order of ids.

    bool operator==(const Place&) const = default;
};

/// `list` is any text that is the same for every page of one list.
std::string write_cursor(const schema::Entity& entity, std::string_view list, const Place& last);
/// Nothing for what is not a cursor of this list.
std::optional<Place> read_cursor(const schema::Entity& entity,
                                 std::string_view list,
                                 std::string_view cursor);

}  // namespace branchline::api
