#include "common/schema/value.hpp"

#include <catch2/catch.hpp>

#include "common/schema/words.hpp"

namespace branchline::schema {

namespace {

Field field_of(TypeSpec type) {
    return {.id = 1, .name = "x", .type = type, .label = "X"};
}

bool fits(TypeSpec type, const Value& value) {
    return check_value(field_of(type), value).has_value();
}

std::string refusal(TypeSpec type, const Value& value) {
    const auto result = check_value(field_of(type), value);
    if (result) return "accepted";
    CHECK(result.error().code == Code::invalid);
    CHECK(result.error().id == "validation-failed");
    return result.error().what;
}

const Value kNothing;
const Value kFlag = true;
const Value kNumber = std::int64_t{7};
const Value kText = std::string("a");
const Value kData = Bytes{1};
const Value kList = std::vector<std::string>{"a"};

}  // namespace

TEST_CASE("value: what is encoded decodes to the same", "[schema]") {
    const auto value = GENERATE(values<Value>(
        {Value(), Value(false), Value(true), Value(std::int64_t{0}), Value(std::int64_t{INT64_MAX}),
         Value(std::int64_t{INT64_MIN}), Value(std::string()), Value(std::string("Sm\xc3\xb8r")),
         Value(Bytes()), Value(Bytes{0, 255}), Value(std::vector<std::string>()),
         Value(std::vector<std::string>{"a", "b"})}));
    const auto decoded = decode_value(encode_value(value));
    REQUIRE(decoded);
    CHECK(*decoded == value);
}

TEST_CASE("value: bytes that are no plain value are refused", "[schema]") {
    const auto encoded = GENERATE(as<std::string>{}, "",
                                  "cf8000000000000000",    // Above a signed number.
                                  "9101", "9190", "91c0",  // Arrays that are no sets of texts.
                                  "0101", "cc01", "80", "ca00000000");
    CHECK_FALSE(decode_value(from_hex(encoded).value()));
}

TEST_CASE("value: the quick check of a scalar says yes only where the whole one does", "[schema]") {
    const Value values[] = {kNothing,
                            kFlag,
                            kNumber,
                            Value(std::int64_t{-33}),
                            Value(std::int64_t{INT64_MAX}),
                            kText,
                            Value(std::string("red")),
                            Value(std::string(9, 'x')),
                            kData,
                            Value(Bytes(16, 1)),
                            Value(Bytes(17, 1)),
                            kList};
    for (int i = 0; i <= static_cast<int>(Type::bytes); ++i) {
        Field field = field_of({.type = static_cast<Type>(i), .target = "red|blue", .size_max = 8});
        for (const Value& value : values) {
            CAPTURE(i, value.index());
            const bool is_list = value == kList;
            const bool fits = check_value(field, value).has_value() && !is_list;
            CHECK(is_fitting_scalar(field, encode_value(value)) == fits);
        }
        field.need = Need::required;
        CHECK_FALSE(is_fitting_scalar(field, encode_value(kNothing)));
    }
}

TEST_CASE("value: the quick check of a scalar refuses what is not canonical", "[schema]") {
    const auto encoded = GENERATE(as<std::string>{}, "", "cf8000000000000000", "cc01", "0101", "80",
                                  "ca00000000", "a2c328");
    const Bytes bytes = from_hex(encoded).value();
    for (int i = 0; i <= static_cast<int>(Type::bytes); ++i) {
        CHECK_FALSE(is_fitting_scalar(field_of({.type = static_cast<Type>(i)}), bytes));
    }
}

TEST_CASE("value: nothing fits every type", "[schema]") {
    for (int i = 0; i <= static_cast<int>(Type::bytes); ++i) {
        CHECK(fits({.type = static_cast<Type>(i)}, kNothing));
    }
}

TEST_CASE("value: each type takes its own kind of value and no other", "[schema]") {
    struct Row {
        TypeSpec type;
        Value good;
    };
    const Bytes row_id(16, 1);
    const std::vector<Row> rows = {
        {words::text,          kText  },
        {words::integer,       kNumber},
        {words::quantity,      kNumber},
        {words::date,          kNumber},
        {words::instant,       kNumber},
        {words::flag,          kFlag  },
        {words::one_of("a|b"), kText  },
        {words::ref("t"),      row_id },
        {words::key("t"),      kText  },
        {words::bytes,         kData  }
    };
    for (const Row& row : rows) {
        CAPTURE(static_cast<int>(row.type.type));
        CHECK(fits(row.type, row.good));
        for (const Value& other : {kFlag, kNumber, kText, kData, kList}) {
            if (other.index() == row.good.index()) continue;
            CHECK_FALSE(fits(row.type, other));
        }
    }
}

TEST_CASE("value: the greatest size of a text is still accepted", "[schema]") {
    const TypeSpec five{.type = Type::text, .size_max = 5};
    CHECK(fits(five, std::string()));
    CHECK(fits(five, std::string("12345")));
    CHECK(refusal(five, std::string("123456")) == "x: at most 5 bytes of text expected");
    CHECK_FALSE(fits(five, std::string("12\xe2\x82\xac"
                                       "6")));  // Bytes count, not letters.
    CHECK(fits(words::key("t"), std::string(64, 'a')));
    CHECK_FALSE(fits(words::key("t"), std::string(65, 'a')));
}

TEST_CASE("value: the greatest size of a byte string is still accepted", "[schema]") {
    const TypeSpec five{.type = Type::bytes, .size_max = 5};
    CHECK(fits(five, Bytes(5)));
    CHECK(refusal(five, Bytes(6)) == "x: at most 5 bytes expected");
}

TEST_CASE("value: a ref has sixteen bytes", "[schema]") {
    CHECK(fits(words::ref("t"), Bytes(16)));
    CHECK_FALSE(fits(words::ref("t"), Bytes(15)));
    CHECK(refusal(words::ref("t"), Bytes(17)) == "x: a row id expected");
}

TEST_CASE("value: an enumeration takes its whole words only", "[schema]") {
    const TypeSpec type = words::one_of("new|in_work|done");
    CHECK(fits(type, std::string("new")));
    CHECK(fits(type, std::string("in_work")));
    CHECK(fits(type, std::string("done")));
    for (const char* bad : {"", "ne", "neww", "New", "new|in_work", "|", "work", "done|"}) {
        CAPTURE(bad);
        CHECK_FALSE(fits(type, std::string(bad)));
    }
    CHECK(refusal(type, std::string("x")) == "x: one of new|in_work|done expected");
}

TEST_CASE("value: every text is UTF-8, so that what is written can be read", "[schema]") {
    CHECK(fits(words::text, std::string("\xc3\xa9")));
    CHECK_FALSE(fits(words::text, std::string("\xc3")));
    CHECK_FALSE(fits(words::key("t"), std::string("\xff")));
}

}  // namespace branchline::schema
