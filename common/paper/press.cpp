#include "common/paper/press.hpp"

#include <algorithm>
#include <optional>

#include "common/base/assert.hpp"
#include "common/paper/barcode.hpp"
#include "common/paper/canvas.hpp"

namespace branchline::paper {

namespace {

constexpr double kLeft = 56;
constexpr double kRight = kPageWidth - 56;
constexpr double kWidth = kRight - kLeft;
constexpr double kTop = 42;
constexpr double kBottom = kPageHeight - 58;
constexpr double kGap = 12;
constexpr double kHair = 0.5;
constexpr double kPad = 4;         // Around the texts of a table.
constexpr double kBarHeight = 28;  // Of a linear code; a little more than scanners need.
constexpr double kModule = 0.85;   // Width of its thinnest bar: 0.3 mm.
constexpr double kSquare = 1.7;    // Of a QR code: 0.6 mm.
constexpr double kCodeWidthMax = 250;
constexpr int kCellLinesMax = 12;  // So that a row never needs more than a page.

constexpr Style kTitle{.size = 17, .bold = true};
constexpr Style kNumber{.size = 11};
constexpr Style kLabel{.size = 8, .grey = 0.35};
constexpr Style kPlain{};
constexpr Style kStrong{.bold = true};
constexpr Style kHeading{.size = 8.5, .bold = true};
constexpr Style kSmall{.size = 8, .grey = 0.35};

/// One run over the document: the first one counts the pages, the second one draws them.
class Run {
public:
    Run(Canvas& canvas, const Document& document, const std::optional<Barcode>& code)
        : canvas_(canvas), document_(document), code_(code) {}

    /// `pages`: how many there are; 0 while nobody knows. Gives how many there were.
    std::size_t operator()(std::size_t pages) {
        pages_ = pages;
        page_ = 1;
        y_ = kTop;
        head();
        parties();
        facts();
        texts();
        table();
        totals();
        end_page();
        return page_;
    }

private:
    void head();
    double draw_code();
    void parties();
    void facts();
    void texts();
    void table();
    void totals();

    void begin_table_page(const std::vector<double>& edges);
    void table_row(const std::vector<std::string>& texts,
                   const std::vector<double>& edges,
                   const Style& style,
                   bool heading);
    void flow(const TextBox& box);
    void end_page();
    void new_page();
    /// Begins a new page unless that much fits; true when it did.
    bool make_room(double height);
    void rule(double y) { canvas_.fill(kLeft, y, kWidth, kHair, 0.6); }

