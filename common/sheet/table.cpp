#include "common/sheet/table.hpp"

#include <chrono>

#include "common/base/assert.hpp"
#include "common/base/time.hpp"
#include "common/text/csv.hpp"

namespace branchline::sheet {

namespace {

// From 0001-01-01 to 9999-12-31.
constexpr std::int64_t kFirstDay = -719'162;
constexpr std::int64_t kLastDay = 2'932'896;

std::string number_text(const Column& column, std::int64_t number) {
    switch (column.kind) {
        case Kind::decimal: return decimal_text(number, column.scale);
        case Kind::date:
            if (number < kFirstDay || number > kLastDay) break;
            return to_text(Date(std::chrono::days(number)));
        case Kind::instant:
            if (number < kFirstDay * kDayMs || number >= (kLastDay + 1) * kDayMs) break;
            return to_text(Instant(Milliseconds(number)));
        case Kind::text:
        case Kind::integer:
        case Kind::flag: break;
    }
    return std::to_string(number);
}

}  // namespace

std::string decimal_text(std::int64_t value, std::uint8_t scale) {
    // The smallest number has no opposite of its own type.
    const std::uint64_t size = value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                                         : static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(size);
    if (scale > 0) {
        if (digits.size() <= scale) digits.insert(0, scale + 1U - digits.size(), '0');
        digits.insert(digits.size() - scale, 1, '.');
    }
    return value < 0 ? "-" + digits : digits;
}

std::string cell_text(const Column& column, const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return number_text(column, *number);
    return {};
}

std::string csv_headings(const std::vector<Column>& columns) {
    std::vector<std::string> fields;
    fields.reserve(columns.size());
    for (const Column& column : columns) fields.push_back(column.heading);
    return text::csv_line(fields);
}

std::string csv_row(const std::vector<Column>& columns, const Row& row) {
    ASSERT(row.size() == columns.size());
    std::vector<std::string> fields;
    fields.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        fields.push_back(cell_text(columns[i], row[i]));
    }
    return text::csv_line(fields);
}

}  // namespace branchline::sheet
