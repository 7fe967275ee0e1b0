#include "common/domain/text.hpp"

#include <fmt/format.h>

#include "common/base/characters.hpp"
#include "common/base/time.hpp"

namespace branchline::domain {

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
