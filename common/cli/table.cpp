#include "common/cli/table.hpp"

#include <algorithm>
#include <ostream>

#include "common/base/assert.hpp"
#include "common/cli/output.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

using Row = std::vector<std::string>;

bool looks_like_number(std::string_view text) {
    const bool digits = text.find_first_of("0123456789") != text.npos;
    return digits && text.find_first_not_of("0123456789+-., %") == text.npos &&
           text.find_last_of("+-") + 1 <= 1;
}

std::string fit(const std::string& value, std::size_t width_max) {
    constexpr std::string_view kCut = "...";
    if (width_max == 0 || text::display_width(value) <= width_max) return value;
    if (width_max <= kCut.size()) return std::string(text::cut_to_width(value, width_max));
    return std::string(text::cut_to_width(value, width_max - kCut.size())).append(kCut);
}

struct Layout {
    std::size_t width = 0;
    bool right = false;
};

Layout layout_of(const std::vector<Row>& lines, std::size_t column) {
    Layout layout;
    bool numbers = lines.size() > 1;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string& value = lines[i][column];
        layout.width = std::max(layout.width, text::display_width(value));
        if (i > 0 && !value.empty()) numbers = numbers && looks_like_number(value);
    }
    layout.right = numbers;
    return layout;
}

std::string line_of(const Row& row, const std::vector<Layout>& layouts) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string blanks(layouts[i].width - text::display_width(row[i]), ' ');
        if (i > 0) line += "  ";
        line += layouts[i].right ? blanks + row[i] : row[i] + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

void Table::add(std::vector<std::string> row) {
    ASSERT(row.size() == columns_.size());
    for (std::string& value : row) value = text::printable(value);
    rows_.push_back(std::move(row));
}

void Table::print(std::ostream& out, bool bold_header) const {
    std::vector<Row> lines(1);
    for (const Column& column : columns_) lines[0].push_back(column.title);
    for (const Row& row : rows_) {
        Row& line = lines.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.push_back(fit(row[i], columns_[i].width_max));
        }
    }
    std::vector<Layout> layouts;
    layouts.reserve(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) layouts.push_back(layout_of(lines, i));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out << paint(bold_header && i == 0, Colour::bold, line_of(lines[i], layouts)) << '\n';
    }
}

void Table::print_plain(std::ostream& out) const {
    for (const Row& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) out << (i > 0 ? "\t" : "") << row[i];
        out << '\n';
    }
}

}  // namespace branchline::cli
