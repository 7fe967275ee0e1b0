#include "common/metrics/exposition.hpp"

#include <fmt/format.h>

namespace branchline::metrics {

namespace {

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

std::string seconds_text(Milliseconds time) {
    std::string out = fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
    while (out.ends_with('0')) out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return out;
}

void Exposition::begin(std::string_view name, std::string_view kind, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, kind);
}

void Exposition::sample(const Labels& labels, std::uint64_t value, std::string_view suffix) {
    line(labels, suffix, std::to_string(value));
}

void Exposition::sample(const Labels& labels, Milliseconds value, std::string_view suffix) {
    line(labels, suffix, seconds_text(value));
}

void Exposition::line(const Labels& labels, std::string_view suffix, std::string_view value) {
    std::string inside;
    for (const auto& [name, text] : labels) {
        inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", name, escaped(text));
    }
    if (!inside.empty()) inside = "{" + inside + "}";
    text_ += fmt::format("{}{}{} {}\n", name_, suffix, inside, value);
}

}  // namespace branchline::metrics
