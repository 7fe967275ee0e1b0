// The SQL of a list: from a query to statements that an index answers in the order of the list.
// Every value is bound; a statement's text depends on the shape of the query alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/engine/store.hpp"
#include "sync/replica/system_tables.hpp"

namespace branchline::sync {

/// A place in the order of a list; without a field to sort by the value is nothing.
struct ListPlace {
    schema::Value value;
    RowId row;
};

/// Is `a` in front of `b`? Nothing is less than everything, as in SQL.
bool comes_before(const ListPlace& a, const ListPlace& b, bool descending);

/// Of an entity with editions, the rows of one of them.
struct EditionRows {
    std::string edition;
    /// Leave out rows that do not exist any more, and those of which a newer edition has one too.
    bool newest_only = true;
    std::vector<std::string> newer;  ///< The editions that are newer, as JSON takes them.
};

/// What of one stream a list wants.
struct ListPart {
    std::int64_t s = 0;
    std::vector<engine::Filter> filters;
    const schema::Field* sort = nullptr;
    bool descending = false;
    std::optional<ListPlace> after;  ///< Only behind it.
    std::optional<ListPlace> last;   ///< Up to it, included.
    std::optional<EditionRows> edition;
    std::size_t limit = 0;
};

struct ListStatement {
    std::string sql;
    std::vector<schema::Value> values;  ///< In the order of the marks.
};

/// Each gives row ids and, with a field to sort by, its values. One after the other they give the
/// list: rows without a value are asked for apart, so that a page always is one range of an index.
std::vector<ListStatement> list_statements(const schema::Entity& entity,
                                           const std::vector<RowIndex>& indexes,
                                           const ListPart& part);

}  // namespace branchline::sync
