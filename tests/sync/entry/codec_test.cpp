#include "sync/entry/codec.hpp"

#include <functional>
#include <map>

#include <catch2/catch.hpp>

#include "common/pack/writer.hpp"

namespace branchline::sync {

namespace {

using pack::Writer;

const Hash kPrev = Hash::from(Bytes(32, 0xaa));
const Hash kOther = Hash::from(Bytes(32, 0xbb));

Bytes packed_uint(std::uint64_t value) {
    return Writer().uint(value).take();
}
Bytes packed_bytes(ByteView value) {
    return Writer().bytes(value).take();
}
Bytes packed_text(std::string_view value) {
    return Writer().text(value).take();
}
Bytes nil() {
    return {0xc0};
}

/// An array of values that are packed already.
Bytes array_of(const std::vector<Bytes>& parts) {
    Writer w;
    w.array(parts.size());
    for (const Bytes& part : parts) w.raw(part);
    return w.take();
}

Bytes prefix(std::uint64_t value) {
    Bytes out;
    append_big_endian(out, value, 8);
    return packed_bytes(out);
}

Header plain_header(std::uint64_t seq) {
    return {.seq = seq, .prev = kPrev, .hlc = 1000, .policy_epoch = 3, .schema_version = 1};
}

Body plain_body() {
    Body body;
    body.ops.push_back(RowOp{.entity = 16, .row = {}, .writes = {{1, packed_uint(7)}}});
    return body;
}

/// A body with everything in it that a body can have.
Body rich_body() {
    Body body;
    body.actor = RowId::from(Bytes(16, 0x11));
    body.command = 42;
    body.client_key = Bytes{1, 2, 3};
    body.origin = Origin{0x0102030405060708, 9, kOther};
    body.enc_key = Bytes(32, 5);
    const RowRef keyed{
        .kind = RowRef::Kind::keyed, .key = {"B1", "part-7"}
    };
    const RowRef dot{.kind = RowRef::Kind::dot, .row = RowId::from(Bytes(16, 0x22))};
    body.ops.push_back(RowOp{16, {}, {}});
    body.ops.push_back(RowOp{
        16, {.ordinal = 1},
         {{1, nil()}, {2, packed_text("x")}}
    });
    body.ops.push_back(RowOp{
        65535, dot, {{0, packed_uint(2)}, {65535, packed_uint(1)}}
    });
    body.ops.push_back(RowOp{17, keyed, {{3, array_of({nil(), array_of({})})}}});
    body.ops.push_back(Receipt{
        7, 1, 20, kOther, {{3, "NO", "text", "remedy"}, {20, "X", "", ""}}
    });
    body.ops.push_back(Cut{8, 0, kOther, "stolen"});
    body.ops.push_back(Enrolment{
        Bytes{9, 9}
    });
    return body;
}

using Parts = std::vector<Bytes>;
using Edit = std::function<void(Parts&)>;

// Places of the parts of a wire entry and of a body.
enum WirePart : std::uint8_t {
    kFormatPart,
    kHlcPart,
    kDepsPart,
    kEpochPart,
    kSchemaPart,
    kTxPart,
    kBodyPart
};
enum BodyPart : std::uint8_t { kActor, kCommand, kClientKey, kOriginPart, kEncKey, kOps };

Bytes wire_with(const Edit& edit) {
    Parts parts = {packed_uint(1),
                   packed_uint(1000),
                   array_of({}),
                   packed_uint(3),
                   packed_uint(1),
                   nil(),
                   packed_bytes(encode_body(plain_body()))};
    edit(parts);
    return array_of(parts);
}

Bytes body_with(const Edit& edit) {
    const Bytes op = array_of({packed_uint(16), packed_uint(0), array_of({})});
    Parts parts = {nil(), packed_uint(0), nil(), nil(), nil(), array_of({op})};
    edit(parts);
    return array_of(parts);
}

Bytes body_of_op(const Bytes& op) {
    return body_with([&](Parts& p) { p[kOps] = array_of({op}); });
}

std::string refusal(ByteView entries, std::uint64_t seq = 1) {
    const auto result = decode_entries(entries, seq, kPrev);
    if (result) return "accepted";
    return std::string(name_of(result.error().code)) + " " + std::to_string(result.error().seq);
}

bool wire_is_accepted(const Edit& edit, std::uint64_t seq = 1) {
    return refusal(wire_with(edit), seq) == "accepted";
}

bool body_is_accepted(const Edit& edit) {
    return decode_body(body_with(edit)).has_value();
}
bool op_is_accepted(const Bytes& op) {
    return decode_body(body_of_op(op)).has_value();
}

Bytes dep(std::uint64_t log, std::uint64_t seq) {
    return array_of({prefix(log), packed_uint(seq), prefix(5)});
}

Bytes row_op(const Bytes& row, const Parts& writes = {}) {
    return array_of({packed_uint(16), row, array_of(writes)});
}

Bytes field_write(std::uint64_t field) {
    return array_of({packed_uint(field), nil()});
}

Bytes receipt(std::uint64_t from, std::uint64_t up_to, const Parts& exceptions) {
    return array_of({packed_uint(1), array_of({prefix(7), packed_uint(from), packed_uint(up_to),
                                               packed_bytes(kOther), array_of(exceptions)})});
}

Bytes exception(std::uint64_t seq) {
    return array_of({packed_uint(seq), packed_text("C"), packed_text("t"), packed_text("r")});
}

}  // namespace

TEST_CASE("entry codec: a body with everything in it comes back the same", "[entry]") {
    const auto decoded = decode_body(encode_body(rich_body()));
    REQUIRE(decoded);
    CHECK(*decoded == rich_body());
}

TEST_CASE("entry codec: a body cut at any byte is refused", "[entry]") {
    const Bytes whole = encode_body(rich_body());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(decode_body(ByteView(whole).first(size)));
    }
}

