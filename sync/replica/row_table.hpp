// Rows of one entity between their table and merge::Row.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "sync/replica/books.hpp"
#include "sync/replica/list_query.hpp"
#include "sync/replica/version_list.hpp"

namespace branchline::sync {

/// A row that one entry makes, with nothing but plain cells.
struct PlainRow {
    RowId id;
    std::string_view home;
    Version version;
    std::uint64_t written = 0;  ///< Bits of the ids of the fields with a cell, and life.
    std::span<const schema::Value> values;  ///< Of all fields, in their order.
};

/// The cells of such a row.
struct PlainCells {
    CellVersions versions;
    std::vector<schema::Value> values;  ///< Of all fields, in their order.

    const Version* version_of(std::uint16_t field) const;
    void set_version(std::uint16_t field, const Version& version);
};

class RowTable {
public:
    /// Fields by their place in the declaration, a bit each.
    using FieldMask = std::uint64_t;

    RowTable(db::Database& database, const Books& books, const schema::Entity& entity);

    const schema::Entity& entity() const { return *entity_; }
    /// Can a new row of the entity be a PlainRow? Nothing may follow from it but itself.
    bool takes_plain_rows() const { return takes_plain_rows_; }
    /// Did the last look find a row of its name? A guess at what the next one will find.
    bool expects_new() const { return expects_new_; }
    /// Was the row that was looked at last one of plain cells? The same kind of guess.
    bool expects_plain() const { return expects_plain_; }
    /// False, and nothing done, when there is a row of that id.
    Result<bool> insert(std::int64_t s, const PlainRow& row);
    /// A row that exists and has nothing but plain cells, without conflicts; else nothing.
    Result<std::optional<PlainCells>> load_plain(std::int64_t s, const RowId& row);
    /// Writes these fields of the row that load_plain() has read last.
    Result<> update(std::int64_t s, const RowId& row, const PlainCells& cells, FieldMask changed);
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
    /// What an UPDATE writes beside the versions, and how it finds the row.
    struct Update {
        bool states = false;    ///< x, life, conflicts and home, too.
        bool at_place = false;  ///< By where load() has found it, not by name.
        FieldMask changed = 0;
        auto operator<=>(const Update&) const = default;
    };
    const std::string& update_sql(const Update& update);
    void note_place(std::int64_t s, const RowId& row, const db::Statement& columns);
    Result<merge::Row> read(db::Statement& columns, const RowId& id);
    Result<bool> list_one(const ListStatement& statement,
                          const schema::Field* sort,
                          const std::function<bool(ListPlace)>& take);

    db::Database* database_;
    const Books* books_;
    const schema::Entity* entity_;
    std::string load_sql_;
    std::string load_plain_sql_;
    std::string insert_sql_;
    std::string store_sql_;
    std::map<Update, std::string> update_sql_;
    std::string table_;
    std::vector<RowIndex> indexes_;
    bool takes_plain_rows_ = false;
    bool expects_new_ = false;
    bool expects_plain_ = true;

    /// Where the row that was loaded last stands in a table of keyed rows. Rows never move.
    struct Place {
        std::int64_t s = 0;
        RowId row;
        std::int64_t at = 0;
    };
    std::optional<Place> loaded_;
};

}  // namespace branchline::sync
