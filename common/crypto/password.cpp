#include "common/crypto/password.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "common/base/assert.hpp"
#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

namespace {

constexpr std::size_t kHashSize = 32;
constexpr std::string_view kForm = "$argon2id$v=19$m=";

/// Base 64 without padding, as verifiers write it.
std::string to_base64(ByteView bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
    out.resize(out.find('\0'));
    return out;
}

/// The number in front of `text`, which is cut off.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return out;
}

bool take(std::string_view& text, std::string_view start) {
    if (!text.starts_with(start)) return false;
    text.remove_prefix(start.size());
    return true;
}

/// The cost that a verifier asks for; nothing when it is not one of ours.
std::optional<PasswordCost> cost_of(std::string_view verifier) {
    if (!take(verifier, kForm)) return std::nullopt;
    const auto kibibytes = take_number(verifier);
    if (!kibibytes || *kibibytes > kMostCost.memory_bytes / 1024 || !take(verifier, ",t=")) {
        return std::nullopt;
    }
    const auto passes = take_number(verifier);
    if (!passes || !take(verifier, ",p=1$")) return std::nullopt;
    return PasswordCost{.passes = *passes,
                        .memory_bytes = static_cast<std::size_t>(*kibibytes) * 1024};
}

}  // namespace

Result<std::string> make_verifier(std::string_view password,
                                  ByteView salt,
                                  const PasswordCost& cost) {
    ensure_sodium();
    ASSERT(salt.size() == kSaltSize && kSaltSize == crypto_pwhash_SALTBYTES);
    std::array<std::uint8_t, kHashSize> hash{};
    const int code =
        crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), salt.data(),
                      cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    if (code != 0) {
        return fail(Code::unavailable, "out-of-memory", "there is no memory to check a password",
                    "Try again in a moment.");
    }
    return std::string(kForm) + std::to_string(cost.memory_bytes / 1024) +
           ",t=" + std::to_string(cost.passes) + ",p=1$" + to_base64(salt) + "$" + to_base64(hash);
}

bool fits_verifier(std::string_view password, const std::string& verifier) {
    ensure_sodium();
    const auto cost = cost_of(verifier);
    if (!cost || cost->passes > kMostCost.passes || verifier.size() >= crypto_pwhash_STRBYTES) {
        return false;
    }
    return crypto_pwhash_str_verify(verifier.c_str(), password.data(), password.size()) == 0;
}

}  // namespace branchline::crypto
