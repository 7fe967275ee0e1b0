#include "common/api/answer_table.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/base/list.hpp"

namespace branchline::api {

namespace {

using schema::Value;
using sheet::Cell;
using sheet::Kind;

constexpr std::size_t kScaleMax = 9;

/// A decimal taken apart: its digits as one number, and how many stand behind the point.
struct Decimal {
    std::int64_t digits = 0;
    std::size_t scale = 0;
};

std::optional<Decimal> decimal_of(const std::string& text) {
    const std::size_t point = text.find('.');
    const std::size_t scale = point == text.npos ? 0 : text.size() - point - 1;
    if (scale > kScaleMax || text.size() > 18 || text.ends_with('.')) return std::nullopt;
    std::string digits = text;
    if (point != text.npos) digits.erase(point, 1);
    Decimal out{.digits = 0, .scale = scale};
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, out.digits);
    if (digits.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return out;
}

struct CellOf {
    Cell operator()(std::monostate) const { return {}; }
    Cell operator()(bool value) const { return value; }
    Cell operator()(std::int64_t value) const { return value; }
    Cell operator()(const std::string& value) const { return value; }
    Cell operator()(const Bytes& value) const { return to_hex(value); }
    Cell operator()(const std::vector<std::string>& value) const { return joined(value, "; "); }
};

bool has_number(const Cell& cell) {
    return std::holds_alternative<std::int64_t>(cell);
}
bool has_flag(const Cell& cell) {
    return std::holds_alternative<bool>(cell);
}
bool has_nothing(const Cell& cell) {
    return std::holds_alternative<std::monostate>(cell);
}

/// Whole numbers beside texts are texts: a column is of one kind.
Cell as_text(const Cell& cell) {
    if (has_number(cell)) return std::to_string(std::get<std::int64_t>(cell));
    if (has_flag(cell)) return std::string(std::get<bool>(cell) ? "true" : "false");
    return cell;
}

/// The most digits behind a point in the column; none when something in it is no decimal.
std::optional<std::size_t> decimals_of(const AnswerTable& table, std::size_t column) {
    std::size_t scale = 0;
    bool any = false;
    for (const sheet::Row& row : table.rows) {
        const Cell cell = as_text(row[column]);
        if (has_nothing(cell)) continue;
        const auto* text = std::get_if<std::string>(&cell);
        const auto decimal = text == nullptr ? std::nullopt : decimal_of(*text);
        if (!decimal) return std::nullopt;
        scale = std::max(scale, decimal->scale);
        any = true;
    }
    return any ? std::optional(scale) : std::nullopt;
}

void make_decimals(AnswerTable& table, std::size_t column, std::size_t scale) {
    table.columns[column].kind = Kind::decimal;
    table.columns[column].scale = static_cast<std::uint8_t>(scale);
    for (sheet::Row& row : table.rows) {
        const Cell cell = as_text(row[column]);
        const auto* text = std::get_if<std::string>(&cell);
        if (text == nullptr) continue;
        Decimal decimal = *decimal_of(*text);
        bool fits = true;
        for (; decimal.scale < scale; ++decimal.scale) {
            fits = fits && !__builtin_mul_overflow(decimal.digits, 10, &decimal.digits);
        }
        row[column] = fits ? Cell(decimal.digits) : cell;
    }
}

void give_kind(AnswerTable& table, std::size_t column, Numbers numbers) {
    const auto all = [&](auto fits) {
        return std::all_of(table.rows.begin(), table.rows.end(), [&](const sheet::Row& row) {
            return fits(row[column]) || has_nothing(row[column]);
        });
    };
    if (all(has_nothing)) return;
    if (all(has_number)) {
        table.columns[column].kind = Kind::integer;
    } else if (all(has_flag)) {
        table.columns[column].kind = Kind::flag;
    } else if (const auto scale = decimals_of(table, column);
               scale && numbers == Numbers::as_numbers) {
        make_decimals(table, column, *scale);
    } else {
        for (sheet::Row& row : table.rows) row[column] = as_text(row[column]);
    }
}

}  // namespace

AnswerTable table_of(const engine::Answer& answer, Numbers numbers) {
    AnswerTable out;
    const auto add = [&](const std::vector<Value>& values) {
        sheet::Row row;
        for (const Value& value : values) row.push_back(std::visit(CellOf{}, value));
        row.resize(out.columns.size());
        out.rows.push_back(std::move(row));
    };
    if (answer.columns.empty()) {
        out.columns = {{.heading = "name"}, {.heading = "value"}};
        for (const auto& [name, value] : answer.facts) add({Value(name), value});
    } else {
        for (const std::string& column : answer.columns) out.columns.push_back({.heading = column});
        for (const auto& values : answer.rows) add(values);
    }
    for (std::size_t i = 0; i < out.columns.size(); ++i) give_kind(out, i, numbers);
    return out;
}

}  // namespace branchline::api
