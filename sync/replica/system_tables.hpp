// The replica's own tables and those derived from the declarations.
#pragma once

#include <string>
#include <vector>

#include "common/db/database.hpp"
#include "common/schema/registry.hpp"

namespace branchline::sync {

/// stock.bin -> stock_bin: the view that people query. Its rows table adds "_rows".
std::string table_name(const schema::Entity& entity);

/// The index on (s, row) of a table of keyed rows; the one of dot rows is itself in that order.
std::string place_index(const schema::Entity& entity);

/// An index of a rows table: on (s, columns, row), so that it also gives the order of a list.
struct RowIndex {
    std::string name;
    std::vector<std::string> columns;
};
/// The declared indexes, and those that every list of the entity needs: its key without the scope,
/// which is the same in a whole stream, and the rows of one edition. Of entities with editions the
/// declared ones begin with the edition, so that what is not published costs a reader nothing.
std::vector<RowIndex> indexes_of(const schema::Entity& entity);

/// The DDL of one entity: STRICT table, its indexes, view over the active generations.
std::string entity_ddl(const schema::Entity& entity);
/// The DDL of the replica's own tables.
std::string_view system_ddl();

/// Creates what is missing: tables, views, indexes, and columns of fields that are new. Indexes
/// that nobody declares any more are dropped.
Result<> create_tables(db::Database& database, const schema::Registry& registry);

}  // namespace branchline::sync
