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

static_assert(sizeof(crypto_generichash_state) == 384 && alignof(crypto_generichash_state) <= 64);

namespace {
crypto_generichash_state* as_state(std::array<std::uint8_t, 384>& bytes) {
    return reinterpret_cast<crypto_generichash_state*>(bytes.data());
}
}  // namespace

Blake2b::Blake2b(std::string_view prefix) {
    ensure_sodium();
    crypto_generichash_init(as_state(state_), nullptr, 0, Hash::kSize);
    add(as_bytes(prefix));
}

void Blake2b::add(ByteView part) {
    crypto_generichash_update(as_state(state_), part.data(), part.size());
}

Hash Blake2b::finish() {
    Hash out;
    crypto_generichash_final(as_state(state_), out.bytes.data(), Hash::kSize);
    return out;
}

bool equal_secret(ByteView a, ByteView b) {
    ensure_sodium();
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace branchline::crypto
