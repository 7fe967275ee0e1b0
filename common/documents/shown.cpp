#include "common/documents/shown.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "common/base/list.hpp"

namespace branchline::documents {

namespace {

using schema::Field;
using schema::Type;
using schema::Value;

constexpr std::int64_t kDayMs = 86'400'000;
// From 0001-01-01 to 9999-12-31.
constexpr std::int64_t kFirstDay = -719'162;
constexpr std::int64_t kLastDay = 2'932'896;

bool in_calendar(std::int64_t day) {
    return day >= kFirstDay && day <= kLastDay;
}

std::string shown_date(std::int64_t day, Language language) {
    if (!in_calendar(day)) return std::to_string(day);
    const std::chrono::year_month_day date{Date(std::chrono::days(day))};
    const int year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto of_month = static_cast<unsigned>(date.day());
    return language == Language::german ? fmt::format("{:02}.{:02}.{}", of_month, month, year)
                                        : fmt::format("{:04}-{:02}-{:02}", year, month, of_month);
}

std::string shown_instant(std::int64_t moment, Language language) {
    const std::int64_t day = moment / kDayMs - (moment % kDayMs < 0 ? 1 : 0);
    if (!in_calendar(day)) return std::to_string(moment);
    const std::int64_t minutes = (moment - day * kDayMs) / 60'000;
    return fmt::format("{} {:02}:{:02} UTC", shown_date(day, language), minutes / 60, minutes % 60);
}

std::string shown_word(std::string_view word,
                       std::span<const engine::DocumentWord> words,
                       Language language) {
    const auto row = std::find_if(words.begin(), words.end(),
                                  [&](const auto& known) { return known.word == word; });
    if (row != words.end()) return std::string(in(language, row->shown));
    std::string out(word);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

std::string shown_integer(const Field& field, std::int64_t value, Language language) {
    switch (field.type.type) {
        case Type::date: return shown_date(value, language);
        case Type::instant: return shown_instant(value, language);
        case Type::decimal: return shown_number(value, field.type.scale, language);
        case Type::text:
        case Type::integer:
        case Type::flag:
        case Type::enumeration:
        case Type::ref:
        case Type::key:
        case Type::bytes: break;
    }
    return shown_number(value, 0, language);
}

}  // namespace

std::string_view in(Language language, const engine::Words& words) {
    return language == Language::german ? words.german : words.english;
}

std::string shown_number(std::int64_t value, std::uint8_t scale, Language language) {
    const char group = language == Language::german ? '.' : ',';
    const char point = language == Language::german ? ',' : '.';
    // The smallest number has no opposite of its own type.
    const std::uint64_t size = value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                                         : static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(size);
    if (digits.size() <= scale) digits.insert(0, scale + 1U - digits.size(), '0');
    const std::size_t whole = digits.size() - scale;
    std::string out = value < 0 ? "-" : "";
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) out += group;
        out += digits[i];
    }
    if (scale > 0) out += point + digits.substr(whole);
    return out;
}

std::string shown(const Field& field,
                  const Value& value,
                  std::span<const engine::DocumentWord> words,
                  Language language) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return shown_integer(field, *number, language);
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        if (language == Language::german) return *flag ? "ja" : "nein";
        return *flag ? "yes" : "no";
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        const bool word =
            field.type.type == Type::enumeration || field.merge == schema::Merge::state;
        return word ? shown_word(*text, words, language) : *text;
    }
    if (const auto* set = std::get_if<std::vector<std::string>>(&value)) return joined(*set, ", ");
    // Refs and bytes say nothing to a person.
    return {};
}

}  // namespace branchline::documents
