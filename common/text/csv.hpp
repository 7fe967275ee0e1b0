// Tables as text: a strict reader of RFC 4180 that never needs the whole file, and a writer whose
// cells stay text in a spreadsheet. A bad row is named and passed over; the next one is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::text {

enum class Encoding : std::uint8_t { utf8, cp1252 };

/// Tells the encoding of a file from all of its bytes: UTF-8 if they are valid UTF-8, else CP1252.
class EncodingProbe {
public:
    void add(std::string_view chunk);
    /// Of all that was added; call once.
    Encoding finish();

private:
    std::string tail_;  ///< The beginning of a character that the next chunk ends.
    bool utf8_ = true;
};

/// CP1252 as UTF-8. Nothing where a byte has no meaning in CP1252.
std::optional<std::string> from_cp1252(std::string_view bytes);

struct CsvOptions {
    Encoding encoding = Encoding::utf8;
    std::optional<char> separator = {};  ///< None: as the header has it, one of , ; and tab.
    std::size_t field_bytes_max = 4096;
    std::size_t row_bytes_max = std::size_t{64} * 1024;
    std::size_t columns_max = 256;
};

/// Why a row cannot be read. `id` is permanent and meant for programs.
struct CsvFault {
    std::string id;
    std::size_t column = 0;  ///< From 0.
    std::string what;
    std::string remedy;
};

struct CsvRow {
    std::uint64_t line = 0;           ///< On which it begins, from 1.
    std::vector<std::string> fields;  ///< UTF-8; of a row with a fault what stood before it.
    std::optional<CsvFault> fault;
};

/// Rows in their order, the header first. Lines without a byte are passed over. Every row must have
/// as many fields as the header. Behind a quote that nobody closes the reader goes on with the next
/// line, so that one slip costs one row.
class CsvReader {
public:
    explicit CsvReader(CsvOptions options = {});

    void add(std::string_view chunk) { buffer_ += chunk; }
    void finish() { finished_ = true; }
    /// Nothing: add() more, or after finish() the end.
    std::optional<CsvRow> next();
    /// Once the header has been read.
    char separator() const { return separator_.value_or(','); }

private:
    enum class Step : std::uint8_t { row, more, fault };

    bool skip_mark();
    bool find_separator();
    void skip_empty_lines();
    bool skip_rest_of_line();
    Step read_row(CsvRow& row);
    Step read_quoted(std::string& field, CsvRow& row);
    Step read_plain(std::string& field, CsvRow& row);
    Step end_field(CsvRow& row, bool& last);
    Step zero_byte(CsvRow& row);
    Step spoil(CsvRow& row, std::string_view id, std::string what, std::string remedy);
    void check_row(CsvRow& row);
    void decode(CsvRow& row);
    void consume(std::size_t size);
    std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

    CsvOptions options_;
    std::optional<char> separator_;
    std::optional<std::size_t> width_;  ///< Columns of the header.
    std::string buffer_;
    std::size_t begin_ = 0;  ///< Of the row in `buffer_`.
    std::size_t at_ = 0;     ///< How far the row is read.
    std::uint64_t line_ = 1;
    bool finished_ = false;
    bool started_ = false;   ///< The mark at the beginning is behind us.
    bool skipping_ = false;  ///< Up to the end of a line that was too long.
    bool ended_ = false;     ///< What follows cannot be read at all.
};

/// One line, with quotes where they are needed and CR LF at its end. A cell that a spreadsheet
/// would take for a formula gets an apostrophe in front; plain numbers stay as they are.
std::string csv_line(std::span<const std::string> fields, char separator = ',');

}  // namespace branchline::text
