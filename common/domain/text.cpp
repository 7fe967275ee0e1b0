#include "common/domain/text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/characters.hpp"
#include "common/base/time.hpp"

namespace branchline::domain {

namespace {

/// Takes the digits in front off the text; they come without zeros in front of them.
std::string_view take_number(std::string_view& text) {
    const auto* const end = std::ranges::find_if_not(text, is_digit);
    std::string_view out(text.begin(), end);
    text.remove_prefix(out.size());
    out.remove_prefix(std::min(out.find_first_not_of('0'), out.size()));
    return out;
}

}  // namespace

std::strong_ordering version_order(std::string_view a, std::string_view b) {
    std::string_view rest_a = a;
    std::string_view rest_b = b;
    while (!rest_a.empty() && !rest_b.empty()) {
        if (!is_digit(rest_a.front()) || !is_digit(rest_b.front())) {
            if (rest_a.front() != rest_b.front()) return rest_a <=> rest_b;
            rest_a.remove_prefix(1);
            rest_b.remove_prefix(1);
            continue;
        }
        const std::string_view number_a = take_number(rest_a);
        const std::string_view number_b = take_number(rest_b);
        const auto order =
            std::pair(number_a.size(), number_a) <=> std::pair(number_b.size(), number_b);
        if (order != 0) return order;
    }
    const auto order = rest_a <=> rest_b;
    return order != 0 ? order : a <=> b;
}

std::string normalised_part(std::string_view written) {
    std::string out;
    for (const char c : written) {
        if (is_small_letter(c) || is_capital(c) || is_digit(c)) out += capital_of(c);
    }
    return out;
}

std::string date_text(std::int64_t days) {
    return to_text(Date(std::chrono::days(days)));
}

std::string amount_text(std::int64_t minor_units) {
    // The magnitude in unsigned arithmetic: the smallest number has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(minor_units);
    const std::uint64_t size = minor_units < 0 ? 0 - bits : bits;
    return fmt::format("{}{}.{:02}", minor_units < 0 ? "-" : "", size / 100, size % 100);
}

const schema::Value& value_of(const engine::Record& record, std::string_view field) {
    static const schema::Value kNone;
    const schema::Field* declared = record.entity->field(field);
    return declared == nullptr ? kNone : record.values[record.entity->index_of(declared->id)];
}

std::string text_of(const engine::Record& record, std::string_view field) {
    const auto* text = std::get_if<std::string>(&value_of(record, field));
    return text == nullptr ? "" : *text;
}

std::int64_t integer_of(const engine::Record& record, std::string_view field) {
    const auto* number = std::get_if<std::int64_t>(&value_of(record, field));
    return number == nullptr ? 0 : *number;
}

bool flag_of(const engine::Record& record, std::string_view field) {
    const auto* flag = std::get_if<bool>(&value_of(record, field));
    return flag != nullptr && *flag;
}

std::vector<std::string> set_of(const engine::Record& record, std::string_view field) {
    const auto* set = std::get_if<std::vector<std::string>>(&value_of(record, field));
    return set == nullptr ? std::vector<std::string>() : *set;
}

bool has_value(const engine::Record& record, std::string_view field) {
    return value_of(record, field) != schema::Value();
}

}  // namespace branchline::domain
