// ASCII characters: their kinds, and their other case. The functions of <cctype> ask the locale,
// and a char may be negative.
#pragma once

namespace branchline {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_small_letter(char c) {
    return c >= 'a' && c <= 'z';
}

constexpr char small_of(char c) {
    return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char capital_of(char c) {
    return is_small_letter(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace branchline
