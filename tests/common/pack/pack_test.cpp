#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::pack {

namespace {

Bytes hex(std::string_view text) {
    return from_hex(text).value();
}

Bytes sequence_of(std::size_t size, std::uint8_t byte) {
    return Bytes(size, byte);
}

Bytes joined(ByteView head, ByteView body) {
    Bytes out = to_bytes(head);
    append(out, body);
    return out;
}

bool accepts(ByteView input, const Limits& limits = {}) {
    return Document::parse(input, limits).has_value();
}

/// The refusal's text, or "accepted".
std::string refusal(ByteView input, const Limits& limits = {}) {
    const auto document = Document::parse(input, limits);
    if (document) return "accepted";
    CHECK(document.error().code == Code::invalid);
    CHECK(document.error().id == "bad-encoding");
    return document.error().what;
}

/// What `read` makes of a document, which it reads to the end.
template <class Read>
auto read_whole(std::string_view encoded, Read read) {
    const Bytes input = hex(encoded);
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader reader(*document);
    const auto value = read(reader);
    CHECK(reader.status());
    return value;
}

/// Why a reading of an array's elements is refused.
template <class Read>
std::string refusal_of(Read read, std::string_view encoded) {
    const Bytes input = hex(encoded);
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader reader(*document);
    reader.array();
    read(reader);
    return reader.status().error().what;
}

/// A document of arrays in arrays, `depth` of them, with a nil inside.
Bytes nested(std::size_t depth) {
    Bytes out = sequence_of(depth, 0x91);
    out.push_back(0xc0);
    return out;
}

Bytes sample() {
    Writer w;
    w.array(9).nil().flag(true).uint(300).integer(-200).text("gearbox").bytes(hex("00ff"));
    w.array(2).text(std::string(40, 'x')).array(0);
    w.uint(UINT64_MAX).bytes(Bytes(300, 7));
    return w.take();
}

}  // namespace

TEST_CASE("pack: every integer has its shortest form", "[pack]") {
    const std::vector<std::pair<std::uint64_t, std::string>> cases = {
        {0,                             "00"                },
        {127,                           "7f"                },
        {128,                           "cc80"              },
        {255,                           "ccff"              },
        {256,                           "cd0100"            },
        {65535,                         "cdffff"            },
        {65536,                         "ce00010000"        },
        {UINT32_MAX,                    "ceffffffff"        },
        {std::uint64_t{UINT32_MAX} + 1, "cf0000000100000000"},
        {INT64_MAX,                     "cf7fffffffffffffff"},
        {UINT64_MAX,                    "cfffffffffffffffff"}
    };
    for (const auto& [value, encoded] : cases) {
        CAPTURE(value);
        CHECK(to_hex(Writer().uint(value).view()) == encoded);
        CHECK(read_whole(encoded, [](Reader& r) { return r.uint(); }) == value);
    }
}

TEST_CASE("pack: every negative integer has its shortest form", "[pack]") {
    const std::vector<std::pair<std::int64_t, std::string>> cases = {
        {-1,                          "ff"                },
        {-32,                         "e0"                },
        {-33,                         "d0df"              },
        {-128,                        "d080"              },
        {-129,                        "d1ff7f"            },
        {-32768,                      "d18000"            },
        {-32769,                      "d2ffff7fff"        },
        {INT32_MIN,                   "d280000000"        },
        {std::int64_t{INT32_MIN} - 1, "d3ffffffff7fffffff"},
        {INT64_MIN,                   "d38000000000000000"},
        {5,                           "05"                }
    };
    for (const auto& [value, encoded] : cases) {
        CAPTURE(value);
        CHECK(to_hex(Writer().integer(value).view()) == encoded);
        CHECK(read_whole(encoded, [](Reader& r) { return r.integer(); }) == value);
    }
}

