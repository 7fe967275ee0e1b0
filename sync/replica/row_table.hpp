// Rows of one entity between their table and merge::Row.
#pragma once

#include <functional>
#include <optional>

#include "sync/replica/books.hpp"
#include "sync/replica/list_query.hpp"

namespace branchline::sync {

class RowTable {
public:
    RowTable(db::Database& database, const Books& books, const schema::Entity& entity);

    const schema::Entity& entity() const { return *entity_; }
    /// The row, also when it does not exist for people any more; nothing when it never did.
    Result<std::optional<merge::Row>> load(std::int64_t s, const RowId& row);
    /// `stored` is what the table shows of the row at present, so that only columns that change are
    /// written, and their indexes; none when the row may not be there yet.
    Result<> store(std::int64_t s,
                   const merge::Row& row,
                   const merge::RowView& view,
                   const merge::RowView* stored = nullptr);
    /// The write-once branch of the creating entry; nothing when there is no such row.
    Result<std::optional<std::string>> home(std::int64_t s, const RowId& row);
    /// Ids of the rows behind `after`, in id order; with `conflicts` only those a person should
    /// see.
    Result<std::vector<RowId>> ids(std::int64_t s,
                                   const std::optional<RowId>& after,
                                   std::size_t limit,
                                   bool conflicts_only);
    Result<std::size_t> count_conflicts(std::int64_t s);
    /// Places of a list in its order, until `take` wants no more.
    Result<> list(const ListPart& part, const std::function<bool(ListPlace)>& take);

private:
    /// Fields by their place in the declaration, a bit each.
    using FieldMask = std::uint64_t;
    const std::string& update_sql(FieldMask changed);
    Result<merge::Row> read(db::Statement& columns, const RowId& id);
    Result<bool> list_one(const ListStatement& statement,
                          const schema::Field* sort,
                          const std::function<bool(ListPlace)>& take);

    db::Database* database_;
    const Books* books_;
    const schema::Entity* entity_;
    std::string load_sql_;
    std::string store_sql_;
    std::map<FieldMask, std::string> update_sql_;
    std::string table_;
    std::vector<RowIndex> indexes_;
};

}  // namespace branchline::sync
