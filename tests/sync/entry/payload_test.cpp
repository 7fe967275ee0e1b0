#include "sync/entry/payload.hpp"

#include <catch2/catch.hpp>

#include "common/schema/words.hpp"

namespace branchline::sync {

namespace {

using schema::Field;
using schema::Merge;
using schema::Need;
using schema::TypeSpec;
namespace words = schema::words;

Field field_of(Merge merge, TypeSpec type, Need need = {}) {
    return {.id = 5, .name = "x", .type = type, .merge = merge, .need = need, .label = "X"};
}

const Field kText = field_of(Merge::lww, words::text);
const Field kOwn = field_of(Merge::own, words::one_of("a|b"));
const Field kRequired = field_of(Merge::own, words::text, Need::required);
const Field kSet = field_of(Merge::set, words::text);
const Field kMax = field_of(Merge::max, words::integer);
const Field kRestrict = field_of(Merge::restrict, words::flag);
const Field kState = field_of(Merge::state, words::one_of("new|open"));
const Field kBalance = field_of(Merge::ledger, words::integer);

bool accepts(const Field& field, std::string_view hex) {
    return decode_payload(field, from_hex(hex).value()).has_value();
}

/// Encoded as expected, and the same again when decoded.
bool is_encoded(const Field& field, const Payload& payload, std::string_view hex) {
    const Bytes bytes = encode_payload(payload);
    CHECK(to_hex(bytes) == hex);
    const auto decoded = decode_payload(field, bytes);
    return decoded && *decoded == payload;
}

std::string dot_hex(std::string_view prefix, std::string_view seq) {
    return "92c408" + std::string(prefix) + std::string(seq);
}

const std::string kOne = "0000000000000001";
const std::string kTwo = "0000000000000002";

std::string repeated(std::string_view head, std::size_t count, auto element) {
    std::string out(head);
    for (std::size_t i = 0; i < count; ++i) out += element(i);
    return out;
}

/// An array head for a count up to 65535.
std::string array_hex(std::size_t count) {
    Bytes head;
    if (count < 16) {
        head.push_back(static_cast<std::uint8_t>(0x90U | count));
    } else {
        head.push_back(0xdc);
        append_big_endian(head, count, 2);
    }
    return to_hex(head);
}

std::string four_digits(std::size_t i) {
    Bytes out;
    for (const std::size_t unit : {1000U, 100U, 10U, 1U}) {
        out.push_back(static_cast<std::uint8_t>('0' + i / unit % 10));
    }
    return "a4" + to_hex(out);
}

std::string dots_hex(std::size_t count) {
    return repeated(array_hex(count), count, [](std::size_t i) {
        Bytes prefix;
        append_big_endian(prefix, i, 8);
        return dot_hex(to_hex(prefix), "01");
    });
}

}  // namespace

TEST_CASE("payload: own and lww carry the value itself", "[entry]") {
    CHECK(is_encoded(kText, Plain{std::string("ab")}, "a26162"));
    CHECK(is_encoded(kText, Plain{}, "c0"));
    CHECK(is_encoded(kOwn, Plain{std::string("b")}, "a162"));
    CHECK(is_encoded(field_of(Merge::lww, words::flag), Plain{false}, "c2"));
    CHECK(is_encoded(field_of(Merge::lww, words::bytes), Plain{Bytes{7}}, "c40107"));
    CHECK(is_encoded(field_of(Merge::own, words::date), Plain{std::int64_t{-3}}, "fd"));
}

TEST_CASE("payload: a plain value must fit the field's type", "[entry]") {
    CHECK_FALSE(accepts(kText, "01"));
    CHECK_FALSE(accepts(kText, "90"));
    CHECK_FALSE(accepts(kText, "91a161"));
    CHECK_FALSE(accepts(kOwn, "a163"));
    CHECK_FALSE(accepts(field_of(Merge::own, words::integer), "cf8000000000000000"));
    CHECK_FALSE(accepts(field_of(Merge::own, words::ref("t")), "c40101"));
    CHECK_FALSE(accepts(kText, ""));
    CHECK_FALSE(accepts(kText, "a26162c0"));
    CHECK_FALSE(accepts(kText, "d90161"));
}

TEST_CASE("payload: a required field cannot be emptied", "[entry]") {
    CHECK(accepts(kRequired, "a0"));
    CHECK_FALSE(accepts(kRequired, "c0"));
}

TEST_CASE("payload: a set change lists adds, and removals with the adds seen", "[entry]") {
    const SetChange change{
        {"a",                     "b"      },
        {{"c", {{1, 2}, {2, 1}}}, {"d", {}}}
    };
    CHECK(is_encoded(
        kSet, change,
        "9292a161a1629292a16392" + dot_hex(kOne, "02") + dot_hex(kTwo, "01") + "92a16490"));
    CHECK(is_encoded(kSet, SetChange{}, "929090"));
}

TEST_CASE("payload: the elements and dots of a set change ascend", "[entry]") {
    CHECK_FALSE(accepts(kSet, "9292a162a16190"));
    CHECK_FALSE(accepts(kSet, "9292a161a16190"));
    CHECK_FALSE(accepts(kSet, "92909292a1629092a16190"));
    CHECK_FALSE(accepts(kSet, "92909292a1619092a16190"));
    CHECK(accepts(kSet, "92909192a16192" + dot_hex(kOne, "01") + dot_hex(kOne, "02")));
    CHECK_FALSE(accepts(kSet, "92909192a16192" + dot_hex(kOne, "02") + dot_hex(kOne, "01")));
    CHECK_FALSE(accepts(kSet, "92909192a16192" + dot_hex(kOne, "01") + dot_hex(kOne, "01")));
}

TEST_CASE("payload: a set change of another shape is refused", "[entry]") {
    for (const char* bad : {"c0", "90", "9190", "93909090", "92c090", "9290c0", "92910190", "a0"}) {
        CAPTURE(bad);
        CHECK_FALSE(accepts(kSet, bad));
    }
    CHECK_FALSE(accepts(kSet, "92909191a161"));
    CHECK_FALSE(accepts(kSet, "92909192a161c0"));
    CHECK_FALSE(accepts(kSet, "92909192a1619191c4080000000000000001"));
    CHECK_FALSE(accepts(kSet, "92909192a1619192c4070000000000000101"));
    CHECK_FALSE(accepts(kSet, "92909192a1619192c408" + kOne + "cf0001000000000000"));
}

TEST_CASE("payload: a set change has at most 1000 elements of 200 bytes", "[entry]") {
    const std::string longest = "d9c8" + repeated("", 200, [](std::size_t) { return "61"; });
    const std::string longer = "d9c9" + repeated("", 201, [](std::size_t) { return "61"; });
    CHECK(accepts(kSet, "9291" + longest + "90"));
    CHECK_FALSE(accepts(kSet, "9291" + longer + "90"));
    CHECK(accepts(kSet, "92909192" + longest + "90"));
    CHECK_FALSE(accepts(kSet, "92909192" + longer + "90"));
    const auto adds = [](std::size_t count) {
        return "92" + repeated(array_hex(count), count, four_digits) + "90";
    };
    CHECK(accepts(kSet, adds(1000)));
    CHECK_FALSE(accepts(kSet, adds(1001)));
    const auto removals = [](std::size_t count) {
        return "9290" + repeated(array_hex(count), count,
                                 [](std::size_t i) { return "92" + four_digits(i) + "90"; });
    };
    CHECK(accepts(kSet, removals(1000)));
    CHECK_FALSE(accepts(kSet, removals(1001)));
    CHECK(accepts(kSet, "92909192a161" + dots_hex(1000)));
    CHECK_FALSE(accepts(kSet, "92909192a161" + dots_hex(1001)));
}

TEST_CASE("payload: a reading is a generation and a value", "[entry]") {
    CHECK(is_encoded(kMax, Reading{0, -5}, "9200fb"));
    CHECK(is_encoded(kMax, Reading{UINT32_MAX, INT64_MAX}, "92ceffffffffcf7fffffffffffffff"));
    for (const char* bad : {"00", "9100", "93000000", "92ff00", "9200c0", "92cf000000010000000000",
                            "9200cf8000000000000000"}) {
        CAPTURE(bad);
        CHECK_FALSE(accepts(kMax, bad));
    }
}

TEST_CASE("payload: a restriction restricts, or lifts what it names", "[entry]") {
    CHECK(is_encoded(kRestrict, Restriction{true, {}}, "91c3"));
    CHECK(is_encoded(kRestrict, Restriction{false, {}}, "92c290"));
    CHECK(is_encoded(kRestrict, Restriction{false, {{1, 1}}}, "92c291" + dot_hex(kOne, "01")));
    for (const char* bad : {"c3", "90", "91c2", "92c390", "93c29090", "92c2c0", "9101"}) {
        CAPTURE(bad);
        CHECK_FALSE(accepts(kRestrict, bad));
    }
    CHECK_FALSE(accepts(kRestrict, "92c292" + dot_hex(kTwo, "01") + dot_hex(kOne, "01")));
    CHECK(accepts(kRestrict, "92c2" + dots_hex(1000)));
    CHECK_FALSE(accepts(kRestrict, "92c2" + dots_hex(1001)));
}

TEST_CASE("payload: a step names its goal, and the state left with the write that led there",
          "[entry]") {
    CHECK(is_encoded(kState, Step{"new", "", {}}, "93a36e6577a0c0"));
    CHECK(is_encoded(kState,
                     Step{
                         "open", "new", Dot{1, 2}
    },
                     "93a46f70656ea36e6577" + dot_hex(kOne, "02")));
    CHECK_FALSE(accepts(kState, "93a36e6577a0" + dot_hex(kOne, "02")));
    CHECK_FALSE(accepts(kState, "93a46f70656ea36e6577c0"));
    CHECK_FALSE(accepts(kState, "92a36e6577a0"));
    CHECK_FALSE(accepts(kState, "a36e6577"));
    CHECK_FALSE(accepts(kState, "93c0a0c0"));
    const std::string word = repeated("", 65, [](std::size_t) { return "61"; });
    CHECK_FALSE(accepts(kState, "93d941" + word + "a0c0"));
    CHECK(accepts(kState, "93d940" + word.substr(2) + "a0c0"));
}

TEST_CASE("payload: life is a rank", "[entry]") {
    CHECK(decode_life(from_hex("01").value()) == Life::alive);
    CHECK(decode_life(from_hex("02").value()) == Life::voided);
    CHECK(decode_life(from_hex("03").value()) == Life::erased);
    CHECK(to_hex(encode_payload(Life::erased)) == "03");
    for (const char* bad : {"04", "ff", "c0", "9102", ""}) {
        CAPTURE(bad);
        CHECK_FALSE(decode_life(from_hex(bad).value()));
    }
}

TEST_CASE("payload: nothing writes a balance", "[entry]") {
    for (const char* any : {"00", "c0", "929090", "a0"}) CHECK_FALSE(accepts(kBalance, any));
}

TEST_CASE("payload: every dot that it names is listed for the verdict", "[entry]") {
    const SetChange change{
        {"z"},
        {{"a", {{1, 1}, {2, 2}}}, {"b", {{1, 1}}}}
    };
    CHECK(dots_named(change) == std::vector<Dot>{
                                    {1, 1},
                                    {2, 2},
                                    {1, 1}
    });
    CHECK(dots_named(Restriction{
              false, {{3, 4}}
    }) == std::vector<Dot>{{3, 4}});
    CHECK(dots_named(Step{
              "b", "a", Dot{5, 6}
    }) == std::vector<Dot>{{5, 6}});
    CHECK(dots_named(Step{"a", "", {}}).empty());
    CHECK(dots_named(Plain{true}).empty());
    CHECK(dots_named(Reading{1, 2}).empty());
    CHECK(dots_named(Life::voided).empty());
}

}  // namespace branchline::sync
