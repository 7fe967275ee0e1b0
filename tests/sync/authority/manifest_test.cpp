#include "sync/authority/manifest.hpp"

#include <catch2/catch.hpp>

#include "common/pack/writer.hpp"

namespace branchline::sync {

namespace {

using crypto::SigningKey;

SigningKey key(std::uint8_t seed) {
    return SigningKey::from_seed(Bytes(32, seed));
}

// Seeds by role. Roots are 1 to 3.
const SigningKey kEnrol = key(0x20);
const SigningKey kDecide = key(0x30);
const SigningKey kLog = key(0x40);
const SigningKey kNode = key(0x50);

std::vector<PublicKey> publics(const std::vector<std::uint8_t>& seeds) {
    std::vector<PublicKey> out;
    for (const std::uint8_t seed : seeds) out.push_back(key(seed).public_key());
    return out;
}

Manifest plain(const std::vector<std::uint8_t>& roots, std::uint64_t threshold) {
    return {.version = 1,
            .organisation = "Nordic Cars",
            .root_keys = publics(roots),
            .threshold = threshold,
            .enrol_keys = {kEnrol.public_key()},
            .decide_keys = {kDecide.public_key()},
            .log_keys = {kLog.public_key()},
            .hub_transport = TransportKey::from(Bytes(32, 0x66)),
            .issued = Instant(Milliseconds(1'700'000'000'000))};
}

/// Signed by these roots; a place is the root's place in the manifest.
SignedManifest sign(const Manifest& manifest,
                    const NetId& net,
                    const std::vector<std::uint8_t>& seeds) {
    SignedManifest out{.manifest = manifest, .bytes = encode_manifest(manifest)};
    for (const std::uint8_t seed : seeds) {
        const auto& roots = manifest.root_keys;
        const auto at = std::find(roots.begin(), roots.end(), key(seed).public_key());
        const auto place = static_cast<std::uint64_t>(at - roots.begin());
        out.signatures.push_back({place, sign_manifest(key(seed), net, out.bytes)});
    }
    return out;
}

SignedManifest first(const std::vector<std::uint8_t>& roots,
                     std::uint64_t threshold,
                     const std::vector<std::uint8_t>& signers) {
    return sign(plain(roots, threshold), NetId{}, signers);
}

/// The version behind `current`, changed by `edit`, signed for `net`.
template <class Edit>
SignedManifest next_of(const SignedManifest& current,
                       const NetId& net,
                       const std::vector<std::uint8_t>& signers,
                       Edit edit) {
    Manifest next = current.manifest;
    next.version = current.manifest.version + 1;
    next.previous = manifest_hash(current.bytes);
    edit(next);
    return sign(next, net, signers);
}

bool decodes(const Manifest& manifest) {
    return decode_manifest(
               encode_signed({.manifest = manifest, .bytes = encode_manifest(manifest)}))
        .has_value();
}

bool is_untrusted(const Result<>& result) {
    return !result && result.error().code == Code::forbidden &&
           result.error().id == "untrusted-manifest";
}

const auto kSame = [](Manifest&) {};

Certificate plain_certificate(const NetId& net) {
    return {
        .serial = 7,
        .net = net,
        .dealer = "D01",
        .branch = "B01",
        .incarnation = kNode.public_key(),
        .transport = TransportKey::from(Bytes(32, 0x77)),
        .operator_id = operator_of(kNode.public_key()),
        .streams = {"dealer/D01", "policy"},
        .issued = Instant(Milliseconds(1'700'000'000'001))
    };
}

const NetId kNet = NetId::from(Bytes(32, 0x11));

Result<Certificate> decoded(ByteView bytes) {
    const std::vector<PublicKey> enrol = {kEnrol.public_key()};
    return decode_certificate(bytes, kNet, enrol);
}

}  // namespace

TEST_CASE("manifest: what is signed decodes to the same", "[authority]") {
    const SignedManifest manifest = first({1, 2, 3}, 2, {1, 3});
    const auto read = decode_manifest(encode_signed(manifest));
    REQUIRE(read);
    CHECK(read->manifest == manifest.manifest);
    CHECK(read->bytes == manifest.bytes);
    CHECK(read->signatures == manifest.signatures);
}

TEST_CASE("manifest: the first one founds the network that bears its hash", "[authority]") {
    const SignedManifest manifest = first({1}, 1, {1});
    const NetId net = net_of(manifest);
    CHECK(net == NetId::from(manifest_hash(manifest.bytes)));
    CHECK(verify_first(manifest, net));
    CHECK(is_untrusted(verify_first(manifest, kNet)));
}

TEST_CASE("manifest: a quorum of one of one", "[authority]") {
    const SignedManifest unsigned_one = first({1}, 1, {});
    CHECK(is_untrusted(verify_first(unsigned_one, net_of(unsigned_one))));
    const SignedManifest current = first({1}, 1, {1});
    const NetId net = net_of(current);
    CHECK(verify_next(next_of(current, net, {1}, kSame), current, net));
    CHECK(is_untrusted(verify_next(next_of(current, net, {}, kSame), current, net)));
}

TEST_CASE("manifest: a quorum of two of three, whichever two", "[authority]") {
    using Signers = std::vector<std::uint8_t>;
    const SignedManifest current = first({1, 2, 3}, 2, {1, 2});
    const NetId net = net_of(current);
    CHECK(verify_first(current, net));
    for (const Signers& enough : {
             Signers{1, 2},
             Signers{2, 3},
             Signers{3, 1},
             Signers{1, 2, 3}
    }) {
        CHECK(verify_next(next_of(current, net, enough, kSame), current, net));
    }
    for (const Signers& few : {
             Signers{},
             Signers{1},
             Signers{3},
             Signers{2, 2},
             Signers{1, 1, 1}
    }) {
        CHECK(is_untrusted(verify_next(next_of(current, net, few, kSame), current, net)));
    }
}

TEST_CASE("manifest: a signature at another root's place does not count", "[authority]") {
    SignedManifest manifest = first({1, 2}, 2, {1, 2});
    const NetId net = net_of(manifest);
    std::swap(manifest.signatures[0].key, manifest.signatures[1].key);
    CHECK(is_untrusted(verify_first(manifest, net)));
    manifest.signatures[0].key = 2;
    CHECK(is_untrusted(verify_first(manifest, net)));
}

TEST_CASE("manifest: a signature for another network does not count", "[authority]") {
    const SignedManifest current = first({1}, 1, {1});
    const NetId net = net_of(current);
    CHECK(is_untrusted(verify_next(next_of(current, kNet, {1}, kSame), current, net)));
    CHECK(is_untrusted(verify_next(next_of(current, NetId{}, {1}, kSame), current, net)));
    const Manifest founding = plain({1}, 1);
    const SignedManifest foreign = sign(founding, kNet, {1});
    CHECK(is_untrusted(verify_first(foreign, net_of(foreign))));
}

TEST_CASE("manifest: versions neither stand still nor go back nor jump", "[authority]") {
    const SignedManifest one = first({1}, 1, {1});
    const NetId net = net_of(one);
    const SignedManifest two = next_of(one, net, {1}, kSame);
    const SignedManifest three = next_of(two, net, {1}, kSame);
    CHECK(verify_next(three, two, net));
    CHECK(is_untrusted(verify_next(two, two, net)));
    CHECK(is_untrusted(verify_next(one, two, net)));
    CHECK(is_untrusted(verify_next(two, three, net)));
    CHECK(is_untrusted(verify_next(three, one, net)));
    CHECK(is_untrusted(verify_first(two, net)));
}

TEST_CASE("manifest: a version of another history does not follow", "[authority]") {
    const SignedManifest one = first({1}, 1, {1});
    const NetId net = net_of(one);
    const auto other = [&](Manifest& m) { m.organisation = "Other"; };
    const SignedManifest two = next_of(one, net, {1}, kSame);
    const SignedManifest twin = next_of(one, net, {1}, other);
    CHECK(is_untrusted(verify_next(next_of(twin, net, {1}, kSame), two, net)));
}

TEST_CASE("manifest: new roots need the quorum of the old and their own", "[authority]") {
    const SignedManifest one = first({1}, 1, {1});
    const NetId net = net_of(one);
    const auto two_roots = [](Manifest& m) {
        m.root_keys = publics({1, 2});
        m.threshold = 2;
    };
    const auto usurped = [](Manifest& m) { m.root_keys = publics({2}); };
    CHECK(is_untrusted(verify_next(next_of(one, net, {1}, two_roots), one, net)));
    CHECK(is_untrusted(verify_next(next_of(one, net, {2}, usurped), one, net)));
    const SignedManifest two = next_of(one, net, {1, 2}, two_roots);
    CHECK(verify_next(two, one, net));
}

TEST_CASE("manifest: a root is replaced in two steps, with both in between", "[authority]") {
    const SignedManifest one = first({1}, 1, {1});
    const NetId net = net_of(one);
    const SignedManifest two =
        next_of(one, net, {1}, [](Manifest& m) { m.root_keys = publics({1, 2}); });
    const SignedManifest three =
        next_of(two, net, {2}, [](Manifest& m) { m.root_keys = publics({2}); });
    CHECK(verify_next(two, one, net));
    CHECK(verify_next(three, two, net));
    CHECK(is_untrusted(verify_next(next_of(three, net, {1}, kSame), three, net)));
}

TEST_CASE("manifest: one key has one role", "[authority]") {
    const PublicKey root = key(1).public_key();
    CHECK(decodes(plain({1}, 1)));
    const auto with = [](auto edit) {
        Manifest m = plain({1}, 1);
        edit(m);
        return decodes(m);
    };
    CHECK_FALSE(with([&](Manifest& m) { m.enrol_keys = {root}; }));
    CHECK_FALSE(with([&](Manifest& m) { m.decide_keys = {root}; }));
    CHECK_FALSE(with([&](Manifest& m) { m.log_keys = {root}; }));
    CHECK_FALSE(with([&](Manifest& m) { m.decide_keys = m.enrol_keys; }));
    CHECK_FALSE(with([&](Manifest& m) { m.log_keys = m.enrol_keys; }));
    CHECK_FALSE(with([&](Manifest& m) { m.log_keys = m.decide_keys; }));
    CHECK_FALSE(with([&](Manifest& m) { m.root_keys = {root, root}; }));
    CHECK_FALSE(with([&](Manifest& m) { m.log_keys.push_back(m.log_keys[0]); }));
}

TEST_CASE("manifest: numbers, keys and names stay within their limits", "[authority]") {
    const auto with = [](auto edit) {
        Manifest m = plain({1, 2}, 2);
        edit(m);
        return decodes(m);
    };
    CHECK(with([](Manifest&) {}));
    CHECK_FALSE(with([](Manifest& m) { m.threshold = 0; }));
    CHECK_FALSE(with([](Manifest& m) { m.threshold = 3; }));
    CHECK_FALSE(with([](Manifest& m) { m.version = 0; }));
    CHECK_FALSE(with([](Manifest& m) { m.version = 2; }));
    CHECK_FALSE(with([](Manifest& m) { m.previous = Hash::from(Bytes(32, 1)); }));
    CHECK(with([](Manifest& m) {
        m.version = 2;
        m.previous = Hash::from(Bytes(32, 1));
    }));
    CHECK_FALSE(with([](Manifest& m) { m.enrol_keys.clear(); }));
    CHECK_FALSE(with([](Manifest& m) { m.decide_keys.clear(); }));
    CHECK_FALSE(with([](Manifest& m) { m.log_keys.clear(); }));
    CHECK_FALSE(with([](Manifest& m) { m.root_keys.clear(); }));
    CHECK(with([](Manifest& m) { m.organisation = std::string(200, 'a'); }));
    CHECK_FALSE(with([](Manifest& m) { m.organisation = std::string(201, 'a'); }));
    std::vector<std::uint8_t> seeds;
    for (std::uint8_t seed = 100; seed < 117; ++seed) seeds.push_back(seed);
    CHECK_FALSE(with([&](Manifest& m) { m.log_keys = publics(seeds); }));
    seeds.pop_back();
    CHECK(with([&](Manifest& m) { m.log_keys = publics(seeds); }));
}

TEST_CASE("manifest: the absence of a previous version is said in one way only", "[authority]") {
    const Bytes bytes = encode_manifest(plain({1}, 1));
    // The second last value: nil, one byte, before the time stamp of nine.
    REQUIRE(bytes[bytes.size() - 10] == 0xc0);
    Bytes zero(bytes.begin(), bytes.end() - 10);
    append(zero, pack::Writer().bytes(Bytes(32)).take());
    zero.insert(zero.end(), bytes.end() - 9, bytes.end());
    CHECK_FALSE(decode_manifest(encode_signed({.manifest = {}, .bytes = zero})));
}

TEST_CASE("manifest: no changed byte of a signed one is trusted", "[authority]") {
    const SignedManifest manifest = first({1}, 1, {1});
    const NetId net = net_of(manifest);
    const Bytes bytes = encode_signed(manifest);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Bytes changed = bytes;
        changed[i] ^= 1U;
        CAPTURE(i);
        const auto read = decode_manifest(changed);
        CHECK_FALSE((read && verify_first(*read, net)));
        CHECK_FALSE(decode_manifest(ByteView(bytes).first(i)));
    }
}

