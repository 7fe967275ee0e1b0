#include "common/crypto/hash.hpp"

#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

Hash blake2b(std::string_view prefix, std::initializer_list<ByteView> parts) {
    ensure_sodium();
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, Hash::kSize);
    const ByteView domain = as_bytes(prefix);
    crypto_generichash_update(&state, domain.data(), domain.size());
    for (const ByteView part : parts) {
        crypto_generichash_update(&state, part.data(), part.size());
    }
    Hash out;
    crypto_generichash_final(&state, out.bytes.data(), Hash::kSize);
    return out;
}

bool equal_secret(ByteView a, ByteView b) {
    ensure_sodium();
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace branchline::crypto
