#include "common/domain/reference/vin.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "common/base/characters.hpp"

namespace branchline::reference {

namespace {

constexpr std::string_view kYearCodes = "ABCDEFGHJKLMNPRSTVWXY123456789";
constexpr std::int64_t kFirstYear = 1980;
constexpr std::int64_t kCycle = 30;
constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

constexpr std::string_view kReadAgain =
    "compare the VIN with the car or its papers; one character was probably misread";

bool is_vin_character(char c) {
    return is_digit(c) || (is_capital(c) && c != 'I' && c != 'O' && c != 'Q');
}

/// The transliteration of ISO 3779: A to H are 1 to 8, J to R are 1 to 9, S to Z are 2 to 9.
int number_of(char c) {
    if (is_digit(c)) return c - '0';
    if (c <= 'H') return c - 'A' + 1;
    return c <= 'R' ? c - 'J' + 1 : c - 'S' + 2;
}

/// For a message: a character that cannot be printed is named by its number.
std::string shown(char c) {
    const auto number = static_cast<unsigned char>(c);
    if (number < 0x20 || number >= 0x7f) return fmt::format("byte 0x{:02x}", number);
    return fmt::format("'{}'", c);
}

/// One element of keys.
struct Token {
    std::string_view text;  ///< "A", "*", "#" or the inside of a class.
    bool is_class = false;
};

/// Takes the first token off; nothing when the rest is not well formed.
std::optional<Token> take_token(std::string_view& keys) {
    if (keys.front() != '[') {
        const Token one{keys.substr(0, 1)};
        keys.remove_prefix(1);
        return one;
    }
    const std::size_t end = keys.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const Token group{keys.substr(1, end - 1), true};
    keys.remove_prefix(end + 1);
    return group;
}

bool class_contains(std::string_view group, char c) {
    for (std::size_t i = 0; i < group.size(); ++i) {
        const bool is_range = i + 2 < group.size() && group[i + 1] == '-';
        if (is_range && c >= group[i] && c <= group[i + 2]) return true;
        if (!is_range && c == group[i]) return true;
        if (is_range) i += 2;
    }
    return false;
}

bool token_matches(const Token& token, char c) {
    // The bar stands between the two parts of the descriptor and is never a character of a VIN.
    if (c == '|') return !token.is_class && token.text == "|";
    if (token.is_class) return class_contains(token.text, c);
    if (token.text == "*") return true;
    return token.text == "#" ? is_digit(c) : token.text.front() == c;
}

}  // namespace

std::string normalised_vin(std::string_view written) {
    std::string out;
    for (const char c : written) {
        if (c == ' ' || c == '\t') continue;
        out += capital_of(c);
    }
    return out;
}

bool is_north_american(std::string_view vin) {
    if (vin.size() < 2) return false;
    if (vin[0] == '7') return vin[1] < 'A' || vin[1] > 'E';
    return vin[0] >= '1' && vin[0] <= '5';
}

bool has_vin_length(std::string_view vin) {
    return vin.size() == kVinLength;
}

bool has_vin_characters(std::string_view vin) {
    return std::all_of(vin.begin(), vin.end(), is_vin_character);
}

Result<> check_vin(std::string_view vin, VinDemands demands) {
    if (!has_vin_length(vin)) {
        return fail(Code::invalid, "vin-length",
                    fmt::format("the VIN has {} characters, not {}", vin.size(), kVinLength),
                    "enter all of its characters, without any that are not on the car");
    }
    for (std::size_t i = 0; i < vin.size(); ++i) {
        if (is_vin_character(vin[i])) continue;
        return fail(Code::invalid, "vin-character",
                    fmt::format("position {} of the VIN is {}", i + 1, shown(vin[i])),
                    "a VIN has letters and digits, but never I, O or Q: those are 1 and 0");
    }
    if (demands.year_code && kYearCodes.find(vin[9]) == std::string_view::npos) {
        return fail(
            Code::invalid, "vin-year-code",
            fmt::format("position 10 of the VIN is '{}', which codes no model year", vin[9]),
            std::string(kReadAgain));
    }
    if (demands.check_digit && vin[8] != vin_check_digit(vin)) {
        return fail(Code::invalid, "vin-check-digit",
                    fmt::format("position 9 of the VIN is '{}', but the other characters give '{}'",
                                vin[8], vin_check_digit(vin)),
                    std::string(kReadAgain));
    }
    return {};
}

char vin_check_digit(std::string_view vin) {
    int sum = 0;
    for (std::size_t i = 0; i < kVinLength; ++i) sum += kWeights[i] * number_of(vin[i]);
    const int rest = sum % 11;
    return rest == 10 ? 'X' : static_cast<char>('0' + rest);
}

std::string wmi_of(std::string_view vin) {
    std::string out(vin.substr(0, 3));
    if (vin[2] == '9') out += vin.substr(11, 3);
    return out;
}

std::vector<std::int64_t> model_years_of(std::string_view vin, std::int64_t newest) {
    const std::size_t code = kYearCodes.find(vin[9]);
    if (code == std::string_view::npos) return {};
    std::vector<std::int64_t> years;
    const std::int64_t first = kFirstYear + static_cast<std::int64_t>(code);
    for (std::int64_t year = first; year <= newest; year += kCycle) years.push_back(year);
    std::reverse(years.begin(), years.end());
    if (!is_north_american(vin)) return years;
    const std::int64_t named = is_digit(vin[6]) ? first : first + kCycle;
    // Heavy trucks do not follow position 7, so the other cycles stay as later choices.
    std::stable_partition(years.begin(), years.end(),
                          [named](std::int64_t year) { return year == named; });
    return years;
}

std::string descriptor_of(std::string_view vin) {
    return fmt::format("{}|{}", vin.substr(3, 5), vin.substr(9));
}

bool pattern_matches(std::string_view keys, std::string_view descriptor) {
    std::size_t at = 0;
    while (!keys.empty()) {
        const auto token = take_token(keys);
        if (!token || at == descriptor.size() || !token_matches(*token, descriptor[at])) {
            return false;
        }
        ++at;
    }
    return at > 0;
}

std::int64_t pattern_weight(std::string_view keys) {
    std::int64_t weight = 0;
    while (!keys.empty()) {
        const auto token = take_token(keys);
        if (!token) break;
        if (token->is_class || token->text == "#") {
            weight += 2;
        } else if (token->text != "*" && token->text != "|") {
            weight += 3;
        }
    }
    return weight;
}

}  // namespace branchline::reference