TEST_CASE("certificate: what the enrol role signs is accepted as it was written", "[authority]") {
    Certificate certificate = plain_certificate(kNet);
    const auto read = decoded(encode_certificate(certificate, kEnrol));
    REQUIRE(read);
    CHECK(*read == certificate);
    CHECK(read->holds("policy"));
    CHECK_FALSE(read->holds("dealer/D02"));
    certificate.replaces = key(9).public_key();
    const auto renewed = decoded(encode_certificate(certificate, kEnrol));
    REQUIRE(renewed);
    CHECK(*renewed == certificate);
}

TEST_CASE("certificate: no role but enrol can sign one", "[authority]") {
    for (const SigningKey& other : {kLog, kDecide, key(1), kNode}) {
        const auto read = decoded(encode_certificate(plain_certificate(kNet), other));
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Code::forbidden);
        CHECK(read.error().id == "untrusted-certificate");
    }
}

TEST_CASE("certificate: every enrol key counts, and without one none does", "[authority]") {
    const Bytes bytes = encode_certificate(plain_certificate(kNet), kEnrol);
    const std::vector<PublicKey> both = {key(8).public_key(), kEnrol.public_key()};
    CHECK(decode_certificate(bytes, kNet, both));
    CHECK_FALSE(decode_certificate(bytes, kNet, {}));
}