    Canvas& canvas_;
    const Document& document_;
    const std::optional<Barcode>& code_;
    std::size_t pages_ = 0;
    std::size_t page_ = 1;
    double y_ = kTop;
};

// Pages.

void Run::end_page() {
    const double y = kBottom + kGap;
    rule(y);
    std::string number = document_.page + " " + std::to_string(page_);
    number += " " + document_.of + " " + std::to_string(pages_);
    canvas_.draw(canvas_.text(document_.footer, kSmall, kWidth - 90, Align::start, 1), kLeft,
                 y + 4);
    canvas_.draw(canvas_.text(number, kSmall, 84, Align::end, 1), kRight - 84, y + 4);
    canvas_.end_page();
}

void Run::new_page() {
    end_page();
    ++page_;
    const TextBox head =
        canvas_.text(document_.title + "  " + document_.number, kSmall, kWidth, Align::start, 1);
    canvas_.draw(head, kLeft, kTop);
    y_ = kTop + head.height() + kPad;
    rule(y_);
    y_ += kGap;
}

bool Run::make_room(double height) {
    if (y_ + height <= kBottom) return false;
    new_page();
    return true;
}

/// A text of any length, over as many pages as it needs.
void Run::flow(const TextBox& box) {
    std::size_t from = 0;
    while (from < box.lines().size()) {
        const double top = box.lines()[from].top;
        std::size_t to = from;
        while (to < box.lines().size() && y_ + box.lines()[to].bottom - top <= kBottom) ++to;
        if (to == from) {
            new_page();
            continue;
        }
        canvas_.draw(box, from, to, kLeft, y_);
        y_ += box.lines()[to - 1].bottom - top;
        from = to;
    }
}

// Parts of the document, in their order.

/// Gives the width it takes.
double Run::draw_code() {
    if (!code_) return 0;
    const double across = code_->is_linear() ? kModule : kSquare;
    const double down = code_->is_linear() ? kBarHeight : kSquare;
    const double width = static_cast<double>(code_->width) * across;
    if (width > kCodeWidthMax) return 0;
    for (std::size_t y = 0; y < code_->height; ++y) {
        for (std::size_t x = 0; x < code_->width;) {
            const auto dark = [&](std::size_t at) {
                return at < code_->width && code_->dark[y * code_->width + at];
            };
            std::size_t end = x;
            while (dark(end)) ++end;
            if (end > x) {
                canvas_.fill(kRight - width + static_cast<double>(x) * across,
                             kTop + static_cast<double>(y) * down,
                             static_cast<double>(end - x) * across, down, 0);
            }
            x = end + 1;
        }
    }
    return width;
}

void Run::head() {
    const double code = draw_code();
    const double width = kWidth - (code > 0 ? code + kGap : 0);
    for (const auto& [text, style] : {
             std::pair{&document_.title,  kTitle },
             {&document_.number, kNumber},
             {&document_.remark, kSmall }
    }) {
        if (text->empty()) continue;
        const TextBox box = canvas_.text(*text, style, width, Align::start, 2);
        canvas_.draw(box, kLeft, y_);
        y_ += box.height();
    }
    if (code > 0) {
        const double height =
            code_->is_linear() ? kBarHeight : static_cast<double>(code_->height) * kSquare;
        y_ = std::max(y_, kTop + height);
    }
    y_ += kGap / 2;
    rule(y_);
    y_ += kGap;
}

void Run::parties() {
    if (document_.parties.empty()) return;
    const double width = kWidth / static_cast<double>(document_.parties.size());
    double lowest = y_;
    for (std::size_t i = 0; i < document_.parties.size(); ++i) {
        const Party& party = document_.parties[i];
        const double x = kLeft + width * static_cast<double>(i);
        double y = y_;
        bool first = true;
        const auto line = [&](const std::string& text, const Style& style) {
            if (text.empty()) return;
            const TextBox box = canvas_.text(text, style, width - kGap, Align::start, 2);
            canvas_.draw(box, x, y);
            y += box.height();
        };
        line(party.heading, kLabel);
        for (const std::string& text : party.lines) {
            line(text, first ? kStrong : kPlain);
            first = false;
        }
        lowest = std::max(lowest, y);
    }
    y_ = lowest + kGap;
}

void Run::facts() {
    if (document_.facts.empty()) return;
    const double half = kWidth / 2;
    const double label = 92;
    // Down the left column first, as people read.
    const std::size_t rows = (document_.facts.size() + 1) / 2;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<std::pair<TextBox, TextBox>> boxes;
        double height = 0;
        for (std::size_t at = row; at < document_.facts.size(); at += rows) {
            const Fact& fact = document_.facts[at];
            boxes.emplace_back(
                canvas_.text(fact.label, kLabel, label - kPad, Align::start, 2),
                canvas_.text(fact.value, kPlain, half - label - kGap, Align::start, 4));
            height = std::max({height, boxes.back().first.height(), boxes.back().second.height()});
        }
        make_room(height);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const double x = kLeft + half * static_cast<double>(i);
            // Smaller letters stand on the same line as larger ones.
            const double drop =
                boxes[i].second.lines().front().baseline - boxes[i].first.lines().front().baseline;
            canvas_.draw(boxes[i].first, x, y_ + drop);
            canvas_.draw(boxes[i].second, x + label, y_);
        }
        y_ += height + 1;
    }
    y_ += kGap;
}

