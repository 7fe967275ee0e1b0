// The golden entries: exact bytes, hashes and signatures from fixed seeds, for other programs to
// check themselves against. BRANCHLINE_REWRITE_GOLDEN=1 writes the file anew.
#include "sync/entry/chain.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "common/pack/writer.hpp"
#include "sync/entry/codec.hpp"

namespace branchline::sync {

namespace {

const Bytes kSeed(32, 0x42);
const NetId kNet = NetId::from(Bytes(32, 0x11));
const std::string kStream = "dealer/D01";

struct Sample {
    std::string name;
    std::string about;
    Header header;
    Body body;
};

Bytes text(std::string_view value) {
    return pack::Writer().text(value).take();
}
Bytes number(std::int64_t value) {
    return pack::Writer().integer(value).take();
}

std::vector<Sample> samples() {
    Sample create{
        "create",
        "seq 1 behind the log id; hlc 2026-01-01T00:00:00Z; policy epoch 4, schema 1;"
        " actor 16 x 0a; creates row 0 of entity 32: field 1 = \"B01\", field 3 = -40000",
        {.seq = 1, .hlc = 1767225600000ULL << 16U, .policy_epoch = 4, .schema_version = 1},
        {.actor = RowId::from(Bytes(16, 0x0a)),
          .ops = {RowOp{32, {}, {{1, text("B01")}, {3, number(-40000)}}}}}
    };
    Sample edit{
        "edit",
        "seq 2 behind create, one counter later; deps [0102030405060708, 300, aabbccddeeff0011];"
        " command 77, client key 010203; entity 32 row 0 of create: field 2 ="
        " [\"open\", \"new\", [log, 1]]; entity 33 key [\"B01\", \"P-1\"]: field 4 = nil",
        {.seq = 2,
          .hlc = (1767225600000ULL << 16U) + 1,
          .deps = {{0x0102030405060708, 300, 0xaabbccddeeff0011}},
          .policy_epoch = 4,
          .schema_version = 1},
        {.command = 77, .client_key = Bytes{1, 2, 3}}
    };
    Sample decide{
        "decide",
        "seq 3 behind edit; part 1 of 2 that begins here; a receipt of log"
        " 1112131415161718 from 5 to 260, head 32 x 33, exception 9; a cut of log"
        " 2122232425262728 behind 0; an enrolment of the bytes c0ffee",
        {.seq = 3,
          .hlc = 1767225600001ULL << 16U,
          .policy_epoch = 5,
          .schema_version = 1,
          .tx = TxPart{3, 1, 2}},
        {.ops = {Receipt{0x1112131415161718,
                         5,
                         260,
                         Hash::from(Bytes(32, 0x33)),
                         {{9, "NEGATIVE_BALANCE", "stock would be -1", "count again"}}},
                 Cut{0x2122232425262728, 0, Hash::from(Bytes(32, 0x44)), "stolen"},
                 Enrolment{Bytes{0xc0, 0xff, 0xee}}}}
    };
    return {create, edit, decide};
}

LogId golden_log() {
    return make_log_id(kNet, kStream, crypto::SigningKey::from_seed(kSeed).public_key());
}

/// The samples as one chain.
std::vector<std::pair<Sample, Entry>> chain() {
    const LogId log = golden_log();
    const LogPrefix prefix = prefix_of(log);
    std::vector<std::pair<Sample, Entry>> out;
    Hash prev = Hash::from(log);
    for (Sample& sample : samples()) {
        if (sample.name == "edit") {
            pack::Writer step;
            Bytes dot_log;
            append_big_endian(dot_log, prefix, 8);
            step.array(3).text("open").text("new").array(2).bytes(dot_log).uint(1);
            const RowRef row{.kind = RowRef::Kind::dot, .row = dot_row_id(prefix, 1, 0)};
            const RowRef keyed{
                .kind = RowRef::Kind::keyed, .key = {"B01", "P-1"}
            };
            sample.body.ops = {
                RowOp{32, row,   {{2, step.take()}}},
                RowOp{33, keyed, {{4, {0xc0}}}     }
            };
        }
        sample.header.prev = prev;
        Entry entry = make_entry(sample.header, sample.body);
        prev = entry.hash;
        out.emplace_back(std::move(sample), std::move(entry));
    }
    return out;
}

std::string golden_text() {
    const auto key = crypto::SigningKey::from_seed(kSeed);
    std::ostringstream out;
    out << "# Entries of format 1, docs/formats/entry.md. Written by BRANCHLINE_REWRITE_GOLDEN=1.\n"
        << "seed " << to_hex(kSeed) << "\nauthor " << to_hex(key.public_key()) << "\nnet "
        << to_hex(kNet) << "\nstream " << kStream << "\nlog " << to_hex(golden_log()) << "\n";
    for (const auto& [sample, entry] : chain()) {
        out << "\nentry " << sample.name << "\nabout " << sample.about << "\nheader "
            << to_hex(encode_header(entry.header)) << "\nbody " << to_hex(encode_body(entry.body))
            << "\nwire " << to_hex(entry.wire) << "\nhash " << to_hex(entry.hash) << "\nsignature "
            << to_hex(sign_head(key, kNet, entry.hash)) << "\n";
    }
    return out.str();
}

}  // namespace

TEST_CASE("entry golden: the bytes of format 1 never change", "[entry][golden]") {
    const std::string path = BRANCHLINE_SOURCE_ROOT "/tests/golden/entry.txt";
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << golden_text();
    std::ifstream in(path);
    std::ostringstream stored;
    stored << in.rdbuf();
    CHECK(golden_text() == stored.str());
}

TEST_CASE("entry golden: the wire bytes decode to the hashes that were signed", "[entry][golden]") {
    Bytes run;
    for (const auto& [sample, entry] : chain()) append(run, entry.wire);
    const auto entries = decode_entries(run, 1, Hash::from(golden_log()));
    REQUIRE(entries);
    const auto expected = chain();
    REQUIRE(entries->size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK((*entries)[i].hash == expected[i].second.hash);
        CHECK((*entries)[i].body == expected[i].second.body);
    }
}

TEST_CASE("head: a signature fits its author, its network and its hash only", "[entry]") {
    const auto key = crypto::SigningKey::from_seed(kSeed);
    const auto other = crypto::SigningKey::from_seed(Bytes(32, 0x43));
    const Hash head = chain().front().second.hash;
    const Signature signature = sign_head(key, kNet, head);
    CHECK(verify_head(key.public_key(), kNet, head, signature));
    CHECK_FALSE(verify_head(other.public_key(), kNet, head, signature));
    CHECK_FALSE(verify_head(key.public_key(), NetId::from(Bytes(32, 0x12)), head, signature));
    CHECK_FALSE(verify_head(key.public_key(), kNet, chain()[1].second.hash, signature));
    CHECK_FALSE(crypto::verify("bl/manifest/1", kNet, head, key.public_key(), signature));
}

TEST_CASE("head: one changed bit breaks the signature", "[entry]") {
    const auto key = crypto::SigningKey::from_seed(kSeed);
    const Hash head = chain().front().second.hash;
    const Signature signature = sign_head(key, kNet, head);
    for (std::size_t i = 0; i < Signature::kSize; ++i) {
        Signature changed = signature;
        changed.bytes[i] ^= 1U;
        CHECK_FALSE(verify_head(key.public_key(), kNet, head, changed));
    }
}

}  // namespace branchline::sync