TEST_CASE("certificate: one of another network is refused", "[authority]") {
    const NetId other = NetId::from(Bytes(32, 0x12));
    CHECK_FALSE(decoded(encode_certificate(plain_certificate(other), kEnrol)));
}

TEST_CASE("certificate: the operator belongs to the incarnation", "[authority]") {
    Certificate certificate = plain_certificate(kNet);
    certificate.operator_id = operator_of(key(9).public_key());
    CHECK_FALSE(decoded(encode_certificate(certificate, kEnrol)));
}

TEST_CASE("certificate: streams ascend and are limited", "[authority]") {
    const auto with = [](std::vector<std::string> streams) {
        Certificate certificate = plain_certificate(kNet);
        certificate.streams = std::move(streams);
        return decoded(encode_certificate(certificate, kEnrol)).has_value();
    };
    CHECK(with({}));
    CHECK_FALSE(with({"b", "a"}));
    CHECK_FALSE(with({"a", "a"}));
    CHECK(with({std::string(200, 'a')}));
    CHECK_FALSE(with({std::string(201, 'a')}));
    std::vector<std::string> many;
    for (int i = 100; i < 164; ++i) many.push_back("dealer/" + std::to_string(i));
    CHECK(with(many));
    many.emplace_back("dealer/999");
    CHECK_FALSE(with(many));
}

TEST_CASE("certificate: no changed or missing byte is accepted", "[authority]") {
    const Bytes bytes = encode_certificate(plain_certificate(kNet), kEnrol);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Bytes changed = bytes;
        changed[i] ^= 1U;
        CAPTURE(i);
        CHECK_FALSE(decoded(changed));
        CHECK_FALSE(decoded(ByteView(bytes).first(i)));
    }
}

}  // namespace branchline::sync
