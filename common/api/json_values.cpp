#include "common/api/json_values.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "common/base/characters.hpp"
#include "common/base/time.hpp"
#include "common/schema/blob.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using schema::Field;
using schema::Merge;
using schema::Type;
using schema::Value;
using text::Json;
using Fitted = std::expected<Value, Misfit>;

constexpr std::string_view kNoFractions = "numbers with a fraction are not read";

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

std::unexpected<Misfit> misfit(const Field& field, std::string_view hint = {}) {
    return std::unexpected(Misfit{expectation(field), std::string(hint)});
}

std::string example_decimal(unsigned scale) {
    return scale == 0 ? "12" : "12.5" + std::string(scale - 1, '0');
}

std::string words_of(std::string_view target) {
    std::string out;
    for (const char c : target) out += c == '|' ? std::string(", ") : std::string(1, c);
    return out;
}

/// -?(0|[1-9][0-9]*)(.[0-9]+)? with at most `scale` digits behind the point.
bool is_decimal(std::string_view text, std::size_t scale) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return false;
    if (!std::all_of(whole.begin(), whole.end(), is_digit)) return false;
    if (point == text.npos) return true;
    const std::string_view fraction = text.substr(point + 1);
    return !fraction.empty() && fraction.size() <= scale &&
           std::all_of(fraction.begin(), fraction.end(), is_digit);
}

Fitted decimal_from_text(const Field& field, std::string_view text) {
    if (!is_decimal(text, field.type.scale)) return misfit(field);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, point));
    const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    digits.append(fraction).append(field.type.scale - fraction.size(), '0');
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc()) return misfit(field, "the number is too large");
    return value;
}

Fitted decimal_from(const Field& field, const Json& json) {
    if (json.is_number_float()) return misfit(field, kNoFractions);
    if (json.is_number_integer()) return decimal_from_text(field, text::dump(json));
    if (!json.is_string()) return misfit(field);
    return decimal_from_text(field, json.get_ref<const std::string&>());
}

Fitted integer_from(const Field& field, const Json& json) {
    if (json.is_number_float()) return misfit(field, kNoFractions);
    if (!json.is_number_integer()) return misfit(field);
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > kMax) {
        return misfit(field, "the number is too large");
    }
    return json.get<std::int64_t>();
}

Fitted text_from(const Field& field, const Json& json) {
    if (!json.is_string()) return misfit(field);
    Value value = json.get_ref<const std::string&>();
    if (std::get<std::string>(value).find('\0') != std::string::npos) {
        return misfit(field, "a text holds no zero character");
    }
    if (!schema::check_value(field, value)) return misfit(field);
    return value;
}

Fitted bytes_from(const Field& field, const Json& json) {
    if (!json.is_string()) return misfit(field);
    const auto& hex = json.get_ref<const std::string&>();
    const bool lower =
        std::none_of(hex.begin(), hex.end(), [](char c) { return c < 'a' && c > '9'; });
    auto bytes = from_hex(hex);
    if (!bytes || !lower) return misfit(field);
    Value value = *std::move(bytes);
    if (!schema::check_value(field, value)) return misfit(field);
    return value;
}

template <class Parsed>
Fitted moment_from(const Field& field, const Json& json, Parsed parse) {
    if (!json.is_string()) return misfit(field);
    const auto parsed = parse(json.get_ref<const std::string&>());
    if (!parsed) return misfit(field);
    return std::int64_t{parsed->time_since_epoch().count()};
}

/// A set has neither order nor repetition.
Fitted set_from(const Field& field, const Json& json) {
    if (!json.is_array()) return misfit(field);
    std::vector<std::string> elements;
    for (const Json& element : json) {
        auto value = text_from(field, element);
        if (!value) return misfit(field, value.error().hint);
        elements.push_back(std::get<std::string>(*std::move(value)));
    }
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
    return elements;
}

