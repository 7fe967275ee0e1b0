// An edition on its way: rows in slices, then the one entry that shows them all. What an import
// that was broken off has written stays behind unpublished, and no later edition takes its number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/import/rows.hpp"

namespace branchline::hub {

/// What an edition is of: the parts of a brand, or a price list.
struct EditionOf {
    std::string stream;
    std::string scope;     ///< The brand, or the price list.
    std::string editions;  ///< Entity of the editions: catalog.edition, price.edition.
    std::string rows;      ///< Entity of their rows.
};
EditionOf parts_of(const std::string& brand);
EditionOf prices_of(const std::string& list);

/// Calls `each` for every record that passes the filter, for all of them without a field in it.
Result<> for_each_record(sync::Replica& replica,
                         const schema::Entity& entity,
                         const engine::Filter& filter,
                         const std::function<void(const engine::Record&)>& each);

/// The published row of a part that counts on a day; nothing without one.
Result<std::optional<engine::Record>> row_on(sync::Replica& replica,
                                             const EditionOf& of,
                                             const std::string& part,
                                             std::int64_t day);

/// The published edition that was made from a source; nothing when there is none.
Result<std::optional<std::string>> edition_from(sync::Replica& replica,
                                                const EditionOf& of,
                                                const std::string& source);

/// An edition that is written whole and left for a person to publish; filled in on the way.
struct Staged {
    std::string title;    ///< What people call it; may be empty.
    std::string edition;  ///< Empty before the first row is written.
    std::int64_t valid_from = 0;
    std::vector<std::pair<std::string, std::int64_t>> prices = {};  ///< By part.
    bool complete = false;
};

/// Who brings an edition in, and how.
struct EditionTerms {
    std::shared_ptr<Staged> staged = {};  ///< None: its last entry publishes it.
    std::optional<RowId> actor = {};
};

class Publication {
public:
    /// `valid_from` in days since 1970-01-01.
    Publication(EditionOf of, std::int64_t valid_from, std::string source, EditionTerms terms = {})
        : of_(std::move(of)),
          valid_from_(valid_from),
          source_(std::move(source)),
          terms_(std::move(terms)) {}

    /// A row of a part: the values beside key and date.
    void add(const schema::Entity& rows,
             const std::string& part,
             std::map<std::uint16_t, schema::Value> values);
    /// A row of another entity of the stream, which comes with the edition.
    void accompany(SourceRow row) { company_.push_back(std::move(row)); }

    /// Is a slice together? Then it must be written before the next row.
    bool full() const { return rows_.size() >= kSliceRows || bytes_ >= kSliceBytes; }
    /// Writes what is together as one entry.
    Result<> write(sync::Replica& replica);
    /// One entry towards the end; true while there are more. The last one publishes, or says of a
    /// staged edition that it is complete. An edition without rows is not made.
    Result<bool> publish(sync::Replica& replica);

    const EditionOf& of() const { return of_; }
    std::int64_t valid_from() const { return valid_from_; }
    std::int64_t rows_written() const { return written_; }
    std::uint64_t entries_written() const { return entries_; }
    bool published() const { return published_; }
    const std::string& edition() const { return edition_; }  ///< Empty before the first entry.

private:
    Result<> take_number(sync::Replica& replica);
    engine::RowEdit first_row(const sync::Replica& replica) const;
    engine::RowEdit last_row(const sync::Replica& replica) const;
    Result<> commit(sync::Replica& replica, engine::Edit edit);

    EditionOf of_;
    std::int64_t valid_from_;
    std::string source_;
    EditionTerms terms_;
    std::string edition_;
    std::vector<SourceRow> rows_;
    std::vector<SourceRow> company_;
    std::size_t bytes_ = 0;
    std::int64_t written_ = 0;
    std::uint64_t entries_ = 0;
    bool published_ = false;
};

}  // namespace branchline::hub
