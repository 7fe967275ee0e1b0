#include "common/domain/text.hpp"

#include <fmt/format.h>

#include "common/base/time.hpp"

namespace branchline::domain {

std::string normalised_part(std::string_view written) {
    std::string out;
    for (const char c : written) {
        if (c >= 'a' && c <= 'z') out += static_cast<char>(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
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

bool has_value(const engine::Record& record, std::string_view field) {
    return value_of(record, field) != schema::Value();
}

}  // namespace branchline::domain
