#include "common/api/json_values.hpp"

#include <catch2/catch.hpp>

#include "common/base/time.hpp"
#include "common/schema/words.hpp"
#include "common/text/json.hpp"

using namespace branchline;
using namespace branchline::api;
using schema::Field;
using schema::Value;
using text::Json;
namespace words = branchline::schema::words;

namespace {

Field field_of(schema::TypeSpec type, schema::Merge merge = schema::Merge::own) {
    return {.id = 1, .name = "x", .type = type, .merge = merge, .label = "X"};
}

const Field kText = field_of({schema::Type::text, {}, 0, 5});
const Field kInteger = field_of(words::integer);
const Field kDecimal = field_of(words::quantity);
const Field kWhole = field_of({schema::Type::decimal, {}, 0});
const Field kDate = field_of(words::date);
const Field kInstant = field_of(words::instant);
const Field kFlag = field_of(words::flag);
const Field kWord = field_of(words::one_of("red|green"));
const Field kRef = field_of(words::ref("toy.thing"));
const Field kKey = field_of(words::key("toy.place"));
const Field kBytes = field_of({schema::Type::bytes, {}, 0, 2});
const Field kSet = field_of({schema::Type::text, {}, 0, 5}, schema::Merge::set);

struct Row {
    const Field& field;
    std::string json;
    Value value = {};
};

Json json(const std::string& text) {
    return text::parse_json(text).value();
}

std::int64_t number(std::int64_t value) {
    return value;
}

const std::vector<Row> kBothWays = {
    {kText,    R"("")",                                 std::string()                     },
    {kText,    R"("12345")",                            std::string("12345")              },
    {kInteger, "0",                                     number(0)                         },
    {kInteger, "9223372036854775807",                   number(INT64_MAX)                 },
    {kInteger, "-9223372036854775808",                  number(INT64_MIN)                 },
    {kDecimal, R"("12.500")",                           number(12500)                     },
    {kDecimal, R"("-0.001")",                           number(-1)                        },
    {kDecimal, R"("0.000")",                            number(0)                         },
    {kDecimal, R"("9223372036854775.807")",             number(INT64_MAX)                 },
    {kDecimal, R"("-9223372036854775.808")",            number(INT64_MIN)                 },
    {kWhole,   R"("-12")",                              number(-12)                       },
    {kDate,    R"("1970-01-01")",                       number(0)                         },
    {kDate,    R"("2026-11-21")",                       number(20778)                     },
    {kDate,    R"("0000-01-01")",                       number(-719528)                   },
    {kDate,    R"("9999-12-31")",                       number(2932896)                   },
    {kInstant, R"("1970-01-01T00:00:00.001Z")",         number(1)                         },
    {kInstant, R"("9999-12-31T23:59:59.999Z")",         number(253402300799999)           },
    {kFlag,    "true",                                  true                              },
    {kWord,    R"("green")",                            std::string("green")              },
    {kRef,     R"("0102030405060708090a0b0c0d0e0f10")",
     from_hex("0102030405060708090a0b0c0d0e0f10").value()                                 },
    {kKey,     R"("P1")",                               std::string("P1")                 },
    {kBytes,   R"("")",                                 Bytes()                           },
    {kBytes,   R"("00ff")",                             Bytes{0, 255}                     },
    {kSet,     R"([])",                                 std::vector<std::string>()        },
    {kSet,     R"(["a","b"])",                          std::vector<std::string>{"a", "b"}},
};

const std::vector<Row> kReadOnly = {
    {kDecimal, R"("12.5")",                 number(12500)                     },
    {kDecimal, R"("12")",                   number(12000)                     },
    {kDecimal, "12",                        number(12000)                     },
    {kDecimal, "-3",                        number(-3000)                     },
    {kDecimal, R"("-0")",                   number(0)                         },
    {kInstant, R"("1970-01-01T00:00:01Z")", number(1000)                      },
    {kSet,     R"(["b","a","b"])",          std::vector<std::string>{"a", "b"}},
};

const std::vector<Row> kRefused = {
    {kText,    "1"                                    },
    {kText,    "null"                                 },
    {kText,    R"("123456")"                          },
    {kText,    R"("a\u0000")"                         },
    {kInteger, "1.0"                                  },
    {kInteger, "1e3"                                  },
    {kInteger, R"("1")"                               },
    {kInteger, "true"                                 },
    {kInteger, "9223372036854775808"                  },
    {kInteger, "-9223372036854775809"                 },
    {kDecimal, "12.5"                                 },
    {kDecimal, R"("12.5000")"                         },
    {kDecimal, R"("12.")"                             },
    {kDecimal, R"(".5")"                              },
    {kDecimal, R"("")"                                },
    {kDecimal, R"("-")"                               },
    {kDecimal, R"("+1")"                              },
    {kDecimal, R"("012")"                             },
    {kDecimal, R"("1e3")"                             },
    {kDecimal, R"(" 1")"                              },
    {kDecimal, R"("1,5")"                             },
    {kDecimal, R"("1.-5")"                            },
    {kDecimal, "18446744073709551615"                 },
    {kDecimal, R"("9223372036854775.808")"            },
    {kDecimal, "true"                                 },
    {kWhole,   R"("1.0")"                             },
    {kDate,    R"("2026-02-30")"                      },
    {kDate,    R"("21.11.2026")"                      },
    {kDate,    "20778"                                },
    {kInstant, R"("2026-11-21")"                      },
    {kInstant, R"("2026-11-21T09:14:02+01:00")"       },
    {kInstant, "0"                                    },
    {kFlag,    "1"                                    },
    {kFlag,    R"("true")"                            },
    {kWord,    R"("blue")"                            },
    {kWord,    R"("red|green")"                       },
    {kRef,     R"("01")"                              },
    {kRef,     R"("0102030405060708090A0B0C0D0E0F10")"},
    {kKey,     "[]"                                   },
    {kBytes,   R"("0")"                               },
    {kBytes,   R"("0G")"                              },
    {kBytes,   R"("000000")"                          },
    {kSet,     R"("a")"                               },
    {kSet,     R"(["a",1])"                           },
    {kSet,     R"(["123456"])"                        },
    {kSet,     R"({})"                                },
};

}  // namespace