TEST_CASE("entry codec: a run gives back its entries, chained and hashed", "[entry]") {
    Header first = plain_header(5);
    first.deps = {
        {1,          2,            3         },
        {UINT64_MAX, kSequenceMax, UINT64_MAX}
    };
    first.tx = TxPart{4, 2, 3};
    const Entry a = make_entry(first, rich_body());
    Header second = plain_header(6);
    second.prev = a.hash;
    second.hlc = UINT64_MAX;
    const Entry b = make_entry(second, plain_body());
    Bytes run = a.wire;
    append(run, b.wire);

    const auto entries = decode_entries(run, 5, kPrev);
    REQUIRE(entries);
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[0].header == a.header);
    CHECK((*entries)[0].body == a.body);
    CHECK((*entries)[0].hash == a.hash);
    CHECK((*entries)[0].wire == a.wire);
    CHECK((*entries)[1].header == b.header);
    CHECK((*entries)[1].hash == b.hash);
    CHECK((*entries)[1].wire == b.wire);
}

TEST_CASE("entry codec: a header names the size and the hash of its body", "[entry]") {
    const Entry entry = make_entry(plain_header(1), plain_body());
    const Bytes body = encode_body(plain_body());
    CHECK(entry.header.body_size == body.size());
    CHECK(entry.header.body_hash == body_hash(body));
    CHECK(entry.hash == entry_hash(encode_header(entry.header)));
}

TEST_CASE("entry codec: the hash binds every part of the header", "[entry]") {
    const Header plain = make_entry(plain_header(2), plain_body()).header;
    const auto changed = [&](auto edit) {
        Header other = plain;
        edit(other);
        return entry_hash(encode_header(other)) != entry_hash(encode_header(plain));
    };
    CHECK_FALSE(changed([](Header&) {}));
    CHECK(changed([](Header& h) { h.format = 2; }));
    CHECK(changed([](Header& h) { h.seq = 3; }));
    CHECK(changed([](Header& h) { h.prev = kOther; }));
    CHECK(changed([](Header& h) { ++h.hlc; }));
    CHECK(changed([](Header& h) {
        h.deps = {
            {1, 1, 1}
        };
    }));
    CHECK(changed([](Header& h) { ++h.policy_epoch; }));
    CHECK(changed([](Header& h) { ++h.schema_version; }));
    CHECK(changed([](Header& h) { h.tx = TxPart{2, 1, 2}; }));
    CHECK(changed([](Header& h) { ++h.body_size; }));
    CHECK(changed([](Header& h) { h.body_hash = kOther; }));
}

TEST_CASE("entry codec: another place in the chain is another entry", "[entry]") {
    const Bytes wire = make_entry(plain_header(5), plain_body()).wire;
    const auto here = decode_entries(wire, 5, kPrev);
    const auto later = decode_entries(wire, 6, kPrev);
    const auto elsewhere = decode_entries(wire, 5, kOther);
    REQUIRE((here && later && elsewhere));
    CHECK(here->front().hash != later->front().hash);
    CHECK(here->front().hash != elsewhere->front().hash);
}

TEST_CASE("entry codec: an empty run has no entries", "[entry]") {
    const auto entries = decode_entries({}, 1, kPrev);
    REQUIRE(entries);
    CHECK(entries->empty());
}

