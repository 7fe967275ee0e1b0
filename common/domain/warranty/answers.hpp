// How the rules answer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

using Inputs = std::vector<std::pair<std::string_view, std::string>>;

inline Answer passed(std::string text, Inputs inputs = {}) {
    return {.outcome = Outcome::passed, .text = std::move(text), .inputs = std::move(inputs)};
}

inline Answer broken(std::string text, std::string_view remedy, Inputs inputs = {}) {
    return {.outcome = Outcome::broken,
            .text = std::move(text),
            .remedy = remedy,
            .inputs = std::move(inputs)};
}

inline Answer undetermined(std::string text, Inputs inputs = {}) {
    return {.outcome = Outcome::undetermined, .text = std::move(text), .inputs = std::move(inputs)};
}

inline Answer skipped(std::string text) {
    return {.outcome = Outcome::skipped, .text = std::move(text)};
}

inline std::string number_or_none(const Known& value) {
    return value ? fmt::format("{}", *value) : "none";
}

inline std::string day_or_none(const Known& day) {
    return day ? domain::date_text(*day) : "none";
}

/// What a rule finds line by line: what is wrong, what cannot be known here, what it cuts.
class LineFindings {
public:
    void add_wrong(const std::string& text) { append_item(wrong_, text, "; "); }
    void add_open(const std::string& text) { append_item(open_, text, "; "); }
    void cut(std::size_t line, Bound bound, std::int64_t at_most, const std::string& text) {
        limits_.push_back({line, bound, at_most, text});
        add_wrong(text);
    }

    /// Broken when something is wrong, else undetermined when something is open.
    Answer answer(std::string good, std::string_view remedy) && {
        if (!wrong_.empty()) {
            if (!open_.empty()) append_item(wrong_, open_, "; ");
            Answer out = broken(std::move(wrong_), remedy);
            out.limits = std::move(limits_);
            return out;
        }
        return open_.empty() ? passed(std::move(good)) : undetermined(std::move(open_));
    }

private:
    std::string wrong_;
    std::string open_;
    std::vector<Limit> limits_;
};

}  // namespace branchline::warranty