TEST_CASE("pack: an integer in a longer form is refused", "[pack]") {
    const auto form = GENERATE(as<std::string>{},
                               // Unsigned forms of numbers that fit a shorter one.
                               "cc00", "cc7f", "cd0000", "cd00ff", "ce00000000", "ce0000ffff",
                               "cf0000000000000000", "cf00000000ffffffff",
                               // Signed forms of numbers that are not negative.
                               "d000", "d07f", "d10080", "d17fff", "d200000001", "d27fffffff",
                               "d30000000000000001", "d37fffffffffffffff",
                               // Signed forms of negative numbers that fit a shorter one.
                               "d0ff", "d0e0", "d1ff80", "d1ffff", "d2ffff8000", "d2ffffffff",
                               "d3ffffffff80000000", "d3ffffffffffffffff");
    CHECK(refusal(hex(form)) == "not the canonical form at byte 0");
}

TEST_CASE("pack: every length has its shortest form and no other", "[pack]") {
    struct Form {
        std::string head;
        std::size_t min;
        std::size_t max;
        std::uint8_t filler;
    };
    // Heads with the size behind; the element of an array here is nil, one byte as well.
    const std::vector<std::vector<Form>> kinds = {
        {{"d9", 32, 0xff, 'a'}, {"da", 0x100, 0xffff, 'a'}, {"db", 0x10000, SIZE_MAX, 'a'}},
        {{"c4", 0, 0xff, 1}, {"c5", 0x100, 0xffff, 1}, {"c6", 0x10000, SIZE_MAX, 1}},
        {{"dc", 16, 0xffff, 0xc0}, {"dd", 0x10000, SIZE_MAX, 0xc0}}
    };
    for (const auto& forms : kinds) {
        for (const Form& form : forms) {
            const int width = form.head == "d9" || form.head == "c4"                        ? 1
                              : form.head == "da" || form.head == "c5" || form.head == "dc" ? 2
                                                                                            : 4;
            for (const std::size_t size :
                 {0U, 1U, 15U, 16U, 31U, 32U, 255U, 256U, 65535U, 65536U}) {
                if (width < 4 && size >= std::size_t{1} << (8U * static_cast<unsigned>(width))) {
                    continue;
                }
                Bytes input = hex(form.head);
                append_big_endian(input, size, width);
                append(input, sequence_of(size, form.filler));
                CAPTURE(form.head, size);
                CHECK(accepts(input) == (size >= form.min && size <= form.max));
            }
        }
    }
}

TEST_CASE("pack: what lies behind the value is refused", "[pack]") {
    CHECK(refusal(hex("c0c0")) == "bytes behind the value at byte 1");
    CHECK(refusal(hex("9201020304")) == "bytes behind the value at byte 3");
    CHECK(refusal({}) == "empty at byte 0");
}

TEST_CASE("pack: maps, floats, extensions and the unused code are refused", "[pack]") {
    const auto form = GENERATE(
        as<std::string>{}, "80", "81a16101", "de0000", "de0001a16101", "df00000000", "ca00000000",
        "ca3f800000", "cb0000000000000000", "cb3ff0000000000000", "cb7ff8000000000000", "d40100",
        "d5010000", "d601aabbccdd", "d7010000000000000000", "d80100000000000000000000000000000000",
        "c70000", "c70101ff", "c8000001", "c80001ffff", "c900000000ff", "c9ffffffff01", "c1");
    CHECK_FALSE(accepts(hex(form)));
    CHECK_FALSE(accepts(joined(hex("91"), hex(form))));
    CHECK_FALSE(Document::parse_sequence(joined(hex("01"), hex(form))));
}

TEST_CASE("pack: a text must be UTF-8", "[pack]") {
    const auto bad = GENERATE(as<std::string>{},
                              "80",          // Continuation without a lead.
                              "c3", "e282",  // Cut short.
                              "c328", "e28228", "f0908028", "c080", "c1bf", "e09fbf",
                              "f08fbfbf",          // Longer than needed.
                              "eda080", "edbfbf",  // Surrogates.
                              "f4908080", "f5808080", "ff", "fe");
    Bytes text = hex(bad);
    CHECK(refusal(Writer().text(as_text(text)).view()) == "text that is not UTF-8 at byte 0");
    text.push_back('a');
    CHECK_FALSE(accepts(Writer().text(as_text(text)).view()));
}

TEST_CASE("pack: the boundaries of UTF-8 are accepted", "[pack]") {
    const auto good = GENERATE(as<std::string>{}, "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf",
                               "ee8080", "efbfbf", "f0908080", "f48fbfbf");
    CHECK(accepts(Writer().text(as_text(hex(good))).view()));
}

