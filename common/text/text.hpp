// Questions about UTF-8 text: is it valid, how wide is it, is it safe to print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace branchline::text {

/// No overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);

/// Terminal columns: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1.
/// Bytes that are not UTF-8 count one each. An approximation, good enough to align a table.
std::size_t display_width(std::string_view text);

/// The longest prefix at most `width` columns wide; never splits a character.
std::string_view cut_to_width(std::string_view text, std::size_t width);

/// Safe for a terminal: control characters (escape sequences among them), direction overrides and
/// invalid bytes become U+FFFD; a tab or line break becomes a space.
std::string printable(std::string_view text);

std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);

/// How many single-character edits lead from one to the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace branchline::text
