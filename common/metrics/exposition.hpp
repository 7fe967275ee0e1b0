// Figures as text in the Prometheus exposition format, version 0.0.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/time.hpp"

namespace branchline::metrics {

using Label = std::pair<std::string_view, std::string>;
using Labels = std::vector<Label>;

/// The media type of the text.
inline constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

class Exposition {
public:
    /// Begins a family; its samples follow before the next one begins.
    void counter(std::string_view name, std::string_view help) { begin(name, "counter", help); }
    void gauge(std::string_view name, std::string_view help) { begin(name, "gauge", help); }
    void histogram(std::string_view name, std::string_view help) { begin(name, "histogram", help); }

    /// `suffix` is for the parts of a histogram: "_bucket", "_sum", "_count".
    void sample(const Labels& labels, std::uint64_t value, std::string_view suffix = "");
    /// In seconds, as Prometheus wants durations.
    void sample(const Labels& labels, Milliseconds value, std::string_view suffix = "");

    const std::string& text() const { return text_; }

private:
    void begin(std::string_view name, std::string_view kind, std::string_view help);
    void line(const Labels& labels, std::string_view suffix, std::string_view value);

    std::string name_;
    std::string text_;
};

/// "0.25"
std::string seconds_text(Milliseconds time);

}  // namespace branchline::metrics
