// Records as rows of a table, as the declaration has their fields.
#pragma once

#include <vector>

#include "common/engine/store.hpp"
#include "common/sheet/table.hpp"

namespace branchline::api {

enum class Headings : std::uint8_t {
    names,   ///< Of the fields, as JSON has them: for programs.
    labels,  ///< Of the fields, as forms have them: for people.
};

/// The fields in the order of the declaration; then life, sync and id.
std::vector<sheet::Column> sheet_columns(const schema::Entity& entity, Headings headings);

/// Refs and bytes are hexadecimal digits, the elements of a set stand behind each other.
sheet::Row sheet_row(const engine::Record& record);

}  // namespace branchline::api
