// Keys that others publish: which are taken, and what they have signed.
#include "common/tls/signer_key.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/keys.hpp"
#include "tests/common/oidc/issuer.hpp"

using namespace branchline;
using namespace branchline::tls;

namespace {

std::string id_of(const Result<SignerKey>& key) {
    return key ? "taken" : key.error().id;
}

Bytes flipped(Bytes bytes, std::size_t at) {
    bytes[at] ^= 1;
    return bytes;
}

}  // namespace

TEST_CASE("signer key: what the private one has signed holds, and nothing else does", "[oidc]") {
    for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
        const oidc::KeyPair pair(algorithm);
        const auto key = pair.public_key();
        REQUIRE(key);
        const Bytes text = to_bytes(as_bytes("what was said"));
        const Bytes signature = pair.sign(text);
        CHECK(key->algorithm() == algorithm);
        CHECK(key->verify(text, signature));
        CHECK_FALSE(key->verify(flipped(text, 3), signature));
        CHECK_FALSE(key->verify(text, flipped(signature, 5)));
        CHECK_FALSE(key->verify(text, ByteView(signature).first(signature.size() - 1)));
        CHECK_FALSE(key->verify(text, {}));
        CHECK_FALSE(key->verify(text, Bytes(signature.size(), 0)));
        CHECK_FALSE(oidc::KeyPair(algorithm).public_key()->verify(text, signature));
    }
}

TEST_CASE("signer key: an elliptic signature in DER is none", "[oidc]") {
    const oidc::KeyPair pair(Algorithm::es256);
    const Bytes text = to_bytes(as_bytes("what was said"));
    CHECK_FALSE(pair.public_key()->verify(text, pair.sign_der(text)));
}

TEST_CASE("signer key: small, huge and useless RSA keys are refused", "[oidc]") {
    const Bytes three{3};
    const Bytes usual{1, 0, 1};
    const oidc::Json real = oidc::key_of(Algorithm::rs256).published("first");
    const Bytes modulus = crypto::from_base64url(real["n"].get<std::string>()).value();
    CHECK(id_of(SignerKey::rsa(modulus, usual)) == "taken");
    CHECK(id_of(SignerKey::rsa(Bytes(128, 0xff), usual)) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa(Bytes(2048, 0xff), usual)) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa(modulus, Bytes{1})) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa(modulus, Bytes{2})) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa(modulus, Bytes{})) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa(modulus, Bytes(9, 3))) == "bad-public-key");
    CHECK(id_of(SignerKey::rsa({}, three)) == "bad-public-key");
}

TEST_CASE("signer key: a point beside the curve, or of another length, is refused", "[oidc]") {
    CHECK(id_of(SignerKey::p256(Bytes(32, 1), Bytes(32, 1))) == "bad-public-key");
    CHECK(id_of(SignerKey::p256(Bytes(31, 1), Bytes(32, 1))) == "bad-public-key");
    CHECK(id_of(SignerKey::p256({}, {})) == "bad-public-key");
    CHECK(id_of(SignerKey::ed25519(Bytes(31, 1))) == "bad-public-key");
    CHECK(id_of(SignerKey::ed25519({})) == "bad-public-key");
}
