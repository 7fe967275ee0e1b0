// The same table as an XLSX file, row by row: one row is in memory, never the table.
//
// Texts are texts: no formula, no link, and nothing becomes one when a person edits the cell. Dates
// and instants (UTC) are dates of the spreadsheet from 1900-03-01 on. A spreadsheet keeps numbers
// as floating point and shows 15 digits: a number that has more is written as text, so no digit is
// ever lost or invented.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/sheet/nameless_file.hpp"
#include "common/sheet/table.hpp"

namespace branchline::sheet {

inline constexpr std::size_t kXlsxRowsMax = 1'048'575;  ///< Of the format, beside the headings.

struct XlsxOptions {
    std::filesystem::path folder;  ///< For files without a name, while the table is made.
    std::string title;             ///< Of the sheet, as far as a spreadsheet allows it.
    Instant created;               ///< Stands in the file: the same rows give the same bytes.
    /// What is left free on the disk of `folder`; Code::disk_full before it is touched.
    std::uint64_t free_bytes_min = std::uint64_t{64} * 1024 * 1024;
};

class XlsxWriter {
public:
    static Result<XlsxWriter> begin(XlsxOptions options, std::vector<Column> columns);
    XlsxWriter(XlsxWriter&&) noexcept;
    XlsxWriter& operator=(XlsxWriter&&) noexcept;
    ~XlsxWriter();

    /// One cell for each column. After a failure the table is worth nothing.
    Result<> add(const Row& row);
    std::size_t rows() const;
    /// The file, complete; call once, last.
    Result<NamelessFile> finish();

private:
    class Book;
    explicit XlsxWriter(std::unique_ptr<Book> book);
    std::unique_ptr<Book> book_;
};

}  // namespace branchline::sheet
