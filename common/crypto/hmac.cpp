#include "common/crypto/hmac.hpp"

#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

Hash hmac_sha256(ByteView key, std::initializer_list<ByteView> parts) {
    ensure_sodium();
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    for (const ByteView part : parts) {
        crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    }
    Hash out;
    crypto_auth_hmacsha256_final(&state, out.bytes.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Hash sha256(ByteView bytes) {
    ensure_sodium();
    Hash out;
    crypto_hash_sha256(out.bytes.data(), bytes.data(), bytes.size());
    return out;
}

Bytes sha512(ByteView bytes) {
    ensure_sodium();
    Bytes out(crypto_hash_sha512_BYTES);
    crypto_hash_sha512(out.data(), bytes.data(), bytes.size());
    return out;
}

std::string to_base64(ByteView bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
    std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
    out.pop_back();  // The zero byte that it ends with.
    return out;
}

Result<Bytes> from_base64(std::string_view text) {
    if (text.empty()) return Bytes();
    Bytes out(text.size());
    std::size_t size = 0;
    const int read = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                       &size, nullptr, sodium_base64_VARIANT_ORIGINAL);
    if (read != 0) return fail(Code::invalid, "not-base64", "the text is not base64");
    out.resize(size);
    return out;
}

}  // namespace branchline::crypto
