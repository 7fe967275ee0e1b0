#include "hub/import/cell_values.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/domain/text.hpp"
#include "common/text/text.hpp"

namespace branchline::hub {

namespace {

constexpr std::size_t kWholeDigitsMax = 12;
constexpr std::size_t kFractionDigits = 2;
constexpr std::size_t kGroup = 3;
constexpr std::size_t kPartBytesMax = 40;
constexpr std::int64_t kQuantityMax = 100'000;  // A hundred pieces.

std::unexpected<Error> bad(std::string_view id, std::string what, std::string hint) {
    return fail(Code::invalid, id, std::move(what), std::move(hint));
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

DecimalMark mark_of(char c) {
    return c == ',' ? DecimalMark::comma : DecimalMark::point;
}

char other(char c) {
    return c == ',' ? '.' : ',';
}

/// "1.234.567" with '.', and the digits alone; nothing when the groups are not of three.
std::string without_groups(std::string_view text, char separator) {
    std::string out;
    for (bool first = true;; first = false) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view group = text.substr(0, end);
        const bool last = end == text.size();
        const bool fits = first ? last || group.size() <= kGroup : group.size() == kGroup;
        if (!is_digits(group) || !fits) return {};
        out += group;
        if (last) return out;
        text.remove_prefix(end + 1);
    }
}

std::int64_t number_of(std::string_view digits) {
    std::int64_t out = 0;
    for (const char c : digits) out = out * 10 + (c - '0');
    return out;
}

std::unexpected<Error> bad_amount(std::string_view text) {
    return bad("bad-amount", fmt::format("\"{}\" is no amount", text),
               "write digits and one decimal mark, without a currency");
}

Result<std::int64_t> minor_units(std::string_view whole, std::string_view fraction) {
    if (whole.size() > kWholeDigitsMax) {
        return bad("amount-too-large", fmt::format("{} is too large", whole), "check the amount");
    }
    if (fraction.size() > kFractionDigits) {
        return bad("too-many-decimals",
                   fmt::format("the amount has {} digits behind its decimal mark", fraction.size()),
                   "round it to two");
    }
    std::string digits(fraction);
    digits.resize(kFractionDigits, '0');
    return number_of(whole) * 100 + number_of(digits);
}

}  // namespace

Result<DecimalMark> decimal_mark_of(std::string_view name) {
    if (name == "comma") return DecimalMark::comma;
    if (name == "point") return DecimalMark::point;
    return bad("bad-decimal", fmt::format("\"{}\" is no decimal mark", name),
               "write comma or point");
}

std::string_view name_of(DecimalMark mark) {
    switch (mark) {
        case DecimalMark::comma: return "comma";
        case DecimalMark::point: return "point";
        case DecimalMark::unknown: break;
    }
    return "unknown";
}

Result<> AmountReader::accept(DecimalMark mark, std::string_view text) {
    if (mark_ == DecimalMark::unknown) mark_ = mark;
    if (mark_ == mark) return {};
    return bad(
        "other-decimal-mark",
        fmt::format("\"{}\" has not the decimal mark of this file, the {}", text, name_of(mark_)),
        "write all amounts of a file alike");
}

Result<std::int64_t> AmountReader::read(std::string_view written) {
    const std::string_view text = text::trim(written);
    if (text.starts_with('-')) {
        return bad("negative-amount", fmt::format("\"{}\" is less than nothing", text),
                   "check the amount");
    }
    const std::size_t last = text.find_last_of(",.");
    if (last == text.npos) return is_digits(text) ? minor_units(text, {}) : bad_amount(text);
    const char separator = text[last];
    const std::string_view head = text.substr(0, last);
    const std::string_view tail = text.substr(last + 1);
    if (!is_digits(tail)) return bad_amount(text);
    const bool repeated = head.find(separator) != head.npos;
    const bool mixed = head.find(other(separator)) != head.npos;
    const bool single = !repeated && !mixed;
    const bool like_group = tail.size() == kGroup && head.size() <= kGroup && head != "0";
    if (single && like_group && !given_) {
        return bad("ambiguous-amount", fmt::format("\"{}\" may be a thousand or a fraction", text),
                   "write two digits behind the decimal mark, or say which one it is with "
                   "--decimal");
    }
    const bool thousands = repeated || (single && like_group && mark_ != mark_of(separator));
    const std::string whole =
        thousands ? without_groups(text, separator) : without_groups(head, other(separator));
    if (whole.empty()) return bad_amount(text);
    auto read = thousands ? minor_units(whole, {}) : minor_units(whole, tail);
    if (read) TRY_VOID(accept(mark_of(thousands ? other(separator) : separator), text));
    return read;
}

Result<std::int64_t> read_count(std::string_view text, std::int64_t least, std::int64_t most) {
    const std::string_view digits = text::trim(text);
    if (is_digits(digits) && digits.size() <= kWholeDigitsMax) {
        const std::int64_t number = number_of(digits);
        if (number >= least && number <= most) return number;
    }
    return bad("bad-number",
               fmt::format("\"{}\" is no whole number from {} to {}", digits, least, most),
               "write digits alone");
}

Result<std::int64_t> read_quantity(std::string_view written) {
    const std::string_view text = text::trim(written);
    const std::size_t mark = std::min(text.find_first_of(",."), text.size());
    const std::string_view whole = text.substr(0, mark);
    std::string fraction(mark == text.size() ? "0" : text.substr(mark + 1));
    if (is_digits(whole) && whole.size() <= kGroup && is_digits(fraction) &&
        fraction.size() <= kGroup) {
        fraction.resize(kGroup, '0');
        const std::int64_t out = number_of(whole) * 1000 + number_of(fraction);
        if (out > 0 && out <= kQuantityMax) return out;
    }
    return bad("bad-quantity", fmt::format("\"{}\" is no quantity", text),
               "write a number from 0.001 to 100");
}

Result<bool> read_flag(std::string_view written) {
    const std::string text = text::lower_ascii(text::trim(written));
    if (text == "yes" || text == "true" || text == "1" || text == "y") return true;
    if (text == "no" || text == "false" || text == "0" || text == "n") return false;
    return bad("bad-flag", fmt::format("\"{}\" is neither yes nor no", text), "write yes or no");
}

Result<std::int64_t> read_date(std::string_view written) {
    const std::string_view text = text::trim(written);
    if (const auto date = parse_date(text)) return date->time_since_epoch().count();
    return bad("bad-date", fmt::format("\"{}\" is no date", text), "write it as 2026-11-21");
}

Result<std::string> read_text(std::string_view written, std::size_t bytes_max) {
    std::string out = text::printable(text::trim(written));
    if (out.size() <= bytes_max) return out;
    return bad("text-too-long", fmt::format("the text is longer than {} bytes", bytes_max),
               "shorten it");
}

Result<std::string> read_part(std::string_view written) {
    const std::string_view text = text::trim(written);
    if (text.empty()) {
        return bad("missing-part", "the part number is missing", "write it, or leave the row out");
    }
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!plain || domain::normalised_part(text).empty()) {
        return bad("bad-part", fmt::format("\"{}\" is no part number", text::printable(text)),
                   "write letters from A to Z and digits");
    }
    if (text.size() > kPartBytesMax) {
        return bad("bad-part",
                   fmt::format("the part number is longer than {} characters", kPartBytesMax),
                   "check the number");
    }
    return std::string(text);
}

}  // namespace branchline::hub
