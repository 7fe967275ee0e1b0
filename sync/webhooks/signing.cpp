#include "sync/webhooks/signing.hpp"

#include <fmt/format.h>

#include "common/crypto/hmac.hpp"

namespace branchline::sync {

std::string new_webhook_secret(Random& random) {
    Bytes bytes(kSecretBytes);
    random.fill(bytes);
    return std::string(kSecretPrefix) + crypto::to_base64(bytes);
}

Result<std::string> webhook_signature(const std::vector<std::string>& secrets,
                                      std::string_view id,
                                      std::int64_t timestamp,
                                      std::string_view body) {
    const std::string head = fmt::format("{}.{}.", id, timestamp);
    std::string out;
    for (std::string_view secret : secrets) {
        if (!secret.starts_with(kSecretPrefix)) {
            return fail(Code::invalid, "bad-secret", "a webhook secret begins with whsec_");
        }
        secret.remove_prefix(kSecretPrefix.size());
        TRY(const Bytes key, crypto::from_base64(secret));
        const Hash signature = crypto::hmac_sha256(key, {as_bytes(head), as_bytes(body)});
        if (!out.empty()) out += ' ';
        out += "v1," + crypto::to_base64(signature.view());
    }
    return out;
}

}  // namespace branchline::sync
