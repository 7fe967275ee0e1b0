#include "common/crypto/signing.hpp"

#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

namespace {

Bytes signed_text(std::string_view prefix, const NetId& net, const Hash& hash) {
    Bytes out;
    out.reserve(prefix.size() + NetId::kSize + Hash::kSize);
    append(out, as_bytes(prefix));
    append(out, net);
    append(out, hash);
    return out;
}

}  // namespace

SigningKey SigningKey::from_seed(ByteView seed) {
    ASSERT(seed.size() == crypto_sign_SEEDBYTES);
    ensure_sodium();
    SigningKey key;
    crypto_sign_seed_keypair(key.public_.bytes.data(), key.secret_.data(), seed.data());
    return key;
}

Signature SigningKey::sign(std::string_view prefix, const NetId& net, const Hash& hash) const {
    ASSERT(!public_.is_zero());  // A key that was never derived signs nothing.
    const Bytes text = signed_text(prefix, net, hash);
    Signature out;
    crypto_sign_detached(out.bytes.data(), nullptr, text.data(), text.size(), secret_.data());
    return out;
}

SigningKey::~SigningKey() {
    sodium_memzero(secret_.data(), secret_.size());
}

bool verify(std::string_view prefix,
            const NetId& net,
            const Hash& hash,
            const PublicKey& key,
            const Signature& signature) {
    return verify_bytes(key, signed_text(prefix, net, hash), signature);
}

bool verify_bytes(const PublicKey& key, ByteView message, const Signature& signature) {
    ensure_sodium();
    return crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                       key.bytes.data()) == 0;
}

}  // namespace branchline::crypto
