// The replica's own tables and those derived from the declarations.
#pragma once

#include <string>

#include "common/db/database.hpp"
#include "common/schema/registry.hpp"

namespace branchline::sync {

/// stock.bin -> stock_bin: the view that people query. Its rows table adds "_rows".
std::string table_name(const schema::Entity& entity);

/// The DDL of one entity: STRICT table, view over the active generations, index of open conflicts.
std::string entity_ddl(const schema::Entity& entity);
/// The DDL of the replica's own tables.
std::string_view system_ddl();

/// Creates what is missing: tables, views, and columns of fields that are new.
Result<> create_tables(db::Database& database, const schema::Registry& registry);

}  // namespace branchline::sync
