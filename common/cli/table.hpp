// Tables for people, tab-separated lines for --plain.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace branchline::cli {

class Invocation;

struct Column {
    std::string title;
    std::size_t width_max = 0;  ///< Longer values are cut, ending in "..."; 0: never.
    bool whole = false;         ///< Never cut for a narrow terminal: people copy it.
};

/// A column whose every value is a number is aligned to the right. Values are made safe for a
/// terminal in both forms: they may come from another branch.
class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// As many values as there are columns.
    void add(std::vector<std::string> row);
    std::size_t size() const { return rows_.size(); }

    /// As the caller wants it: plain, or for people as wide as their terminal.
    void print_to(const Invocation& invocation) const;
    /// Header and rows, two spaces between columns; `bold_header` needs a terminal. Where a line
    /// would be longer than `columns` the widest texts are cut, if that helps; 0: as long as it
    /// gets.
    void print(std::ostream& out, bool bold_header = false, std::size_t columns = 0) const;
    /// Rows without the header, values separated by tabs.
    void print_plain(std::ostream& out) const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace branchline::cli
