#include "common/text/json.hpp"

#include <catch2/catch.hpp>

#include "tests/support/json_suite.hpp"

using namespace branchline;
using test::json_suite;
using text::Json;
using text::parse_json;

namespace {

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

Error refusal(std::string_view source, text::Limits limits = {}) {
    const auto result = parse_json(source, limits);
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

}  // namespace

TEST_CASE("json: members keep their order", "[text]") {
    const auto value = parse_json(R"({"zebra":1,"apple":[true,null,"x"],"mid":{"a":-5}})");
    REQUIRE(value.has_value());
    CHECK(text::dump(*value) == R"({"zebra":1,"apple":[true,null,"x"],"mid":{"a":-5}})");
}

TEST_CASE("json: a member named twice is refused wherever it stands", "[text]") {
    CHECK(refusal(R"({"a":1,"b":2,"a":3})").id == "duplicate-key");
    CHECK(refusal(R"([{"x":{"a":1,"\u0061":2}}])").id == "duplicate-key");
    CHECK(parse_json(R"({"a":{"a":1},"b":{"a":1}})").has_value());
}

TEST_CASE("json: a duplicate is named with line, column and offset", "[text]") {
    const Error error = refusal("{\n  \"a\": 1,\n  \"a\": 2\n}");
    CHECK(error.code == Code::invalid);
    CHECK(error.what.find("line 3, column 5 (byte 17)") == 0);
    CHECK(error.what.find("named twice: \"a\"") != std::string::npos);
}

TEST_CASE("json: a syntax error says where and what, without the parser's own prefix", "[text]") {
    const Error error = refusal("{\n  \"a\" 1\n}");
    CHECK(error.id == "bad-json");
    CHECK(error.what.find("line 2, column 7") == 0);
    CHECK(error.what.find("json.exception") == std::string::npos);
    CHECK(error.what.find("expected ':'") != std::string::npos);
}

TEST_CASE("json: the depth limit itself passes, one level more does not", "[text]") {
    CHECK(parse_json(nested(32)).has_value());
    CHECK(refusal(nested(33)).id == "json-too-deep");
    CHECK(parse_json(nested(2), {.depth_max = 2}).has_value());
    CHECK(refusal(nested(3), {.depth_max = 2}).id == "json-too-deep");
}

TEST_CASE("json: a text over the size limit is refused unread", "[text]") {
    CHECK(parse_json("[1,2]", {.size_max = 5}).has_value());
    const Error error = refusal("[1,2]", {.size_max = 4});
    CHECK(error.code == Code::too_large);
    CHECK(error.id == "json-too-large");
}

TEST_CASE("json: invalid UTF-8 is refused", "[text]") {
    CHECK(refusal("\"\xC3\x28\"").id == "bad-json");
    CHECK(refusal("\"\xED\xA0\x80\"").id == "bad-json");
    CHECK(refusal("\"\xC0\xAF\"").id == "bad-json");
    CHECK(refusal(R"("\ud800")").id == "bad-json");
}

TEST_CASE("json: a byte order mark and a zero byte are refused", "[text]") {
    using namespace std::string_view_literals;
    CHECK(refusal("\xEF\xBB\xBF{}").id == "bad-json");
    CHECK(refusal("1\0 2"sv).id == "bad-json");
}

TEST_CASE("json: what follows the value is refused", "[text]") {
    CHECK(refusal("{} {}").id == "bad-json");
    CHECK(refusal("").id == "bad-json");
    CHECK(refusal("[1,]").id == "bad-json");
    CHECK(refusal("// no\n1").id == "bad-json");
}

TEST_CASE("json: whole numbers of 64 bits come through exactly", "[text]") {
    const auto value = parse_json(R"({"a":-9223372036854775808,"b":9223372036854775807})");
    REQUIRE(value.has_value());
    CHECK(text::integer_of(*value, "a") == INT64_MIN);
    CHECK(text::integer_of(*value, "b") == INT64_MAX);
}

TEST_CASE("json: the typed readers refuse fractions and numbers beyond 64 bits", "[text]") {
    const auto value =
        parse_json(R"({"f":1.0,"e":1e3,"u":9223372036854775808,"h":99999999999999999999,"s":"1"})");
    REQUIRE(value.has_value());
    for (const char* name : {"f", "e", "u", "h", "s"}) {
        CHECK(text::integer_of(*value, name).error().id == "bad-value");
    }
}

TEST_CASE("json: the typed readers tell a missing member from a wrong one", "[text]") {
    const Json value = {
        {"name", "x" },
        {"open", true}
    };
    CHECK(text::string_of(value, "name") == "x");
    CHECK(text::flag_of(value, "open") == true);
    CHECK(text::string_of(value, "none").error().id == "missing-field");
    CHECK(text::string_of(value, "open").error().id == "bad-value");
    CHECK(text::flag_of(value, "name").error().id == "bad-value");
    CHECK(text::find(Json::array({1}), "name") == nullptr);
}

TEST_CASE("json: writing replaces bytes that are not UTF-8", "[text]") {
    CHECK(text::dump(Json("a\xFF"
                          "b")) ==
          "\"a\xEF\xBF\xBD"
          "b\"");
}

TEST_CASE("json: an object of very many members is read", "[text]") {
    std::string source = "{";
    for (int i = 0; i < 60'000; ++i) source += "\"k" + std::to_string(i) + "\":1,";
    source += "\"last\":2}";
    const auto value = parse_json(source);
    REQUIRE(value.has_value());
    CHECK(value->size() == 60'001);
}

TEST_CASE("JSONTestSuite: every text that must be accepted is", "[text]") {
    for (const auto& [name, content] : json_suite("y_", 95)) {
        // Two of them repeat a member name, which RFC 8259 only advises against and we refuse.
        const bool duplicate = name.starts_with("y_object_duplicated_key");
        INFO(name);
        CHECK(parse_json(content).has_value() != duplicate);
    }
}

TEST_CASE("JSONTestSuite: every text that must be refused is", "[text]") {
    for (const auto& [name, content] : json_suite("n_", 188)) {
        INFO(name);
        CHECK_FALSE(parse_json(content).has_value());
    }
}

TEST_CASE("JSONTestSuite: texts of no certain fate end in a value or an error", "[text]") {
    for (const auto& [name, content] : json_suite("i_", 35)) {
        INFO(name);
        const auto value = parse_json(content);
        if (value) CHECK_FALSE(text::dump(*value).empty());
        if (!value) CHECK_FALSE(value.error().what.empty());
    }
}
