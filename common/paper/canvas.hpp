// Texts and areas on pages of a PDF, measured in points from the upper left corner. Private to this
// folder.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pango/pangocairo.h>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/paper/document.hpp"
#include "common/paper/letters.hpp"

namespace branchline::paper {

inline constexpr double kPageWidth = 595.276;  // A4
inline constexpr double kPageHeight = 841.89;

struct Style {
    double size = 9.5;
    bool bold = false;
    double grey = 0;  ///< 0 is black.
};

/// A text broken into lines.
class TextBox {
public:
    struct Line {
        double top = 0;
        double bottom = 0;
        double baseline = 0;
        double left = 0;
    };

    double height() const { return lines_.empty() ? 0 : lines_.back().bottom; }
    const std::vector<Line>& lines() const { return lines_; }

private:
    friend class Canvas;
    Object<PangoLayout> layout_;
    std::vector<Line> lines_;
    double grey_ = 0;
};

struct Metadata {
    std::string title;
    std::string language;
    Instant created;
};

class Canvas {
public:
    static Result<std::unique_ptr<Canvas>> begin(const Metadata& metadata);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    /// What does not fit into `lines_max` lines ends with an ellipsis; 0: no bound.
    TextBox text(std::string_view text,
                 const Style& style,
                 double width,
                 Align align = Align::start,
                 int lines_max = 0) const;

    /// From now on drawing does nothing or something; at first nothing.
    void draw_for_real() { drawing_ = true; }
    void draw(const TextBox& box, double x, double y) { draw(box, 0, box.lines().size(), x, y); }
    /// Lines from `from` up to and without `to`; the first one's top is at `y`.
    void draw(const TextBox& box, std::size_t from, std::size_t to, double x, double y);
    void fill(double x, double y, double width, double height, double grey);
    void end_page();
    /// The file; call once, last.
    Result<std::string> finish();

private:
    Canvas() = default;

    std::string file_;
    cairo_surface_t* surface_ = nullptr;
    cairo_t* cairo_ = nullptr;
    Object<PangoFontMap> letters_;
    Object<PangoContext> context_;
    bool drawing_ = false;
};

}  // namespace branchline::paper
