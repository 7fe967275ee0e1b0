// Values as a person reads them.
#include "common/documents/shown.hpp"

#include <cstdint>

#include <catch2/catch.hpp>

#include "common/schema/words.hpp"

using namespace branchline;
using namespace branchline::documents;
using schema::Field;
using schema::Value;

namespace words = schema::words;

namespace {

Field field(schema::TypeSpec type, schema::Merge merge = schema::Merge::own) {
    return {.id = 1, .name = "f", .type = type, .merge = merge};
}
std::string english(const Field& of, const Value& value) {
    return shown(of, value, {}, Language::english);
}
std::string german(const Field& of, const Value& value) {
    return shown(of, value, {}, Language::german);
}

}  // namespace

TEST_CASE("shown: numbers are grouped as the language does", "[documents]") {
    CHECK(shown_number(123'456'789, 2, Language::english) == "1,234,567.89");
    CHECK(shown_number(123'456'789, 2, Language::german) == "1.234.567,89");
    CHECK(shown_number(0, 2, Language::english) == "0.00");
    CHECK(shown_number(-5, 2, Language::german) == "-0,05");
    CHECK(shown_number(-100'000, 2, Language::english) == "-1,000.00");
    CHECK(shown_number(999, 0, Language::english) == "999");
    CHECK(shown_number(INT64_MIN, 0, Language::english) == "-9,223,372,036,854,775,808");
}

TEST_CASE("shown: dates and instants are written as the language does", "[documents]") {
    CHECK(english(field(words::date), std::int64_t{20'778}) == "2026-11-21");
    CHECK(german(field(words::date), std::int64_t{20'778}) == "21.11.2026");
    CHECK(english(field(words::instant), std::int64_t{20'778 * 86'400'000LL + 33'300'000}) ==
          "2026-11-21 09:15 UTC");
    CHECK(english(field(words::date), std::int64_t{INT64_MAX}) == "9223372036854775807");
    CHECK(english(field(words::instant), std::int64_t{INT64_MIN}) == "-9223372036854775808");
}

TEST_CASE("shown: a word of an enumeration has its name, or is itself with blanks", "[documents]") {
    constexpr engine::DocumentWord kWords[] = {
        {"in_work", {"in work", "in Arbeit"}}
    };
    const Field state = field(words::text, schema::Merge::state);
    CHECK(shown(state, std::string("in_work"), kWords, Language::german) == "in Arbeit");
    CHECK(shown(state, std::string("not_known"), kWords, Language::german) == "not known");
    CHECK(shown(field(words::text), std::string("in_work"), kWords, Language::german) == "in_work");
}

TEST_CASE("shown: no value is no text; sets stand behind each other", "[documents]") {
    CHECK(english(field(words::text), {}).empty());
    CHECK(english(field(words::bytes), Bytes{1, 2}).empty());
    CHECK(english(field(words::flag), true) == "yes");
    CHECK(german(field(words::flag), false) == "nein");
    CHECK(english(field(words::text, schema::Merge::set), std::vector<std::string>{"a", "b"}) ==
          "a, b");
}
