// The golden trust vectors: manifests, a certificate, a join token, row hashes and a high-water
// file from fixed seeds, for other programs to check themselves against.
// BRANCHLINE_REWRITE_GOLDEN=1 writes the file anew.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <catch2/catch.hpp>

#include "common/crypto/hash.hpp"
#include "common/db/lock.hpp"
#include "common/pack/writer.hpp"
#include "common/schema/words.hpp"
#include "sync/authority/manifest.hpp"
#include "sync/engine/token.hpp"
#include "sync/merge/row.hpp"
#include "tests/support/folder.hpp"

namespace branchline::sync {

namespace {

namespace words = schema::words;
using crypto::SigningKey;
using schema::Value;

constexpr Instant kIssued{Milliseconds(1767225600000)};  // 2026-01-01T00:00:00Z

SigningKey key(std::uint8_t seed) {
    return SigningKey::from_seed(Bytes(32, seed));
}

// Manifests: two roots, both must sign.

Manifest first_manifest() {
    return {
        .version = 1,
        .organisation = "Synthetic Importer",
        .root_keys = {key(0x01).public_key(), key(0x02).public_key()},
        .threshold = 2,
        .enrol_keys = {key(0x20).public_key()},
        .decide_keys = {key(0x30).public_key()},
        .log_keys = {key(0x40).public_key()},
        .hub_transport = crypto::transport_pair_from_secret(Bytes(32, 0x60)).public_key,
        .issued = kIssued
    };
}

SignedManifest sign_by_both(const Manifest& manifest, const NetId& net) {
    SignedManifest out{.manifest = manifest, .bytes = encode_manifest(manifest)};
    out.signatures.push_back({0, sign_manifest(key(0x01), net, out.bytes)});
    out.signatures.push_back({1, sign_manifest(key(0x02), net, out.bytes)});
    return out;
}

SignedManifest founding() {
    return sign_by_both(first_manifest(), NetId{});
}
NetId golden_net() {
    return net_of(founding());
}

/// A second decide key joins the first.
SignedManifest successor() {
    Manifest next = first_manifest();
    next.version = 2;
    next.decide_keys.push_back(key(0x31).public_key());
    next.previous = manifest_hash(founding().bytes);
    next.issued += std::chrono::hours(24);
    return sign_by_both(next, golden_net());
}

// Certificate and token.

Certificate certificate() {
    const PublicKey incarnation = key(0x50).public_key();
    return {
        .serial = 7,
        .net = golden_net(),
        .dealer = "D01",
        .branch = "B01",
        .incarnation = incarnation,
        .transport = crypto::transport_pair_from_secret(Bytes(32, 0x61)).public_key,
        .operator_id = operator_of(incarnation),
        .streams = {"dealer/D01", "policy"},
        .issued = kIssued,
        .replaces = std::nullopt
    };
}

JoinToken token() {
    return {
        .endpoint = "tcp://hub.example:7400",
        .hub_transport = first_manifest().hub_transport,
        .net = golden_net(),
        .id = {1, 2, 3, 4, 5, 6, 7, 8},
        .secret = Bytes(16, 0xa5)
    };
}

Join join_request() {
    return make_join(token(), key(0x50), certificate().transport);
}

// Rows: what is hashed is written here once more by hand.

constexpr schema::Field kThingFields[] = {
    {1, "title", words::text,    words::author, words::own,    words::required,  "Title"},
    {2, "tags",  words::text,    words::dealer, words::set,    words::optional,  "Tags" },
    {3, "pin",   words::text,    words::dealer, words::own,    words::sensitive, "PIN"  },
    {4, "text",  words::text,    words::dealer, words::lww,    words::optional,  "Text" },
    {5, "units", words::integer, words::nobody, words::ledger, words::optional,  "Units"},
};
constexpr schema::Entity kThing{
    .id = 32, .name = "golden.thing", .collection = "things", .fields = kThingFields};

const LogId kLog = LogId::from(Bytes(32, 0x77));
const RowId kRow = dot_row_id(0x7777777777777777, 2, 0);

/// Field 4 has no value and does not appear; of field 3 only the version does.
merge::RowView golden_view() {
    const Version earlier{1, prefix_of(kLog), 2};
    const Version later{2, prefix_of(kLog), 3};
    merge::RowView view{.life = Life::alive};
    view.fields = {
        {.value = Value(std::string("Door scratched")), .version = earlier},
        {.value = Value(std::vector<std::string>{"body", "paint"}), .version = later},
        {.value = Value(std::string("4711")), .version = later},
        {},
        {.value = Value(std::int64_t{-40000})}
    };
    return view;
}

Bytes row_input() {
    pack::Writer w;
    w.uint(32).bytes(kRow);
    w.uint(1).array(2).bytes(kLog).uint(2).text("Door scratched");
    w.uint(2).array(2).bytes(kLog).uint(3).array(2).text("body").text("paint");
    w.uint(3).array(2).bytes(kLog).uint(3);
    w.uint(5).nil().integer(-40000);
    return w.take();
}

Hash golden_row_hash() {
    return merge::row_hash(kThing, kRow, golden_view(), [](LogPrefix) { return kLog; });
}

// High water: the record of 300 own entries, then of 301, in a file of its own.

Bytes high_water_record(std::uint64_t entries) {
    pack::Writer w;
    w.array(2).bytes(key(0x50).public_key()).uint(entries);
    return w.take();
}

Bytes high_water_file() {
    const test::Folder folder;
    const auto path = folder / "high-water";
    {
        const auto file = db::SlotFile::open(path);
        REQUIRE(file);
        REQUIRE((*file)->write(high_water_record(300)));
        REQUIRE((*file)->write(high_water_record(301)));
    }
    std::ifstream in(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), {});
}

/// A slot without the zeros that fill it.
ByteView slot(const Bytes& file, std::size_t number) {
    constexpr std::size_t kSlot = 4096;
    const ByteView whole = ByteView(file).subspan(number * kSlot, kSlot);
    return whole.first(8 + 4 + static_cast<std::size_t>(read_big_endian(whole.subspan(8, 4))) + 8);
}

// The file.

void tell_manifest(std::ostream& out, const std::string& name, const SignedManifest& manifest) {
    out << "\nmanifest " << name << "\nbytes " << to_hex(manifest.bytes) << "\nhash "
        << to_hex(manifest_hash(manifest.bytes)) << "\n";
    for (const auto& entry : manifest.signatures) {
        out << "signature " << entry.key << " " << to_hex(entry.signature) << "\n";
    }
    out << "signed " << to_hex(encode_signed(manifest)) << "\n";
}

void tell_token(std::ostream& out) {
    const Join join = join_request();
    const auto pair = join_transport(token().id);
    out << "\ntoken\nabout endpoint tcp://hub.example:7400; id 0102030405060708; secret 16 x a5\n"
        << "text " << encode_token(token()) << "\nverifier "
        << to_hex(token_verifier(token().secret)) << "\ntransport_secret " << to_hex(pair.secret)
        << "\ntransport_public " << to_hex(pair.public_key) << "\nproof " << to_hex(join.proof)
        << "\npossession " << to_hex(join.possession) << "\nframe " << to_hex(encode(join)) << "\n";
}

void tell_digest(std::ostream& out) {
    Hash sum;
    merge::add_to_digest(sum, golden_row_hash());
    merge::add_to_digest(sum, Hash::from(Bytes(32, 0xff)));
    out << "\nrow\nabout entity 32, row (7777777777777777, 2, 0), log 32 x 77; field 1 text by"
        << " entry 2; field 2 set, by entry 3; field 3 sensitive, by entry 3; field 4 empty;"
        << " field 5 balance -40000\ninput " << to_hex(row_input()) << "\nhash "
        << to_hex(golden_row_hash()) << "\nsum_with_32_x_ff " << to_hex(sum) << "\n";
}

std::string golden_text() {
    std::ostringstream out;
    out << "# Trust and state, docs/formats/: manifest, certificate, token, digest, high_water.\n"
        << "# Written by BRANCHLINE_REWRITE_GOLDEN=1. Seeds, 32 bytes each: roots 01 and 02, enrol"
        << " 20,\n# decide 30 and 31, log 40, incarnation 50; transport secrets: hub 60, node 61."
        << "\nnet " << to_hex(golden_net()) << "\n";
    tell_manifest(out, "first", founding());
    tell_manifest(out, "next", successor());
    out << "\ncertificate\nabout serial 7, dealer D01, branch B01, issued 2026-01-01T00:00:00Z\n"
        << "operator " << to_hex(certificate().operator_id) << "\nbytes "
        << to_hex(encode_certificate(certificate(), key(0x20))) << "\n";
    tell_token(out);
    tell_digest(out);
    const Bytes file = high_water_file();
    out << "\nhigh_water\nabout 300 own entries of incarnation 50, written twice, then 301\n"
        << "slot 0 " << to_hex(slot(file, 0)) << "\nslot 1 " << to_hex(slot(file, 1)) << "\n";
    return out.str();
}

}  // namespace

