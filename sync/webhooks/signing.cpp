#include "sync/webhooks/signing.hpp"

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/crypto/detached.hpp"
#include "common/crypto/hmac.hpp"

namespace branchline::sync {

namespace {

std::string new_secret(std::string_view prefix, Random& random) {
    Bytes bytes(kSecretBytes);
    random.fill(bytes);
    return std::string(prefix) + crypto::to_base64(bytes);
}

Result<Bytes> seed_of(std::string_view secret) {
    TRY(Bytes seed, crypto::from_base64(secret.substr(kPairPrefix.size())));
    if (seed.size() == crypto::kSeedBytes) return seed;
    return fail(Code::invalid, "bad-secret", "a webhook's secret key has 32 bytes");
}

Result<std::string> signature_of(std::string_view secret, ByteView head, ByteView body) {
    if (secret.starts_with(kPairPrefix)) {
        TRY(const Bytes seed, seed_of(secret));
        Bytes text(head.begin(), head.end());
        append(text, body);
        return "v1a," + crypto::to_base64(crypto::ed25519_sign(seed, text));
    }
    if (!secret.starts_with(kSecretPrefix)) {
        return fail(Code::invalid, "bad-secret", "a webhook secret begins with whsec_ or whsk_");
    }
    TRY(const Bytes key, crypto::from_base64(secret.substr(kSecretPrefix.size())));
    return "v1," + crypto::to_base64(crypto::hmac_sha256(key, {head, body}).view());
}

}  // namespace

std::string new_webhook_secret(Random& random) {
    return new_secret(kSecretPrefix, random);
}

std::string new_webhook_pair(Random& random) {
    return new_secret(kPairPrefix, random);
}

Result<std::string> webhook_public_key(std::string_view secret) {
    if (!secret.starts_with(kPairPrefix)) return std::string();
    TRY(const Bytes seed, seed_of(secret));
    return std::string(kPublicPrefix) + crypto::to_base64(crypto::ed25519_public(seed));
}

Result<std::string> webhook_signature(const std::vector<std::string>& secrets,
                                      std::string_view id,
                                      std::int64_t timestamp,
                                      std::string_view body) {
    const std::string head = fmt::format("{}.{}.", id, timestamp);
    std::string out;
    for (const std::string& secret : secrets) {
        TRY(const std::string signature, signature_of(secret, as_bytes(head), as_bytes(body)));
        append_item(out, signature, " ");
    }
    return out;
}

}  // namespace branchline::sync
