#include "common/oidc/keys.hpp"

#include <optional>

#include "common/crypto/keys.hpp"
#include "common/text/json.hpp"

namespace branchline::oidc {

namespace {

using text::Json;
using tls::Algorithm;
using tls::SignerKey;

constexpr std::size_t kIdMost = 256;

Result<Bytes> number(const Json& key, std::string_view member) {
    TRY(const std::string text, text::string_of(key, member));
    return crypto::from_base64url(text);
}

Result<SignerKey> read_rsa(const Json& key) {
    TRY(const Bytes modulus, number(key, "n"));
    TRY(const Bytes exponent, number(key, "e"));
    return SignerKey::rsa(modulus, exponent);
}

Result<SignerKey> read_p256(const Json& key) {
    TRY(const Bytes x, number(key, "x"));
    TRY(const Bytes y, number(key, "y"));
    return SignerKey::p256(x, y);
}

Result<SignerKey> read_ed25519(const Json& key) {
    TRY(const Bytes point, number(key, "x"));
    return SignerKey::ed25519(point);
}

std::string member_of(const Json& key, std::string_view name) {
    return text::string_of(key, name).value_or("");
}

/// Each kind of key has one algorithm; a row a kind.
struct Kind {
    std::string_view type;
    std::string_view curve;
    std::string_view algorithm;
    Result<SignerKey> (*read)(const Json&);
};
constexpr Kind kKinds[] = {
    {"RSA", "",        "RS256", read_rsa    },
    {"EC",  "P-256",   "ES256", read_p256   },
    {"OKP", "Ed25519", "EdDSA", read_ed25519},
};

std::optional<NamedKey> read_key(const Json& key) {
    const std::string use = member_of(key, "use");
    const std::string algorithm = member_of(key, "alg");
    std::string id = member_of(key, "kid");
    if ((!use.empty() && use != "sig") || id.size() > kIdMost) return std::nullopt;
    for (const Kind& kind : kKinds) {
        if (member_of(key, "kty") != kind.type || member_of(key, "crv") != kind.curve) continue;
        if (!algorithm.empty() && algorithm != kind.algorithm) return std::nullopt;
        auto read = kind.read(key);
        if (!read) return std::nullopt;
        return NamedKey{std::move(id), *std::move(read)};
    }
    return std::nullopt;
}

}  // namespace

Result<Keys> read_keys(std::string_view text) {
    const auto document = text::parse_json(text, {.depth_max = 8, .size_max = kKeysTextMost});
    const Json* all = document ? text::find(*document, "keys") : nullptr;
    if (all == nullptr || !all->is_array() || all->size() > kKeysMost) {
        return fail(Code::invalid, "bad-keys", "the provider's keys are no JWK set");
    }
    Keys out;
    for (const Json& key : *all) {
        if (auto read = read_key(key)) out.push_back(*std::move(read));
    }
    return out;
}

}  // namespace branchline::oidc
