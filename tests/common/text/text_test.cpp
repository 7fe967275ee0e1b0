#include "common/text/text.hpp"

#include <catch2/catch.hpp>

using namespace branchline::text;

TEST_CASE("utf-8: the first and last character of every length is valid", "[text]") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("a\x7F"));
    CHECK(is_utf8("\xC2\x80\xDF\xBF"));
    CHECK(is_utf8("\xE0\xA0\x80\xEF\xBF\xBF"));
    CHECK(is_utf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST_CASE("utf-8: overlong forms, surrogates, stray and missing bytes are invalid", "[text]") {
    CHECK_FALSE(is_utf8("\x80"));
    CHECK_FALSE(is_utf8("\xC1\xBF"));
    CHECK_FALSE(is_utf8("\xE0\x9F\xBF"));
    CHECK_FALSE(is_utf8("\xF0\x8F\xBF\xBF"));
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));
    CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));
    CHECK_FALSE(is_utf8("a\xE2\x82"));
    CHECK_FALSE(is_utf8("\xFF"));
}

TEST_CASE("display width: marks take none, wide characters two", "[text]") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("M\xC3\xBCller") == 6);
    CHECK(display_width("e\xCC\x81") == 1);
    CHECK(display_width("\xE6\x97\xA5\xE6\x9C\xAC") == 4);
    CHECK(display_width("\xFFz") == 2);
}

TEST_CASE("display width: cutting never splits a character", "[text]") {
    CHECK(cut_to_width("M\xC3\xBCller", 2) == "M\xC3\xBC");
    CHECK(cut_to_width("\xE6\x97\xA5\xE6\x9C\xAC", 3) == "\xE6\x97\xA5");
    CHECK(cut_to_width("abc", 9) == "abc");
}

TEST_CASE("printable: escape sequences and direction overrides lose their power", "[text]") {
    CHECK(printable("a\x1b[31mb") == "a\xEF\xBF\xBD[31mb");
    CHECK(printable("x\xE2\x80\xAEy") == "x\xEF\xBF\xBDy");
    CHECK(printable("one\ntwo\tthree") == "one two three");
    CHECK(printable("\xFF") == "\xEF\xBF\xBD");
    CHECK(printable("\xC2\x9B") == "\xEF\xBF\xBD");
}

TEST_CASE("edit distance: counts single-character edits", "[text]") {
    CHECK(edit_distance("status", "status") == 0);
    CHECK(edit_distance("stauts", "status") == 2);
    CHECK(edit_distance("", "abc") == 3);
}

TEST_CASE("text: case and blanks at the ends do not matter where asked", "[text]") {
    CHECK(equal_ignoring_case("Content-Type", "content-TYPE"));
    CHECK_FALSE(equal_ignoring_case("Host", "Hosts"));
    CHECK(trim(" \ta b\r\n") == "a b");
    CHECK(trim("   ").empty());
    CHECK(lower_ascii("ABC-z") == "abc-z");
}