TEST_CASE("trust golden: the bytes of format 1 never change", "[authority][golden]") {
    const std::string path = BRANCHLINE_SOURCE_ROOT "/tests/golden/trust.txt";
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << golden_text();
    std::ifstream in(path);
    std::ostringstream stored;
    stored << in.rdbuf();
    CHECK(golden_text() == stored.str());
}

TEST_CASE("trust golden: the manifests are trusted, one after the other", "[authority][golden]") {
    CHECK(verify_first(founding(), golden_net()));
    CHECK(verify_next(successor(), founding(), golden_net()));
}

TEST_CASE("trust golden: the certificate comes back from its bytes", "[authority][golden]") {
    const auto enrol_keys = first_manifest().enrol_keys;
    const auto read =
        decode_certificate(encode_certificate(certificate(), key(0x20)), golden_net(), enrol_keys);
    REQUIRE(read);
    CHECK(*read == certificate());
}

TEST_CASE("trust golden: the request proves the token", "[authority][golden]") {
    const auto read = decode_token(encode_token(token()));
    REQUIRE(read);
    CHECK(*read == token());
    CHECK(proves(join_request(), token_verifier(token().secret), golden_net()));
}

TEST_CASE("trust golden: a row hash is the hash of what the page says", "[authority][golden]") {
    CHECK(golden_row_hash() == crypto::blake2b("bl/row/1", {row_input()}));
}

}  // namespace branchline::sync