void Run::texts() {
    for (const Paragraph& paragraph : document_.texts) {
        const TextBox heading = canvas_.text(paragraph.heading, kHeading, kWidth, Align::start, 1);
        const TextBox body = canvas_.text(paragraph.text, kPlain, kWidth);
        // A heading does not stand alone at the end of a page.
        make_room(heading.height() + body.lines().front().bottom);
        canvas_.draw(heading, kLeft, y_);
        y_ += heading.height();
        flow(body);
        y_ += kGap * 0.75;
    }
}

void Run::table_row(const std::vector<std::string>& texts,
                    const std::vector<double>& edges,
                    const Style& style,
                    bool heading) {
    const std::vector<Column>& columns = document_.table.columns;
    std::vector<TextBox> boxes;
    double height = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        boxes.push_back(canvas_.text(texts[i], style, edges[i + 1] - edges[i] - 2 * kPad,
                                     columns[i].align, kCellLinesMax));
        height = std::max(height, boxes.back().height());
    }
    height += 2 * kPad;
    if (!heading && make_room(height)) begin_table_page(edges);
    if (heading) canvas_.fill(kLeft, y_, kWidth, height, 0.9);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        canvas_.draw(boxes[i], edges[i] + kPad, y_ + kPad);
    }
    y_ += height;
    canvas_.fill(kLeft, y_, kWidth, kHair, 0.8);
}

void Run::begin_table_page(const std::vector<double>& edges) {
    std::vector<std::string> headings;
    for (const Column& column : document_.table.columns) headings.push_back(column.heading);
    table_row(headings, edges, kHeading, true);
}

void Run::table() {
    const Table& table = document_.table;
    if (table.columns.empty() || table.rows.empty()) return;
    double shares = 0;
    for (const Column& column : table.columns) shares += column.share;
    std::vector<double> edges{kLeft};
    for (const Column& column : table.columns) {
        edges.push_back(edges.back() + kWidth * column.share / shares);
    }
    make_room(60);  // The headings and a first row.
    begin_table_page(edges);
    for (const auto& row : table.rows) table_row(row, edges, kPlain, false);
    y_ += kGap;
}

void Run::totals() {
    if (document_.totals.empty()) return;
    constexpr double kLabelWidth = 150;
    constexpr double kValueWidth = 90;
    const double left = kRight - kLabelWidth - kValueWidth;
    std::vector<std::pair<TextBox, TextBox>> boxes;
    double height = 0;
    for (const Total& total : document_.totals) {
        const Style& style = total.strong ? kStrong : kPlain;
        boxes.emplace_back(canvas_.text(total.label, style, kLabelWidth - kPad, Align::start, 2),
                           canvas_.text(total.value, style, kValueWidth - kPad, Align::end, 2));
        height += std::max(boxes.back().first.height(), boxes.back().second.height()) + 1;
    }
    // Together, where a page has room for all of them.
    make_room(std::min(height, kBottom - kTop - 60));
    for (const auto& [label, value] : boxes) {
        const double each = std::max(label.height(), value.height()) + 1;
        make_room(each);
        canvas_.draw(label, left, y_);
        canvas_.draw(value, left + kLabelWidth, y_);
        y_ += each;
    }
}

}  // namespace

Result<std::string> print(const Document& document, Instant created) {
    if (document.table.rows.size() > kTableRowsMax) {
        return fail(Code::too_large, "too-many-rows", "the document has too many lines to print",
                    "Take the lines as a list.");
    }
    for (const auto& row : document.table.rows) {
        ASSERT(row.size() == document.table.columns.size());
    }
    std::optional<Barcode> code;
    // What no barcode can hold is still printed in letters.
    if (auto made = barcode_of(document.number)) code = *std::move(made);
    TRY(const auto canvas, Canvas::begin({.title = document.title + " " + document.number,
                                          .language = document.language,
                                          .created = created}));
    Run run(*canvas, document, code);
    const std::size_t pages = run(0);
    canvas->draw_for_real();
    run(pages);
    return canvas->finish();
}

}  // namespace branchline::paper