std::string decimal_text(std::int64_t value, std::size_t scale) {
    const auto bits = static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(value < 0 ? std::uint64_t{0} - bits : bits);
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
    return value < 0 ? "-" + digits : digits;
}

// The years 0000 to 9999, which the written forms can tell.
constexpr std::chrono::sys_days kFirstDay{std::chrono::January / 1 / 0};
constexpr std::chrono::sys_days kEndDay{std::chrono::January / 1 / 10000};

/// True when `Moment` can be written that many ticks after 1970.
template <class Moment>
bool is_in_calendar(std::int64_t ticks) {
    return ticks >= Moment(kFirstDay).time_since_epoch().count() &&
           ticks < Moment(kEndDay).time_since_epoch().count();
}

Json number_json(const Field& field, std::int64_t value) {
    if (field.type.type == Type::decimal) return decimal_text(value, field.type.scale);
    if (field.type.type == Type::date && is_in_calendar<Date>(value)) {
        return to_text(Date(std::chrono::days(value)));
    }
    if (field.type.type == Type::instant && is_in_calendar<Instant>(value)) {
        return to_text(Instant(Milliseconds(value)));
    }
    return value;
}

}  // namespace

std::string expectation(const Field& field) {
    const auto& type = field.type;
    std::string text = fmt::format("text of at most {} bytes", type.size_max);
    if (field.merge == Merge::set) return "an array, each element " + text;
    switch (type.type) {
        case Type::text: return text;
        case Type::key: return fmt::format("the key of a {}, {}", type.target, text);
        case Type::integer: return "a whole number of at most 64 bits";
        case Type::decimal:
            return fmt::format(
                "a decimal number as text with at most {} digits behind the point, "
                "such as \"{}\"",
                type.scale, example_decimal(type.scale));
        case Type::date: return "a date such as \"2026-11-21\"";
        case Type::instant: return "a time in UTC such as \"2026-11-21T09:14:02Z\"";
        case Type::flag: return "true or false";
        case Type::enumeration: return "one of " + words_of(type.target);
        case Type::ref:
            return fmt::format("the id of a {}, 32 lower-case hexadecimal digits", type.target);
        case Type::bytes:
            if (schema::names_blob(field))
                return "the hash of a file, 64 lower-case hexadecimal digits";
            return fmt::format("lower-case hexadecimal digits of at most {} bytes", type.size_max);
    }
    return "a value";
}

Fitted value_from_json(const Field& field, const Json& json) {
    if (field.merge == Merge::set) return set_from(field, json);
    switch (field.type.type) {
        case Type::text:
        case Type::key:
        case Type::enumeration: return text_from(field, json);
        case Type::integer: return integer_from(field, json);
        case Type::decimal: return decimal_from(field, json);
        case Type::date: return moment_from(field, json, parse_date);
        case Type::instant: return moment_from(field, json, parse_instant);
        case Type::flag:
            if (!json.is_boolean()) return misfit(field);
            return json.get<bool>();
        case Type::ref:
        case Type::bytes: return bytes_from(field, json);
    }
    return misfit(field);
}

Fitted value_from_text(const Field& field, std::string_view text) {
    if (field.merge == Merge::set) return misfit(field, "sets cannot be compared");
    if (field.type.type == Type::flag) {
        if (text != "true" && text != "false") return misfit(field);
        return text == "true";
    }
    if (field.type.type == Type::integer) {
        std::int64_t value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return misfit(field);
        return value;
    }
    return value_from_json(field, Json(std::string(text)));
}

Json value_to_json(const Field& field, const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? value_to_json(value) : number_json(field, *number);
}

Json value_to_json(const Value& value) {
    return std::visit(Overloaded{
                          [](std::monostate) { return Json(nullptr); },
                          [](const Bytes& v) { return Json(to_hex(v)); },
                          [](const auto& v) { return Json(v); },
                      },
                      value);
}

}  // namespace branchline::api