TEST_CASE("entry codec: a run cut at any byte is refused or shorter", "[entry]") {
    const Entry a = make_entry(plain_header(1), plain_body());
    Header next = plain_header(2);
    next.prev = a.hash;
    Bytes run = a.wire;
    append(run, make_entry(next, plain_body()).wire);
    for (std::size_t size = 1; size < run.size(); ++size) {
        CAPTURE(size);
        const auto entries = decode_entries(ByteView(run).first(size), 1, kPrev);
        CHECK(entries.has_value() == (size == a.wire.size()));
    }
}

TEST_CASE("entry codec: a refusal names the entry that it is about", "[entry]") {
    Bytes run = wire_with([](Parts&) {});
    append(run, wire_with([](Parts&) {}));
    append(run, wire_with([](Parts& p) { p[kHlcPart] = nil(); }));
    CHECK(refusal(run, 7) == "bad_encoding 9");
    run.push_back(0xc1);
    CHECK(refusal(run, 7) == "bad_encoding 7");
}

TEST_CASE("entry codec: an entry of a wrong shape is refused", "[entry]") {
    CHECK(wire_is_accepted([](Parts&) {}));
    CHECK(refusal(nil()) == "bad_encoding 1");
    CHECK(refusal(array_of({})) == "bad_encoding 1");
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p.pop_back(); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p.push_back(nil()); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kFormatPart] = packed_uint(0); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kFormatPart] = packed_uint(2); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kHlcPart] = packed_text("1"); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kHlcPart] = {0xff}; }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kEpochPart] = packed_uint(1ULL << 48U); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kSchemaPart] = packed_uint(1ULL << 32U); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kBodyPart] = nil(); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kBodyPart] = packed_bytes({}); }));
    CHECK_FALSE(wire_is_accepted([](Parts& p) { p[kBodyPart] = encode_body(plain_body()); }));
}

TEST_CASE("entry codec: an unknown format is named as such, whatever follows it", "[entry]") {
    const auto result = decode_entries(array_of({packed_uint(9), nil()}), 1, kPrev);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == RefusalCode::bad_encoding);
    CHECK(result.error().text == "unknown entry format");
}

TEST_CASE("entry codec: a header without its body is refused by its own code", "[entry]") {
    const auto bare = [](const Edit& edit) {
        return wire_with([&](Parts& p) {
            p[kBodyPart] = nil();
            p.push_back(packed_uint(10));
            p.push_back(packed_bytes(kOther));
            edit(p);
        });
    };
    CHECK(refusal(bare([](Parts&) {})) == "missing_body 1");
    // Encoding is checked first.
    CHECK(refusal(bare([](Parts& p) { p[kFormatPart] = packed_uint(2); })) == "bad_encoding 1");
    CHECK(refusal(bare([](Parts& p) { p[kDepsPart] = nil(); })) == "bad_encoding 1");
    CHECK(refusal(bare([](Parts& p) { p[kBodyPart] = packed_bytes({}); })) == "bad_encoding 1");
}

