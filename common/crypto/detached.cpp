#include "common/crypto/detached.hpp"

#include <array>

#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

namespace {

struct Pair {
    explicit Pair(ByteView seed) {
        ASSERT(seed.size() == crypto_sign_SEEDBYTES);
        ensure_sodium();
        crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() { sodium_memzero(secret.data(), secret.size()); }

    std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> open{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
};

}  // namespace

Bytes ed25519_public(ByteView seed) {
    const Pair pair(seed);
    return {pair.open.begin(), pair.open.end()};
}

Bytes ed25519_sign(ByteView seed, ByteView message) {
    const Pair pair(seed);
    Bytes out(crypto_sign_BYTES);
    crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), pair.secret.data());
    return out;
}

}  // namespace branchline::crypto
