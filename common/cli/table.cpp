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
    bool whole = false;
};

constexpr std::size_t kBetween = 2;
constexpr std::size_t kNarrowest = 12;  // "the part ..." still says something.

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

std::size_t length_of(const std::vector<Layout>& layouts) {
    std::size_t length = 0;
    for (const Layout& layout : layouts) length += layout.width + kBetween;
    return length - (layouts.empty() ? 0 : kBetween);
}

/// Takes from the widest column that may be cut until the line fits. Where it cannot fit nothing is
/// cut: the lines wrap in any case, and then better with all that they say.
void narrow(std::vector<Layout>& all, std::size_t columns) {
    std::vector<Layout> layouts = all;
    while (columns > 0 && length_of(layouts) > columns) {
        Layout* widest = nullptr;
        for (Layout& layout : layouts) {
            if (layout.whole || layout.right || layout.width <= kNarrowest) continue;
            if (widest == nullptr || layout.width > widest->width) widest = &layout;
        }
        if (widest == nullptr) return;
        --widest->width;
    }
    all = std::move(layouts);
}

std::string line_of(const Row& row, const std::vector<Layout>& layouts) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string value = fit(row[i], layouts[i].width);
        const std::string blanks(layouts[i].width - text::display_width(value), ' ');
        if (i > 0) line.append(kBetween, ' ');
        line += layouts[i].right ? blanks + value : value + blanks;
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

void Table::print_to(const Invocation& invocation) const {
    if (invocation.plain()) {
        print_plain(invocation.out());
    } else {
        print(invocation.out(), invocation.colour(), invocation.out_columns());
    }
}

void Table::print(std::ostream& out, bool bold_header, std::size_t columns) const {
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
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        layouts.push_back(layout_of(lines, i));
        layouts.back().whole = columns_[i].whole;
    }
    narrow(layouts, columns);
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
