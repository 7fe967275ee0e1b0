// Public keys of others, as OpenID providers publish them, and whether something was signed with
// the key that belongs to one. Entries are another matter: common/crypto.
#pragma once

#include <cstdint>
#include <memory>

#include "common/base/bytes.hpp"

struct evp_pkey_st;

namespace branchline::tls {

/// What a key signs with. A key has one algorithm, so nobody can ask it for another.
enum class Algorithm : std::uint8_t {
    rs256,  ///< RSASSA-PKCS1-v1_5 with SHA-256.
    es256,  ///< ECDSA on P-256 with SHA-256.
    eddsa,  ///< Ed25519.
};

class SignerKey {
public:
    // Code::invalid "bad-public-key" for what is no such key, or too small or too large a one.

    /// 2048 to 8192 bits. Numbers with the most significant byte first.
    static Result<SignerKey> rsa(ByteView modulus, ByteView exponent);
    /// 32 bytes each; the point must be on the curve.
    static Result<SignerKey> p256(ByteView x, ByteView y);
    static Result<SignerKey> ed25519(ByteView point);

    Algorithm algorithm() const { return algorithm_; }
    /// Of ES256 the signature is r and s, 32 bytes each, as RFC 7518 has it.
    bool verify(ByteView message, ByteView signature) const;

private:
    SignerKey(std::shared_ptr<evp_pkey_st> key, Algorithm algorithm)
        : key_(std::move(key)), algorithm_(algorithm) {}

    std::shared_ptr<evp_pkey_st> key_;
    Algorithm algorithm_;
};

}  // namespace branchline::tls
