// Tables that suppliers send: rows, header, cells.
#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/pack/reader.hpp"
#include "common/text/csv.hpp"
#include "common/text/text.hpp"
#include "hub/import/cell_values.hpp"
#include "hub/import/csv_header.hpp"
#include "tests/fuzz/properties.hpp"

namespace branchline::fuzz {

namespace {

using text::CsvOptions;
using text::CsvReader;
using text::CsvRow;

using Fields = std::vector<std::string>;

CsvOptions options_of(std::uint8_t choice) {
    static constexpr std::optional<char> kSeparators[] = {std::nullopt, ',', ';', '\t'};
    CsvOptions options{.encoding =
                           (choice & 1U) != 0 ? text::Encoding::cp1252 : text::Encoding::utf8};
    options.separator = kSeparators[(choice >> 1U) & 3U];
    if ((choice & 8U) != 0) {
        options.field_bytes_max = 16;
        options.row_bytes_max = 48;
        options.columns_max = 4;
    }
    return options;
}

std::vector<CsvRow> read_table(std::string_view table,
                               const CsvOptions& options,
                               std::size_t piece) {
    CsvReader reader(options);
    std::vector<CsvRow> rows;
    const auto take_rows = [&] {
        while (auto row = reader.next()) rows.push_back(*std::move(row));
    };
    for (std::size_t at = 0; at < table.size(); at += piece) {
        reader.add(table.substr(at, piece));
        take_rows();
    }
    reader.finish();
    take_rows();
    return rows;
}

bool same_row(const CsvRow& a, const CsvRow& b) {
    if (a.line != b.line || a.fields != b.fields || a.fault.has_value() != b.fault.has_value())
        return false;
    return !a.fault || (a.fault->id == b.fault->id && a.fault->column == b.fault->column);
}

std::string check_rows(const std::vector<CsvRow>& rows, const CsvOptions& options) {
    std::uint64_t line = 0;
    std::optional<std::size_t> width;
    for (const CsvRow& row : rows) {
        if (row.line <= line) return "two rows on one line";
        line = row.line;
        for (const std::string& field : row.fields) {
            if (!text::is_utf8(field)) return "a field is not UTF-8";
        }
        if (row.fields.size() > options.columns_max) return "more columns than allowed";
        if (row.fault) {
            if (row.fault->id.empty() || row.fault->remedy.empty()) return "a fault is mute";
            continue;
        }
        if (width && row.fields.size() != *width) return "rows of different width";
        width = row.fields.size();
    }
    return {};
}

/// What csv_line makes of a field that a spreadsheet would calculate.
bool same_field(const std::string& read, const std::string& written) {
    return read == written || read == "'" + written;
}

std::string check_written(const Fields& fields, char separator) {
    const Fields names(fields.size(), "name");
    const std::string table = text::csv_line(names, separator) + text::csv_line(fields, separator);
    const auto rows = read_table(
        table, {.separator = separator, .field_bytes_max = 1U << 20U, .row_bytes_max = 1U << 22U},
        table.size());
    if (fields.size() == 1 && fields.front().empty()) return {};  // An empty line is no row.
    if (rows.size() != 2 || rows.back().fault) return "a written row is not read";
    if (!std::equal(fields.begin(), fields.end(), rows.back().fields.begin(),
                    rows.back().fields.end(),
                    [](const auto& a, const auto& b) { return same_field(b, a); })) {
        return "a written row has other fields";
    }
    return {};
}

/// An amount that was read, in the one form that nobody can misread.
std::string check_amount(std::string_view cell, hub::DecimalMark mark) {
    hub::AmountReader reader(mark);
    const auto amount = reader.read(cell);
    if (!amount) return {};
    if (*amount < 0 || *amount > 99'999'999'999'999) return "an amount out of bounds";
    const bool comma = reader.mark() == hub::DecimalMark::comma;
    const std::string written =
        fmt::format("{}{}{:02}", *amount / 100, comma ? ',' : '.', *amount % 100);
    if (reader.read(written) != *amount) return "another amount comes back";
    return {};
}

std::string check_cell(std::string_view cell) {
    for (const auto mark :
         {hub::DecimalMark::unknown, hub::DecimalMark::comma, hub::DecimalMark::point}) {
        std::string broken = check_amount(cell, mark);
        if (!broken.empty()) return broken;
    }
    if (const auto count = hub::read_count(cell, 1, 999'999)) {
        if (*count < 1 || *count > 999'999) return "a count out of bounds";
        if (hub::read_count(std::to_string(*count), 1, 999'999) != *count)
            return "another count comes back";
    }
    if (const auto quantity = hub::read_quantity(cell)) {
        const std::string written = fmt::format("{}.{:03}", *quantity / 1000, *quantity % 1000);
        if (hub::read_quantity(written) != *quantity) return "another quantity comes back";
    }
    if (const auto date = hub::read_date(cell)) {
        const std::string written = to_text(Date(std::chrono::days(*date)));
        if (hub::read_date(written) != *date) return "another date comes back";
    }
    if (const auto part = hub::read_part(cell)) {
        if (hub::read_part(*part) != *part) return "another part number comes back";
    }
    if (const auto line = hub::read_text(cell, 200)) {
        if (!text::is_utf8(*line) || hub::read_text(*line, 200) != *line)
            return "another text comes back";
    }
    (void)hub::read_flag(cell);
    return {};
}

std::string check_table(const std::vector<CsvRow>& rows, char separator) {
    std::optional<hub::Header> header;
    for (const CsvRow& row : rows) {
        if (row.fault) continue;
        std::string broken = check_written(row.fields, separator);
        if (!broken.empty()) return broken;
        if (!header) {
            auto read = hub::Header::read(row.fields);
            header = read ? *std::move(read) : hub::Header();
            continue;
        }
        for (const std::string& field : row.fields) {
            broken = check_cell(field);
            if (!broken.empty()) return broken;
        }
        for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(hub::Column::hs_code); ++i) {
            const auto column = static_cast<hub::Column>(i);
            const bool has_cell = !header->cell(row.fields, column).empty();
            if (has_cell && !header->has(column)) return "a cell without its column";
        }
    }
    return {};
}

std::string check_encoding(std::string_view table, std::size_t piece) {
    const bool utf8 = text::is_utf8(table);
    if (utf8 != pack::is_utf8(table)) return "two readings of what UTF-8 is";
    text::EncodingProbe probe;
    for (std::size_t at = 0; at < table.size(); at += piece) probe.add(table.substr(at, piece));
    if ((probe.finish() == text::Encoding::utf8) != utf8) return "the encoding depends on pieces";
    const std::string shown = text::printable(table);
    if (!text::is_utf8(shown)) return "what is printable is not UTF-8";
    if (text::printable(shown) != shown) return "printing twice shows something else";
    return {};
}

}  // namespace

Judgement check_csv(ByteView input) {
    if (input.size() < 2) return {};
    const CsvOptions options = options_of(input[0]);
    const std::size_t piece = input[1] + std::size_t{1};
    const std::string_view table = as_text(input.subspan(2));
    std::string broken = check_encoding(table, piece);
    if (!broken.empty()) return {false, std::move(broken)};
    const auto rows = read_table(table, options, table.size() + 1);
    const auto pieces = read_table(table, options, piece);
    if (!std::equal(rows.begin(), rows.end(), pieces.begin(), pieces.end(), same_row)) {
        return {false, "the rows depend on the pieces in which they come"};
    }
    const bool taken =
        std::any_of(rows.begin(), rows.end(), [](const auto& r) { return !r.fault; });
    broken = check_rows(rows, options);
    if (broken.empty()) broken = check_table(rows, options.separator.value_or(','));
    return {taken, std::move(broken)};
}

}  // namespace branchline::fuzz