TEST_CASE("entry codec: an entry over 256 KiB is too large", "[entry]") {
    const auto body_of_size = [](std::size_t size) {
        const Bytes op =
            row_op(packed_uint(0), {array_of({packed_uint(1), packed_bytes(Bytes(size))})});
        return body_of_op(op);
    };
    const std::size_t overhead = body_of_size(100'000).size() - 100'000;
    const auto with = [&](const Bytes& body) {
        return wire_with([&](Parts& p) { p[kBodyPart] = packed_bytes(body); });
    };
    const Bytes greatest = body_of_size(kEntryBytesMax - overhead);
    REQUIRE(greatest.size() == kEntryBytesMax);
    CHECK(refusal(with(greatest)) == "accepted");
    CHECK(refusal(with(body_of_size(kEntryBytesMax - overhead + 1))) == "too_large 1");
}

TEST_CASE("entry codec: deps are ascending, have positions and are limited", "[entry]") {
    const auto with = [](const Parts& deps) {
        return wire_is_accepted([&](Parts& p) { p[kDepsPart] = array_of(deps); });
    };
    CHECK(with({dep(1, 1), dep(2, 1)}));
    CHECK(with({dep(1, kSequenceMax)}));
    CHECK_FALSE(with({dep(1, kSequenceMax + 1)}));
    CHECK_FALSE(with({dep(1, 0)}));
    CHECK_FALSE(with({dep(2, 1), dep(1, 1)}));
    CHECK_FALSE(with({dep(1, 1), dep(1, 2)}));
    CHECK_FALSE(with({array_of({prefix(1), packed_uint(1)})}));
    CHECK_FALSE(with({array_of({packed_bytes(Bytes(7)), packed_uint(1), prefix(1)})}));
    CHECK_FALSE(with({array_of({packed_bytes(Bytes(9)), packed_uint(1), prefix(1)})}));
    CHECK_FALSE(with({array_of({prefix(1), packed_uint(1), packed_bytes(Bytes(7))})}));
    Parts many;
    for (std::uint64_t i = 1; i <= kDepsMax; ++i) many.push_back(dep(i, 1));
    CHECK(with(many));
    many.push_back(dep(kDepsMax + 1, 1));
    CHECK_FALSE(with(many));
}

TEST_CASE("entry codec: a transaction part stands where it says", "[entry]") {
    const auto with = [](std::uint64_t seq, const Parts& tx) {
        return wire_is_accepted([&](Parts& p) { p[kTxPart] = array_of(tx); }, seq);
    };
    const auto part = [](std::uint64_t first, std::uint64_t number, std::uint64_t parts) {
        return Parts{packed_uint(first), packed_uint(number), packed_uint(parts)};
    };
    CHECK(with(1, part(1, 1, 2)));
    CHECK(with(2, part(1, 2, 2)));
    CHECK(with(20, part(5, 16, 16)));
    CHECK_FALSE(with(1, part(1, 1, 1)));
    CHECK_FALSE(with(1, part(1, 1, 0)));
    CHECK_FALSE(with(3, part(1, 3, 2)));
    CHECK_FALSE(with(2, part(1, 1, 2)));
    CHECK_FALSE(with(1, part(1, 2, 2)));
    CHECK_FALSE(with(1, part(0, 2, 2)));
    CHECK_FALSE(with(4, part(5, 0, 2)));
    CHECK_FALSE(with(1, part(1, 1, 17)));
    CHECK_FALSE(with(1, {packed_uint(1), packed_uint(1)}));
}

TEST_CASE("entry codec: the fields of a body keep their types and limits", "[entry]") {
    CHECK(body_is_accepted([](Parts&) {}));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p.pop_back(); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p.push_back(nil()); }));
    CHECK(body_is_accepted([](Parts& p) { p[kActor] = packed_bytes(Bytes(16)); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p[kActor] = packed_bytes(Bytes(15)); }));
    CHECK(body_is_accepted([](Parts& p) { p[kCommand] = packed_uint(UINT32_MAX); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p[kCommand] = packed_uint(1ULL << 32U); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p[kCommand] = nil(); }));
    CHECK(body_is_accepted([](Parts& p) { p[kClientKey] = packed_bytes(Bytes(64)); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p[kClientKey] = packed_bytes(Bytes(65)); }));
    CHECK(body_is_accepted([](Parts& p) { p[kEncKey] = packed_bytes(Bytes(64)); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) { p[kEncKey] = packed_bytes(Bytes(65)); }));
    CHECK_FALSE(body_is_accepted([](Parts& p) {
        p[kOriginPart] = array_of({prefix(1), packed_uint(1), packed_bytes(Bytes(31))});
    }));
}

TEST_CASE("entry codec: a body has 1 to 20000 ops", "[entry]") {
    const auto with = [](std::size_t count) {
        Parts ops;
        for (std::size_t i = 0; i < count; ++i) ops.push_back(row_op(packed_uint(i)));
        return decode_body(body_with([&](Parts& p) { p[kOps] = array_of(ops); })).has_value();
    };
    CHECK_FALSE(with(0));
    CHECK(with(1));
    CHECK(with(kOpsMax));
    CHECK_FALSE(with(kOpsMax + 1));
}

TEST_CASE("entry codec: only known ops of their own size are accepted", "[entry]") {
    CHECK(op_is_accepted(receipt(1, 2, {})));
    for (const std::uint64_t code : {0U, 1U, 2U, 3U, 4U, 15U}) {
        CAPTURE(code);
        CHECK_FALSE(op_is_accepted(array_of({packed_uint(code), packed_uint(0), array_of({})})));
        CHECK_FALSE(op_is_accepted(array_of({packed_uint(code), packed_uint(0)})));
    }
    CHECK_FALSE(op_is_accepted(array_of({packed_uint(65536), packed_uint(0), array_of({})})));
    CHECK_FALSE(op_is_accepted(array_of({packed_uint(16), packed_uint(0)})));
    CHECK_FALSE(op_is_accepted(array_of({})));
    CHECK_FALSE(op_is_accepted(nil()));
}

