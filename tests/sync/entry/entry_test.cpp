#include "sync/entry/entry.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hash.hpp"

namespace branchline::sync {

namespace {

constexpr LogPrefix kLog = 0x0102030405060708;

}  // namespace

TEST_CASE("row id: a dot row is log prefix, sequence and ordinal", "[entry]") {
    CHECK(to_hex(dot_row_id(kLog, 0x0a0b0c0d0e0f, 0x1112)) == "01020304050607080a0b0c0d0e0f1112");
    CHECK(to_hex(dot_row_id(0, 1, 0)) == "00000000000000000000000000010000");
    CHECK(to_hex(dot_row_id(UINT64_MAX, kSequenceMax, kOrdinalMax)) == std::string(32, 'f'));
}

TEST_CASE("row id: a dot row names its creator", "[entry]") {
    CHECK(creator_of(dot_row_id(kLog, 77, 3)) == Dot{kLog, 77});
    CHECK(creator_of(dot_row_id(UINT64_MAX, kSequenceMax, kOrdinalMax)) ==
          Dot{UINT64_MAX, kSequenceMax});
}

TEST_CASE("row id: a keyed row is a hash of entity and key", "[entry]") {
    const RowId id = keyed_row_id(0x0102, {"a", "bc"});
    const Bytes input = {0x01, 0x02, 0x92, 0xa1, 'a', 0xa2, 'b', 'c'};
    CHECK(id == RowId::from(crypto::blake2b("bl/key/1", {input}).view().first(16)));
    CHECK(id == keyed_row_id(0x0102, {"a", "bc"}));
    CHECK(id != keyed_row_id(0x0103, {"a", "bc"}));
    CHECK(id != keyed_row_id(0x0102, {"ab", "c"}));
    CHECK(id != keyed_row_id(0x0102, {"abc"}));
}

TEST_CASE("row id: an op speaks of the row that it names", "[entry]") {
    const RowId existing = dot_row_id(9, 9, 9);
    CHECK(row_id_of({.entity = 16, .row = {.ordinal = 4}}, kLog, 8) == dot_row_id(kLog, 8, 4));
    CHECK(row_id_of(
              {
                  .entity = 16, .row = {.kind = RowRef::Kind::dot, .row = existing}
    },
              kLog, 8) == existing);
    CHECK(row_id_of(
              {
                  .entity = 16, .row = {.kind = RowRef::Kind::keyed, .key = {"k"}}
    },
              kLog, 8) == keyed_row_id(16, {"k"}));
}

TEST_CASE("log id: it binds network, stream and author", "[entry]") {
    const NetId net = NetId::from(Bytes(32, 1));
    const PublicKey author = PublicKey::from(Bytes(32, 2));
    const LogId log = make_log_id(net, "dealer/D01", author);
    CHECK(log == LogId::from(crypto::blake2b("bl/log/1", {net, as_bytes("dealer/D01"), author})));
    CHECK(log != make_log_id(NetId::from(Bytes(32, 3)), "dealer/D01", author));
    CHECK(log != make_log_id(net, "dealer/D02", author));
    CHECK(log != make_log_id(net, "dealer/D01", PublicKey::from(Bytes(32, 3))));
    CHECK(prefix_of(log) == read_big_endian(log.view().first(8)));
}

TEST_CASE("version: it orders by time, then log, then position", "[entry]") {
    CHECK(Version{1, 9, 9} < Version{2, 1, 1});
    CHECK(Version{2, 1, 9} < Version{2, 2, 1});
    CHECK(Version{2, 2, 1} < Version{2, 2, 2});
    CHECK(Version{2, 2, 2}.dot() == Dot{2, 2});
    Entry entry;
    entry.header = {.seq = 5, .hlc = 7};
    CHECK(entry.version(kLog) == Version{7, kLog, 5});
}

TEST_CASE("entry: it is a decision when it holds receipts and cuts only", "[entry]") {
    CHECK_FALSE(is_decision({}));
    CHECK(is_decision({.ops = {Receipt{}}}));
    CHECK(is_decision({
        .ops = {Cut{}, Receipt{}}
    }));
    CHECK_FALSE(is_decision({
        .ops = {Receipt{}, RowOp{}}
    }));
    CHECK_FALSE(is_decision({.ops = {Enrolment{}}}));
}

}  // namespace branchline::sync
