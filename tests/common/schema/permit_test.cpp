// One reading of the words of permission.
#include "common/schema/permit.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace branchline::schema;

TEST_CASE("permit: a word without a verb permits every verb of its area", "[permit]") {
    CHECK(permits("notes.note", "notes.note", "write"));
    CHECK(permits("notes.note", "notes.note", "submit"));
    CHECK(permits("stock.move|notes.note", "notes.note", "read"));
    CHECK_FALSE(permits("notes.note", "notes.notes", "write"));
    CHECK_FALSE(permits("notes.notes", "notes.note", "write"));
}

TEST_CASE("permit: a word with a verb permits that verb alone", "[permit]") {
    CHECK(permits("notes.note:submit", "notes.note", "submit"));
    CHECK_FALSE(permits("notes.note:submit", "notes.note", "write"));
    CHECK_FALSE(permits("notes.note:submit", "notes.note", "submi"));
    CHECK(permits("notes.note:read|notes.note:write", "notes.note", "write"));
}

TEST_CASE("permit: a star stands for a module or for everything", "[permit]") {
    CHECK(permits("*", "notes.note", "write"));
    CHECK(permits("*:read", "notes.note", "read"));
    CHECK_FALSE(permits("*:read", "notes.note", "write"));
    CHECK(permits("notes.*:read", "notes.note", "read"));
    CHECK_FALSE(permits("notes.*:read", "stock.move", "read"));
    CHECK_FALSE(permits("note.*", "notes.note", "read"));
    CHECK_FALSE(permits("not*", "notes.note", "read"));
}

TEST_CASE("permit: nothing is permitted by no words, and by broken ones", "[permit]") {
    for (const char* words : {"", "|", ":", "notes.note:", "||:read", " notes.note", ".*"}) {
        CAPTURE(words);
        CHECK_FALSE(permits(words, "notes.note", "read"));
    }
}

TEST_CASE("permit: a list is visited word by word", "[permit]") {
    std::vector<std::string> seen;
    for_each_permit("a|b:c|d", [&](std::string_view word) { seen.emplace_back(word); });
    CHECK(seen == std::vector<std::string>{"a", "b:c", "d"});
    CHECK(split_permit("b:c").verb == "c");
    CHECK(split_permit("b").verb.empty());
}
