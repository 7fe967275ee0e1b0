// Ed25519 as libsodium decides it: one rule for "valid signature" on every replica.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::crypto {

/// An Ed25519 key pair. The secret stays in memory that is wiped on destruction.
class SigningKey {
public:
    SigningKey() = default;
    /// Derives the pair from exactly 32 secret bytes.
    static SigningKey from_seed(ByteView seed);

    const PublicKey& public_key() const { return public_; }
    /// Signs prefix || net || hash; a signature made for one purpose or network fits no other.
    Signature sign(std::string_view prefix, const NetId& net, const Hash& hash) const;
    ByteView seed() const { return {secret_.data(), 32}; }

    SigningKey(const SigningKey&) = default;
    SigningKey(SigningKey&&) = default;
    SigningKey& operator=(const SigningKey&) = default;
    SigningKey& operator=(SigningKey&&) = default;
    ~SigningKey();

private:
    PublicKey public_;
    std::array<std::uint8_t, 64> secret_{};
};

/// True when libsodium accepts the signature; it refuses S >= L and small-order points.
bool verify(std::string_view prefix,
            const NetId& net,
            const Hash& hash,
            const PublicKey& key,
            const Signature& signature);

/// The same rule for bytes that do not have our shape, such as third-party test vectors. Entries,
/// heads and certificates use verify(), which binds the purpose and the network.
bool verify_bytes(const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace branchline::crypto
