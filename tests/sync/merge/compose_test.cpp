#include <catch2/catch.hpp>

#include "common/schema/words.hpp"
#include "tests/support/history.hpp"

namespace branchline::sync::merge {

namespace {

using schema::Field;
using schema::Merge;
using schema::Need;
using schema::Value;
namespace words = schema::words;
using List = std::vector<std::string>;

Field field_of(Merge merge, schema::TypeSpec type, Need need = {}) {
    return {.id = 5, .name = "x", .type = type, .merge = merge, .need = need, .label = "X"};
}

const Field kText = field_of(Merge::lww, words::text);
const Field kSet = field_of(Merge::set, words::text);
const Field kMax = field_of(Merge::max, words::integer);
const Field kMin = field_of(Merge::min, words::date);
const Field kRestrict = field_of(Merge::restrict, words::flag);

/// A cell in which one author makes one wish after another; every payload travels as bytes.
struct Writer {
    Field field;
    Cell cell;
    std::uint64_t seq = 0;

    Result<> wish(const Value& wish) {
        TRY(const Payload payload, compose(field, cell, wish));
        TRY(Payload travelled, decode_payload(field, encode_payload(payload)));
        CHECK(travelled == payload);
        ++seq;
        apply(cell, {
                        {seq, 1, seq},
                        std::move(travelled)
        });
        return {};
    }
    Value seen() const { return view(field, cell, test::Model()).value; }
    /// Wishes and sees.
    bool gets(const Value& value) { return wish(value) && seen() == value; }
};

bool refuses(const Field& field, const Value& wish) {
    const auto payload = compose(field, {}, wish);
    if (payload) return false;
    CHECK(payload.error().code == Code::invalid);
    CHECK(payload.error().id == "validation-failed");
    return true;
}

}  // namespace

TEST_CASE("compose: own and lww take every value of their type", "[merge]") {
    const auto merge = GENERATE(Merge::own, Merge::lww);
    Writer text{field_of(merge, words::text)};
    CHECK(text.gets(std::string("a")));
    CHECK(text.gets(std::string("")));
    CHECK(text.gets(Value()));
    CHECK(Writer{field_of(merge, words::integer)}.gets(std::int64_t{-7}));
    CHECK(Writer{field_of(merge, words::flag)}.gets(false));
    CHECK(Writer{field_of(merge, words::one_of("a|b"))}.gets(std::string("b")));
    CHECK(Writer{field_of(merge, words::ref("t"))}.gets(Bytes(16, 3)));
    CHECK(Writer{field_of(merge, words::bytes)}.gets(Bytes{1, 2}));
}

TEST_CASE("compose: own and lww refuse what does not fit their type", "[merge]") {
    CHECK(refuses(kText, std::int64_t{1}));
    CHECK(refuses(kText, List{"a"}));
    CHECK(refuses(kText, std::string("\xff")));
    CHECK(refuses(field_of(Merge::own, words::one_of("a|b")), std::string("c")));
    CHECK(refuses(field_of(Merge::own, words::ref("t")), Bytes(15)));
}

TEST_CASE("compose: a required value cannot be taken away", "[merge]") {
    const Field field = field_of(Merge::own, words::text, Need::required);
    CHECK(refuses(field, Value()));
    CHECK(Writer{field}.gets(std::string()));
}

TEST_CASE("compose: a set becomes what was wished", "[merge]") {
    Writer set{kSet};
    CHECK(set.gets(List{"a", "b"}));
    CHECK(set.gets(List{"b", "c"}));
    CHECK(set.gets(List{"a", "b", "c", "d"}));
    CHECK(set.gets(List{"d"}));
    CHECK(set.gets(List{"a", "d"}));
    CHECK(set.gets(List{"a", "d"}));
}

TEST_CASE("compose: an emptied set shows nothing", "[merge]") {
    Writer set{kSet};
    CHECK(set.gets(List{"a", "b"}));
    CHECK(set.wish(List{}));
    CHECK(set.seen() == Value());
    CHECK(set.gets(List{"a"}));
}

TEST_CASE("compose: the order and the repetitions of a wished set mean nothing", "[merge]") {
    Writer set{kSet};
    CHECK(set.wish(List{"b", "a", "b"}));
    CHECK(set.seen() == Value(List{"a", "b"}));
}

TEST_CASE("compose: a removal names every add of the element that the author has", "[merge]") {
    Cell cell;
    apply(cell, {
                    {1, 9, 1},
                    SetChange{{"a"}, {}}
    });
    apply(cell, {
                    {1, 3, 1},
                    SetChange{{"a", "b"}, {}}
    });
    const auto payload = compose(kSet, cell, List{"b"});
    REQUIRE(payload);
    CHECK(*payload == Payload(SetChange{{}, {{"a", {{3, 1}, {9, 1}}}}}));
}

TEST_CASE("compose: a set takes only what can travel", "[merge]") {
    CHECK(refuses(kSet, Value()));
    CHECK(refuses(kSet, std::string("a")));
    CHECK(Writer{kSet}.gets(List{std::string(200, 'a')}));
    CHECK(refuses(kSet, List{std::string(201, 'a')}));
    CHECK(refuses(kSet, List{"\xff"}));
    List many;
    for (int i = 1000; i < 2000; ++i) many.push_back(std::to_string(i));
    CHECK(Writer{kSet}.gets(many));
    many.emplace_back("2000");
    CHECK(refuses(kSet, many));
}

TEST_CASE("compose: a reading that grows stays in its generation", "[merge]") {
    Writer odometer{kMax};
    CHECK(odometer.gets(std::int64_t{100}));
    CHECK(odometer.gets(std::int64_t{100}));
    CHECK(odometer.gets(std::int64_t{250}));
    CHECK(std::get<Reading>(odometer.cell.writes.back().payload).generation == 0);
}

TEST_CASE("compose: the earliest reading shows, a later one is a correction", "[merge]") {
    Writer noticed{kMin};
    CHECK(noticed.gets(std::int64_t{20'000}));
    CHECK(noticed.gets(std::int64_t{19'990}));
    CHECK(std::get<Reading>(noticed.cell.writes.back().payload).generation == 0);
    CHECK(noticed.gets(std::int64_t{20'001}));
    CHECK(std::get<Reading>(noticed.cell.writes.back().payload).generation == 1);
}

TEST_CASE("compose: a reading that falls is a correction and opens the next generation",
          "[merge]") {
    Writer odometer{kMax};
    CHECK(odometer.gets(std::int64_t{120'000}));
    CHECK(odometer.gets(std::int64_t{12'000}));
    CHECK(odometer.gets(std::int64_t{12'500}));
    CHECK(odometer.gets(std::int64_t{-3}));
    CHECK(std::get<Reading>(odometer.cell.writes.back().payload) == Reading{2, -3});
}

TEST_CASE("compose: a reading behind the last generation is refused", "[merge]") {
    Cell cell;
    apply(cell, {
                    {1, 1, 1},
                    Reading{UINT32_MAX, 10}
    });
    CHECK(compose(kMax, cell, std::int64_t{11}));
    CHECK_FALSE(compose(kMax, cell, std::int64_t{9}));
}

TEST_CASE("compose: a correction opens one generation, whether the reading rises or falls",
          "[merge]") {
    Cell cell;
    apply(cell, {
                    {1, 1, 1},
                    Reading{2, 10}
    });
    for (const std::int64_t value : {9, 10, 11}) {
        const auto payload = compose_correction(kMax, cell, value);
        REQUIRE(payload);
        CHECK(std::get<Reading>(*payload) == Reading{3, value});
    }
}

TEST_CASE("compose: a correction behind the last generation is refused", "[merge]") {
    Cell cell;
    apply(cell, {
                    {1, 1, 1},
                    Reading{UINT32_MAX, 10}
    });
    CHECK_FALSE(compose_correction(kMax, cell, std::int64_t{11}));
}

TEST_CASE("compose: a restriction is set and lifted", "[merge]") {
    Writer consent{kRestrict};
    CHECK(consent.gets(true));
    CHECK(consent.wish(false));
    CHECK(consent.seen() == Value());  // Not restricted and never written look alike.
    CHECK(consent.gets(true));
    CHECK(consent.gets(true));
    CHECK(consent.wish(false));
    CHECK(consent.seen() == Value());
}

TEST_CASE("compose: max and restrict refuse other values", "[merge]") {
    CHECK(refuses(kMax, Value()));
    CHECK(refuses(kMax, std::string("1")));
    CHECK(refuses(kRestrict, Value()));
    CHECK(refuses(kRestrict, std::int64_t{1}));
}

TEST_CASE("compose: status, balance and existence are no edits", "[merge]") {
    CHECK(refuses(field_of(Merge::state, words::one_of("a|b")), std::string("a")));
    CHECK(refuses(field_of(Merge::ledger, words::integer), std::int64_t{1}));
    CHECK(refuses(field_of(Merge::life, words::integer), std::int64_t{1}));
}

}  // namespace branchline::sync::merge
