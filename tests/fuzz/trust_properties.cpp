// Certificates, manifests and tokens. What a fuzzer cannot guess, a signature or a checksum, is put
// under its bytes here: trust must not depend on nobody finding the next thing that is wrong.
#include "common/crypto/hash.hpp"
#include "common/pack/writer.hpp"
#include "sync/authority/manifest.hpp"
#include "sync/engine/token.hpp"
#include "tests/fuzz/properties.hpp"

namespace branchline::fuzz {

namespace {

using namespace sync;
using crypto::SigningKey;

// The keys of tests/golden/trust.txt, so that its bytes are seeds.
const SigningKey& key(std::uint8_t seed) {
    static std::array<SigningKey, 256> keys;
    if (keys[seed].public_key().is_zero()) keys[seed] = SigningKey::from_seed(Bytes(32, seed));
    return keys[seed];
}

const NetId& golden_net() {
    static const NetId net =
        *fixed_from_hex<NetId>("29e64bc5a613b94f828b1a5317a52ffeb51a1af18a02f5720c25dc00516ebb7e");
    return net;
}

Result<Certificate> read_certificate(ByteView bytes) {
    const PublicKey enrol[] = {key(0x20).public_key()};
    return decode_certificate(bytes, golden_net(), enrol);
}

std::string check_certificate_bytes(ByteView bytes, const Certificate& certificate) {
    // Ed25519 signatures are a function of key and message.
    if (!equal(encode_certificate(certificate, key(0x20)), bytes)) {
        return "the certificate is written differently";
    }
    const PublicKey others[] = {key(0x21).public_key(), key(0x01).public_key()};
    if (decode_certificate(bytes, golden_net(), others)) return "any key may enrol";
    if (decode_certificate(bytes, NetId{}, others)) return "a certificate fits every network";
    for (const std::string& stream : certificate.streams) {
        if (!certificate.holds(stream)) return "a stream of the certificate is not held";
    }
    return {};
}

Bytes seal_certificate(ByteView content) {
    const Hash hash = crypto::blake2b("bl/certificate/1", {content});
    pack::Writer w;
    w.array(2).bytes(content).bytes(key(0x20).sign("bl/certificate/1", golden_net(), hash));
    return w.take();
}

std::string check_manifest_bytes(ByteView bytes, const SignedManifest& signed_manifest) {
    if (!equal(encode_signed(signed_manifest), bytes)) return "the manifest is written differently";
    if (encode_manifest(signed_manifest.manifest) != signed_manifest.bytes) {
        return "the content of the manifest is written differently";
    }
    const NetId net = net_of(signed_manifest);
    if (verify_next(signed_manifest, signed_manifest, net)) return "a manifest follows itself";
    return {};
}

/// The content under the signatures of two roots, at the first two places.
SignedManifest seal_manifest(ByteView content) {
    SignedManifest out{.manifest = {}, .bytes = to_bytes(content), .signatures = {}};
    out.signatures.push_back({0, sign_manifest(key(0x01), NetId{}, out.bytes)});
    out.signatures.push_back({1, sign_manifest(key(0x02), NetId{}, out.bytes)});
    return out;
}

/// Counted by hand: who of the two signers stands at the place that he signed for.
bool has_quorum(const Manifest& manifest) {
    std::uint64_t signers = 0;
    const auto& roots = manifest.root_keys;
    if (!roots.empty() && roots[0] == key(0x01).public_key()) ++signers;
    if (roots.size() > 1 && roots[1] == key(0x02).public_key()) ++signers;
    return manifest.version == 1 && signers >= manifest.threshold;
}

Judgement check_sealed_manifest(ByteView content) {
    const Bytes bytes = encode_signed(seal_manifest(content));
    const auto read = decode_manifest(bytes);
    if (!read) return {};
    const bool trusted = verify_first(*read, net_of(*read)).has_value();
    if (trusted != has_quorum(read->manifest)) return {true, "the quorum is counted differently"};
    return {true, check_manifest_bytes(bytes, *read)};
}

std::string check_token_text(std::string_view text, const JoinToken& token) {
    const std::string written = encode_token(token);
    if (written != text) return "the token is written differently";
    const auto again = decode_token(written);
    if (!again || *again != token) return "another token comes back";
    return {};
}

std::string seal_token(ByteView content) {
    Bytes bytes = to_bytes(content);
    append(bytes, crypto::blake2b("bl/token-check/1", {content}).view().first(8));
    return "bl1-" + crypto::to_base64url(bytes);
}

}  // namespace

Judgement check_certificate(ByteView input) {
    if (const auto read = read_certificate(input)) {
        return {true, check_certificate_bytes(input, *read)};
    }
    const Bytes sealed = seal_certificate(input);
    const auto read = read_certificate(sealed);
    if (!read) return {};
    return {true, check_certificate_bytes(sealed, *read)};
}

Judgement check_manifest(ByteView input) {
    const auto read = decode_manifest(input);
    if (!read) return check_sealed_manifest(input);
    return {true, check_manifest_bytes(input, *read)};
}

Judgement check_token(ByteView input) {
    const std::string_view text = as_text(input);
    if (const auto read = decode_token(text)) return {true, check_token_text(text, *read)};
    const std::string sealed = seal_token(input);
    const auto read = decode_token(sealed);
    if (!read) return {};
    return {true, check_token_text(sealed, *read)};
}

}  // namespace branchline::fuzz