TEST_CASE("pack: nesting is limited", "[pack]") {
    CHECK(accepts(nested(12)));
    CHECK(refusal(nested(13)) == "nested too deep at byte 12");
    CHECK(accepts(nested(2), {.depth_max = 2}));
    CHECK_FALSE(accepts(nested(3), {.depth_max = 2}));
    CHECK_FALSE(accepts(sequence_of(100'000, 0x91)));
}

TEST_CASE("pack: neighbours do not count as nesting", "[pack]") {
    CHECK(accepts(hex("9390919090"), {.depth_max = 3}));
    CHECK(Document::parse_sequence(hex("91909190"), {.depth_max = 2}));
}

TEST_CASE("pack: a length beyond the input is refused before anything is allocated", "[pack]") {
    const auto head = GENERATE(as<std::string>{}, "ddffffffff", "dcffff", "ddfffffffe",
                               "dbffffffff", "daffff", "d9ff", "c6ffffffff", "c5ffff", "c4ff", "9f",
                               "bf", "91ddffffffff", "dfffffffff", "deffff", "8f", "c9fffffffe01");
    CHECK_FALSE(accepts(hex(head)));
    CHECK_FALSE(accepts(joined(hex(head), sequence_of(100, 0xc0))));
}

TEST_CASE("pack: a document cut at any byte is refused", "[pack]") {
    const Bytes whole = sample();
    REQUIRE(accepts(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(accepts(ByteView(whole).first(size)));
    }
}

TEST_CASE("pack: the limits stand where they say", "[pack]") {
    const Bytes four = hex("93010203");
    CHECK(accepts(four, {.size_max = 4}));
    CHECK(refusal(four, {.size_max = 3}) == "too large at byte 3");
    CHECK(accepts(four, {.elements_max = 4}));
    CHECK_FALSE(accepts(four, {.elements_max = 3}));
    CHECK_FALSE(Document::parse_sequence(four, {.size_max = 3}));
}

TEST_CASE("pack: a sequence reads as one array", "[pack]") {
    const Bytes input = hex("01a16192c0c2");
    const auto document = Document::parse_sequence(input);
    REQUIRE(document);
    Reader reader(*document);
    CHECK(reader.peek_size() == 3);
    reader.array_of(3);
    CHECK(reader.uint() == 1);
    CHECK(reader.text() == "a");
    CHECK(to_hex(reader.raw()) == "92c0c2");
    CHECK(reader.status());
}

TEST_CASE("pack: an empty sequence is an array of nothing", "[pack]") {
    const auto document = Document::parse_sequence({});
    REQUIRE(document);
    Reader reader(*document);
    CHECK(reader.array() == 0);
    CHECK(reader.status());
}

TEST_CASE("pack: a sequence is refused when any of its values is", "[pack]") {
    CHECK_FALSE(Document::parse_sequence(hex("01cc01")));
    CHECK_FALSE(Document::parse_sequence(hex("0191")));
    CHECK_FALSE(Document::parse_sequence(hex("01a2c328")));
}

TEST_CASE("pack: every wrong read is refused", "[pack]") {
    const auto wrong = [](std::string_view encoded, auto read) {
        const Bytes input = hex(encoded);
        const auto document = Document::parse(input);
        REQUIRE(document);
        Reader reader(*document);
        read(reader);
        return !reader.ok() && !reader.status();
    };
    CHECK(wrong("a0", [](Reader& r) { r.uint(); }));
    CHECK(wrong("ff", [](Reader& r) { r.uint(); }));
    CHECK(wrong("05", [](Reader& r) { r.uint(4); }));
    CHECK(wrong("cf8000000000000000", [](Reader& r) { r.integer(); }));
    CHECK(wrong("c0", [](Reader& r) { r.integer(); }));
    CHECK(wrong("c0", [](Reader& r) { r.flag(); }));
    CHECK(wrong("c3", [](Reader& r) { r.nil(); }));
    CHECK(wrong("c400", [](Reader& r) { r.text(); }));
    CHECK(wrong("a0", [](Reader& r) { r.bytes(); }));
    CHECK(wrong("a26162", [](Reader& r) { r.text(1); }));
    CHECK(wrong("c4020102", [](Reader& r) { r.bytes(1); }));
    CHECK(wrong("c0", [](Reader& r) { r.array(); }));
    CHECK(wrong("9101", [](Reader& r) { r.array_of(2); }));
    CHECK(wrong("c0", [](Reader& r) { r.array_of(0); }));
    CHECK(wrong("c40100", [](Reader& r) { r.fixed<RowId>(); }));
    CHECK(wrong("01", [](Reader& r) { r.uint(), r.raw(); }));
}

TEST_CASE("pack: the first wrong read decides and all later ones give nothing", "[pack]") {
    const Bytes input = hex("9501a161ff92c2c3c40155");
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader reader(*document);
    reader.array_of(5);
    CHECK(reader.text().empty());
    CHECK_FALSE(reader.ok());
    CHECK(reader.uint() == 0);
    CHECK(reader.integer() == 0);
    CHECK(reader.array() == 0);
    CHECK(reader.bytes().empty());
    CHECK(reader.raw().empty());
    CHECK_FALSE(reader.flag());
    CHECK_FALSE(reader.skip_nil());
    CHECK_FALSE(reader.peek());
    CHECK(reader.peek_size() == 0);
    CHECK(reader.fixed<RowId>().is_zero());
    reader.fail("a later reason");
    CHECK(reader.status().error().what == "text expected at byte 1");
}

TEST_CASE("pack: a refusal names the byte of the value it refuses", "[pack]") {
    const auto position = [](auto read) { return refusal_of(read, "92cd012c05"); };
    CHECK(position([](Reader& r) { r.uint(299); }) == "number out of range at byte 1");
    CHECK(position([](Reader& r) { r.flag(); }) == "true or false expected at byte 1");
    CHECK(position([](Reader& r) { r.uint(), r.uint(4); }) == "number out of range at byte 4");
    CHECK(position([](Reader& r) { r.uint(); }) == "more values than expected at byte 4");
    CHECK(position([](Reader& r) { r.uint(), r.uint(), r.nil(); }) == "nil expected at byte 5");
}

TEST_CASE("pack: a text or byte string of a wrong size is refused at its own byte", "[pack]") {
    const auto position = [](auto read) { return refusal_of(read, "93a26162c402000105"); };
    CHECK(position([](Reader& r) { r.text(1); }) == "text too long at byte 1");
    CHECK(position([](Reader& r) { r.text(), r.bytes(1); }) == "byte string too long at byte 4");
    CHECK(position([](Reader& r) { r.text(), r.fixed<RowId>(); }) ==
          "byte string of another size expected at byte 4");
}

TEST_CASE("pack: nil can be skipped where a value is optional", "[pack]") {
    const Bytes input = hex("92c001");
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader reader(*document);
    reader.array_of(2);
    CHECK(reader.skip_nil());
    CHECK_FALSE(reader.skip_nil());
    CHECK(reader.uint() == 1);
    CHECK_FALSE(reader.skip_nil());
    CHECK(reader.status());
}

TEST_CASE("pack: raw gives the exact bytes of a value and steps behind it", "[pack]") {
    const Bytes input = sample();
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader whole(*document);
    CHECK(equal(whole.raw(), input));
    CHECK(whole.status());

    Reader reader(*document);
    Writer again;
    again.array(reader.array());
    for (int i = 0; i < 9; ++i) again.raw(reader.raw());
    CHECK(reader.status());
    CHECK(again.view() == input);
}

TEST_CASE("pack: empty texts, byte strings and arrays are values", "[pack]") {
    const Bytes input = hex("93a0c40090");
    const auto document = Document::parse(input);
    REQUIRE(document);
    Reader reader(*document);
    reader.array_of(3);
    CHECK(reader.peek() == Kind::text);
    CHECK(reader.text().empty());
    CHECK(reader.peek() == Kind::bytes);
    CHECK(reader.bytes().empty());
    CHECK(reader.peek() == Kind::array);
    CHECK(reader.array() == 0);
    CHECK_FALSE(reader.peek());
    CHECK(reader.status());
}

}  // namespace branchline::pack
