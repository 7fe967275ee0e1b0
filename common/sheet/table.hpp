// A table that becomes a file: typed columns, one row of cells after the other.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace branchline::sheet {

inline constexpr std::int64_t kDayMs = 86'400'000;

enum class Kind : std::uint8_t {
    text,
    integer,
    decimal,  ///< Scaled by ten to the column's `scale`.
    date,     ///< Days since 1970-01-01.
    instant,  ///< Milliseconds since 1970-01-01 UTC.
    flag,
};

struct Column {
    std::string heading;
    Kind kind = Kind::text;
    std::uint8_t scale = 0;  ///< Digits behind the point of a decimal, at most 18.
};

/// Nothing, a text, a number that means what the column says, or a flag.
using Cell = std::variant<std::monostate, std::string, std::int64_t, bool>;
/// One cell for each column.
using Row = std::vector<Cell>;

/// 1234 with a scale of 2 is 12.34.
std::string decimal_text(std::int64_t value, std::uint8_t scale);

/// As the JSON API writes it: 12.50, 2026-11-21, 2026-11-21T09:14:02.000Z, true. A number that no
/// calendar holds stays a number.
std::string cell_text(const Column& column, const Cell& cell);

/// One line of CSV, as text::csv_line() writes it.
std::string csv_headings(const std::vector<Column>& columns);
std::string csv_row(const std::vector<Column>& columns, const Row& row);

}  // namespace branchline::sheet