TEST_CASE("json values: what is written reads as the same value", "[api]") {
    for (const Row& row : kBothWays) {
        CAPTURE(row.json);
        const auto value = value_from_json(row.field, json(row.json));
        REQUIRE(value);
        CHECK(*value == row.value);
        CHECK(text::dump(value_to_json(row.field, row.value)) == row.json);
    }
}

TEST_CASE("json values: shorter forms of a value are read too", "[api]") {
    for (const Row& row : kReadOnly) {
        CAPTURE(row.json);
        const auto value = value_from_json(row.field, json(row.json));
        REQUIRE(value);
        CHECK(*value == row.value);
    }
}

TEST_CASE("json values: what does not fit is refused with what would", "[api]") {
    for (const Row& row : kRefused) {
        CAPTURE(row.json);
        const auto value = value_from_json(row.field, json(row.json));
        REQUIRE_FALSE(value);
        CHECK(value.error().expected == expectation(row.field));
    }
}

TEST_CASE("json values: a refused fraction comes with a hint", "[api]") {
    CHECK(value_from_json(kInteger, json("1.5")).error().hint ==
          "numbers with a fraction are not read");
    CHECK(value_from_json(kDecimal, json("1.5")).error().hint ==
          "numbers with a fraction are not read");
    CHECK(value_from_json(kDecimal, json("9223372036854775807")).error().hint ==
          "the number is too large");
}

TEST_CASE("json values: the expectation names limits, words and an example", "[api]") {
    CHECK(expectation(kText) == "text of at most 5 bytes");
    CHECK(expectation(kWord) == "one of red, green");
    CHECK(expectation(kWhole) ==
          "a decimal number as text with at most 0 digits behind the point, such as \"12\"");
    CHECK(expectation(kDecimal) ==
          "a decimal number as text with at most 3 digits behind the point, such as \"12.500\"");
    CHECK(expectation(kSet) == "an array, each element text of at most 5 bytes");
}

TEST_CASE("json values: a moment that no calendar holds is shown as its number", "[api]") {
    CHECK(value_to_json(kDate, number(INT64_MAX)) == INT64_MAX);
    CHECK(value_to_json(kDate, number(2932897)) == 2932897);
    CHECK(value_to_json(kInstant, number(INT64_MIN)) == INT64_MIN);
}

TEST_CASE("json values: no value is null", "[api]") {
    CHECK(value_to_json(kDecimal, Value()).is_null());
}

TEST_CASE("json values: a filter's text reads as a value of the field's type", "[api]") {
    CHECK(value_from_text(kFlag, "true") == Value(true));
    CHECK(value_from_text(kFlag, "false") == Value(false));
    CHECK(value_from_text(kInteger, "-7") == Value(number(-7)));
    CHECK(value_from_text(kDecimal, "1.5") == Value(number(1500)));
    CHECK(value_from_text(kDate, "1970-01-02") == Value(number(1)));
    CHECK(value_from_text(kText, "a:b") == Value(std::string("a:b")));
    CHECK_FALSE(value_from_text(kFlag, "1"));
    CHECK_FALSE(value_from_text(kInteger, "7 "));
    CHECK_FALSE(value_from_text(kInteger, ""));
    CHECK_FALSE(value_from_text(kSet, "a"));
}
