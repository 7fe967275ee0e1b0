// What a printed document consists of: texts and nothing about pages. Every text is shown as it is:
// no character of it has a meaning for the layout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace branchline::paper {

/// Somebody the document is from or for.
struct Party {
    std::string heading;
    std::vector<std::string> lines;  ///< The first one is the name. Empty ones are left out.
};

struct Fact {
    std::string label;
    std::string value;
};

struct Paragraph {
    std::string heading;
    std::string text;  ///< Line feeds end lines.
};

enum class Align : std::uint8_t { start, end };

struct Column {
    std::string heading;
    Align align = Align::start;
    double share = 1;  ///< Of the width, beside the shares of the others.
};

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;  ///< One text for each column.
};

struct Total {
    std::string label;
    std::string value;
    bool strong = false;
};

struct Document {
    std::string language = "en";  ///< BCP 47; decides between letters that languages share.
    std::string title;
    std::string number;          ///< Printed as a barcode too. Empty: none.
    std::string remark;          ///< Beneath the title, such as a copy's number. May be empty.
    std::vector<Party> parties;  ///< Beside each other, so there should be few.
    std::vector<Fact> facts;     ///< In two columns.
    std::vector<Paragraph> texts;
    Table table;
    std::vector<Total> totals;
    std::string footer;
    std::string page = "Page";  ///< The words of "Page 1 of 3".
    std::string of = "of";
};

}  // namespace branchline::paper