TEST_CASE("entry codec: a row is named by ordinal, by dot or by key", "[entry]") {
    CHECK(op_is_accepted(row_op(packed_uint(kOrdinalMax))));
    CHECK_FALSE(op_is_accepted(row_op(packed_uint(kOrdinalMax + 1))));
    CHECK(op_is_accepted(row_op(packed_bytes(Bytes(16)))));
    CHECK_FALSE(op_is_accepted(row_op(packed_bytes(Bytes(17)))));
    CHECK(op_is_accepted(row_op(array_of({packed_text("k")}))));
    CHECK(op_is_accepted(row_op(array_of(Parts(8, packed_text(""))))));
    CHECK_FALSE(op_is_accepted(row_op(array_of({}))));
    CHECK_FALSE(op_is_accepted(row_op(array_of(Parts(9, packed_text("k"))))));
    CHECK(op_is_accepted(row_op(array_of({packed_text(std::string(200, 'k'))}))));
    CHECK_FALSE(op_is_accepted(row_op(array_of({packed_text(std::string(201, 'k'))}))));
    CHECK_FALSE(op_is_accepted(row_op(array_of({packed_uint(1)}))));
    CHECK_FALSE(op_is_accepted(row_op(nil())));
    CHECK_FALSE(op_is_accepted(row_op({0xff})));
}

TEST_CASE("entry codec: the fields of an op ascend", "[entry]") {
    CHECK(op_is_accepted(row_op(packed_uint(0), {field_write(0), field_write(65535)})));
    CHECK_FALSE(op_is_accepted(row_op(packed_uint(0), {field_write(65536)})));
    CHECK_FALSE(op_is_accepted(row_op(packed_uint(0), {field_write(2), field_write(1)})));
    CHECK_FALSE(op_is_accepted(row_op(packed_uint(0), {field_write(2), field_write(2)})));
    CHECK_FALSE(op_is_accepted(row_op(packed_uint(0), {array_of({packed_uint(1)})})));
}

TEST_CASE("entry codec: a row is named once in an entry", "[entry]") {
    const auto with = [](const Bytes& a, const Bytes& b) {
        return body_is_accepted([&](Parts& p) { p[kOps] = array_of({a, b}); });
    };
    const Bytes one = row_op(packed_uint(0));
    CHECK(with(one, row_op(packed_uint(1))));
    CHECK_FALSE(with(one, row_op(packed_uint(0), {field_write(1)})));
    const Bytes dot = row_op(packed_bytes(Bytes(16)));
    CHECK_FALSE(with(dot, dot));
    const Bytes keyed = row_op(array_of({packed_text("k")}));
    CHECK_FALSE(with(keyed, keyed));
    CHECK(with(keyed, row_op(array_of({packed_text("k"), packed_text("")}))));
}

TEST_CASE("entry codec: a receipt covers something and excepts only what it covers", "[entry]") {
    CHECK(op_is_accepted(receipt(1, 1, {})));
    CHECK_FALSE(op_is_accepted(receipt(0, 1, {})));
    CHECK_FALSE(op_is_accepted(receipt(3, 2, {})));
    CHECK(op_is_accepted(receipt(3, 5, {exception(3), exception(5)})));
    CHECK_FALSE(op_is_accepted(receipt(3, 5, {exception(2)})));
    CHECK_FALSE(op_is_accepted(receipt(3, 5, {exception(6)})));
    CHECK_FALSE(op_is_accepted(receipt(3, 5, {exception(4), exception(4)})));
    CHECK_FALSE(op_is_accepted(receipt(3, 5, {exception(5), exception(4)})));
}

TEST_CASE("entry codec: the texts of a decision are limited", "[entry]") {
    const auto with = [](std::size_t code, std::size_t text, std::size_t remedy) {
        return op_is_accepted(
            receipt(1, 1,
                    {array_of({packed_uint(1), packed_text(std::string(code, 'c')),
                               packed_text(std::string(text, 't')),
                               packed_text(std::string(remedy, 'r'))})}));
    };
    CHECK(with(64, 500, 500));
    CHECK_FALSE(with(65, 500, 500));
    CHECK_FALSE(with(64, 501, 500));
    CHECK_FALSE(with(64, 500, 501));
    const auto cut = [](std::size_t reason) {
        return op_is_accepted(
            array_of({packed_uint(2), array_of({prefix(7), packed_uint(0), packed_bytes(kOther),
                                                packed_text(std::string(reason, 'x'))})}));
    };
    CHECK(cut(500));
    CHECK_FALSE(cut(501));
}

TEST_CASE("entry codec: every refusal has a name of its own", "[entry]") {
    std::map<std::string_view, int> names;
    for (int code = 1; code <= 9; ++code) ++names[name_of(static_cast<RefusalCode>(code))];
    CHECK(names.size() == 9);
    CHECK(name_of(RefusalCode::missing_body) == "missing_body");
}

}  // namespace branchline::sync
