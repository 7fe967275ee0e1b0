// What becomes of a row of a catalogue file or of a price file.
#pragma once

#include <memory>
#include <unordered_set>

#include "common/domain/catalog/supersession.hpp"
#include "hub/import/cell_values.hpp"
#include "hub/import/csv_header.hpp"
#include "hub/import/publication.hpp"

namespace branchline::hub {

/// Why a row stays out.
struct RowFault {
    std::string column;  ///< As the file calls it.
    std::string value;
    Error error;
};

struct RowOutcome {
    bool changed = false;  ///< Else what is published says the same.
    std::optional<RowFault> fault;
};

class CsvTarget {
public:
    virtual ~CsvTarget() = default;
    /// One slice of what must be known before the first row; true while there is more.
    virtual Result<bool> prepare(sync::Replica&) { return false; }
    /// Error when the file has not the columns that it takes.
    virtual Result<> begin(sync::Replica& replica, Header header) = 0;
    /// A bad row is an outcome; an error is the machine's. What is published for a day that has
    /// come is not written again.
    virtual Result<RowOutcome> take(sync::Replica& replica,
                                    const std::vector<std::string>& fields,
                                    Publication& edition,
                                    bool whole) = 0;

    const EditionOf& of() const { return of_; }
    const Header& header() const { return header_; }
    DecimalMark decimal() const { return amounts_.mark(); }
    std::int64_t links() const { return links_taken_; }

protected:
    CsvTarget(EditionOf of, DecimalMark decimal) : of_(std::move(of)), amounts_(decimal) {}

    std::string_view cell(const std::vector<std::string>& fields, Column column) {
        at_ = column;
        return header_.cell(fields, column);
    }
    /// What was wrong with the cell that was read last.
    RowOutcome refuse(const std::vector<std::string>& fields, Error error) const;
    /// The part's normalised number and, in `shown`, as it is written.
    Result<std::string> part_of(const std::vector<std::string>& fields, std::string& shown);
    bool is_repeated(const std::string& part) const { return seen_.contains(part); }
    void remember(const std::string& part) { seen_.insert(part); }

    EditionOf of_;
    Header header_;
    AmountReader amounts_;
    Column at_ = Column::part;
    std::int64_t links_taken_ = 0;

private:
    std::unordered_set<std::string> seen_;
};

/// Parts of a brand with what replaces them.
std::unique_ptr<CsvTarget> catalogue_target(const std::string& brand, DecimalMark decimal);
/// Prices of a list.
std::unique_ptr<CsvTarget> price_target(const std::string& list, DecimalMark decimal);

}  // namespace branchline::hub
