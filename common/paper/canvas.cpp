#include "common/paper/canvas.hpp"

#include <algorithm>
#include <chrono>

#include <cairo-pdf.h>

#include "common/text/text.hpp"

namespace branchline::paper {

namespace {

constexpr const char* kFamily = "Noto Sans";

cairo_status_t append(void* file, const unsigned char* bytes, unsigned int size) {
    static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

/// Without control characters, direction overrides and broken bytes; the ends of lines stay.
std::string shown(std::string_view text) {
    std::string out;
    while (true) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out += text::printable(line);
        if (end == text.size()) return out;
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

double points(int units) {
    return static_cast<double>(units) / PANGO_SCALE;
}

std::vector<TextBox::Line> lines_of(PangoLayout* layout) {
    std::vector<TextBox::Line> out;
    PangoLayoutIter* at = pango_layout_get_iter(layout);
    do {
        int top = 0;
        int bottom = 0;
        PangoRectangle logical{};
        pango_layout_iter_get_line_yrange(at, &top, &bottom);
        pango_layout_iter_get_line_extents(at, nullptr, &logical);
        out.push_back({.top = points(top),
                       .bottom = points(bottom),
                       .baseline = points(pango_layout_iter_get_baseline(at)),
                       .left = points(logical.x)});
    } while (pango_layout_iter_next_line(at) != FALSE);
    pango_layout_iter_free(at);
    return out;
}

/// Nothing that a screen would want: the same text is as wide on every machine.
void set_font_options(PangoContext* context) {
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
}

std::unexpected<Error> cairo_error(cairo_status_t status) {
    return fail(Code::io, "paper-failed",
                std::string("the PDF cannot be made: ") + cairo_status_to_string(status));
}

}  // namespace

Result<std::unique_ptr<Canvas>> Canvas::begin(const Metadata& metadata) {
    std::unique_ptr<Canvas> out(new Canvas());
    TRY(out->letters_, letters());
    out->context_.reset(pango_font_map_create_context(out->letters_.get()));
    set_font_options(out->context_.get());
    pango_context_set_language(out->context_.get(),
                               pango_language_from_string(metadata.language.c_str()));
    out->surface_ =
        cairo_pdf_surface_create_for_stream(append, &out->file_, kPageWidth, kPageHeight);
    cairo_pdf_surface_restrict_to_version(out->surface_, CAIRO_PDF_VERSION_1_5);
    const std::string title = text::printable(metadata.title);
    const std::string created =
        to_text(std::chrono::floor<std::chrono::seconds>(metadata.created)).substr(0, 19) + "Z";
    cairo_pdf_surface_set_metadata(out->surface_, CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(out->surface_, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    cairo_pdf_surface_set_metadata(out->surface_, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
    cairo_pdf_surface_set_metadata(out->surface_, CAIRO_PDF_METADATA_CREATOR, "Branchline");
    out->cairo_ = cairo_create(out->surface_);
    const cairo_status_t status = cairo_status(out->cairo_);
    if (status != CAIRO_STATUS_SUCCESS) return cairo_error(status);
    return out;
}

Canvas::~Canvas() {
    if (cairo_ != nullptr) cairo_destroy(cairo_);
    if (surface_ != nullptr) cairo_surface_destroy(surface_);
}

TextBox Canvas::text(
    std::string_view text, const Style& style, double width, Align align, int lines_max) const {
    TextBox out;
    out.grey_ = style.grey;
    out.layout_.reset(pango_layout_new(context_.get()));
    PangoLayout* const layout = out.layout_.get();
    PangoFontDescription* font = pango_font_description_from_string(kFamily);
    pango_font_description_set_size(font, static_cast<int>(style.size * PANGO_SCALE));
    if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, align == Align::end ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    // Pango counts the lines of a bound by paragraph.
    std::string safe = shown(text);
    if (lines_max > 0) {
        safe = text::printable(safe);
        pango_layout_set_height(layout, -lines_max);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    // Never as markup.
    pango_layout_set_text(layout, safe.data(), static_cast<int>(safe.size()));
    out.lines_ = lines_of(layout);
    return out;
}

void Canvas::draw(const TextBox& box, std::size_t from, std::size_t to, double x, double y) {
    if (!drawing_ || from >= to) return;
    cairo_set_source_rgb(cairo_, box.grey_, box.grey_, box.grey_);
    const double shift = y - box.lines_[from].top;
    for (std::size_t i = from; i < to; ++i) {
        const TextBox::Line& line = box.lines_[i];
        cairo_move_to(cairo_, x + line.left, shift + line.baseline);
        pango_cairo_show_layout_line(
            cairo_, pango_layout_get_line_readonly(box.layout_.get(), static_cast<int>(i)));
    }
}

void Canvas::fill(double x, double y, double width, double height, double grey) {
    if (!drawing_) return;
    cairo_set_source_rgb(cairo_, grey, grey, grey);
    cairo_rectangle(cairo_, x, y, width, height);
    cairo_fill(cairo_);
}

void Canvas::end_page() {
    if (drawing_) cairo_show_page(cairo_);
}

Result<std::string> Canvas::finish() {
    cairo_surface_finish(surface_);
    const cairo_status_t status = cairo_surface_status(surface_);
    if (status != CAIRO_STATUS_SUCCESS) return cairo_error(status);
    return std::move(file_);
}

}  // namespace branchline::paper
