// Ed25519 over plain bytes, by the first two vectors of RFC 8032.
#include "common/crypto/detached.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/signing.hpp"

using namespace branchline;

namespace {

Bytes bytes_of(std::string_view digits) {
    const auto out = from_hex(digits);
    REQUIRE(out);
    return *out;
}

}  // namespace

TEST_CASE("detached: an empty message is signed as RFC 8032 does", "[crypto]") {
    const Bytes seed = bytes_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    CHECK(to_hex(crypto::ed25519_public(seed)) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    CHECK(to_hex(crypto::ed25519_sign(seed, {})) ==
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
          "1cf9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST_CASE("detached: a byte is signed as RFC 8032 does, and another one is not", "[crypto]") {
    const Bytes seed = bytes_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const Bytes key = crypto::ed25519_public(seed);
    const Bytes message = {0x72};
    const Bytes signature = crypto::ed25519_sign(seed, message);
    CHECK(to_hex(signature) ==
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
          "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    const auto checks = [&](const Bytes& text) {
        return crypto::verify_bytes(PublicKey::from(key), text, Signature::from(signature));
    };
    CHECK(checks(message));
    CHECK_FALSE(checks({0x73}));
}
