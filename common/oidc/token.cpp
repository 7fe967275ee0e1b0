#include "common/oidc/token.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "common/crypto/hash.hpp"
#include "common/crypto/hmac.hpp"
#include "common/crypto/keys.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::oidc {

namespace {

using text::Json;
using tls::Algorithm;

constexpr std::size_t kSubjectMost = 255;
constexpr std::size_t kEmailMost = 254;

/// All that is taken. "none" and what is signed with a shared secret are in no list: a public key
/// must never be read as a secret.
constexpr std::pair<std::string_view, Algorithm> kAlgorithms[] = {
    {"RS256", Algorithm::rs256},
    {"ES256", Algorithm::es256},
    {"EdDSA", Algorithm::eddsa},
};

std::unexpected<Error> malformed(std::string_view what) {
    return fail(Code::invalid, "token-malformed",
                "the ID token is malformed: " + std::string(what));
}

std::unexpected<Error> refused(std::string_view id, std::string_view what) {
    return fail(Code::refused, id, std::string(what));
}

struct Parts {
    Json header;
    Json claims;
    std::string_view signed_text;
    Bytes signature;
};

Result<Json> read_object(std::string_view encoded) {
    const auto bytes = crypto::from_base64url(encoded);
    if (!bytes) return malformed("a part is not base64url");
    auto value = text::parse_json(as_text(*bytes), {.depth_max = 8, .size_max = kTokenMost});
    if (!value || !value->is_object()) return malformed("a part is no JSON object");
    return *std::move(value);
}

Result<Parts> split(std::string_view token) {
    if (token.size() > kTokenMost) {
        return fail(Code::too_large, "token-too-large", "the ID token is over 16 KiB");
    }
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (first == token.npos || std::count(token.begin(), token.end(), '.') != 2) {
        return malformed("it has three parts, or is encrypted");
    }
    Parts out;
    TRY(out.header, read_object(token.substr(0, first)));
    TRY(out.claims, read_object(token.substr(first + 1, last - first - 1)));
    const auto signature = crypto::from_base64url(token.substr(last + 1));
    if (!signature || signature->empty()) return malformed("the signature is not base64url");
    out.signature = *signature;
    out.signed_text = token.substr(0, last);
    return out;
}

Result<Algorithm> algorithm_of(const Json& header) {
    // Whoever does not understand what is critical must refuse it, and we understand none of it.
    if (text::find(header, "crit") != nullptr) return malformed("it has critical extensions");
    const std::string name = text::string_of(header, "alg").value_or("");
    const auto* found = std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                                     [&](const auto& row) { return row.first == name; });
    if (found != std::end(kAlgorithms)) return found->second;
    return refused("algorithm-refused", "the ID token is signed with what is not taken");
}

/// Keys of the header itself (jwk, jku, x5c) count for nothing: only what the provider publishes.
Result<const tls::SignerKey*> key_of(const Json& header, const Keys& keys, Algorithm algorithm) {
    const Json* named = text::find(header, "kid");
    if (named != nullptr && !named->is_string()) return malformed("kid is no text");
    const tls::SignerKey* found = nullptr;
    for (const NamedKey& key : keys) {
        const bool fits = key.key.algorithm() == algorithm &&
                          (named == nullptr || key.id == named->get_ref<const std::string&>());
        if (!fits) continue;
        if (found != nullptr) return refused("unknown-key", "the ID token's key is ambiguous");
        found = &key.key;
    }
    if (found == nullptr) return refused("unknown-key", "the provider has no such key");
    return found;
}

bool same(std::string_view a, std::string_view b) {
    return crypto::equal_secret(as_bytes(a), as_bytes(b));
}

std::string text_in(const Json& claims, std::string_view name) {
    return text::string_of(claims, name).value_or("");
}

Result<> check_audience(const Json& claims, const Expected& expected) {
    const auto wrong = [] {
        return refused("wrong-audience", "the ID token was made for another program");
    };
    const Json* audience = text::find(claims, "aud");
    if (audience == nullptr) return wrong();
    const Json all = audience->is_array() ? *audience : Json::array({*audience});
    const bool texts =
        std::all_of(all.begin(), all.end(), [](auto& one) { return one.is_string(); });
    const bool named = texts && std::find(all.begin(), all.end(), expected.client) != all.end();
    if (!named) return wrong();
    const Json* party = text::find(claims, "azp");
    if (party == nullptr && all.size() > 1) return wrong();
    if (party != nullptr && text_in(claims, "azp") != expected.client) return wrong();
    return {};
}

/// Seconds since 1970; nothing for what is none, so that no sum with it can overflow.
std::optional<Instant> time_in(const Json& claims, std::string_view name) {
    constexpr std::int64_t kLast = 253'402'300'799;  // The year 9999 ends.
    const auto seconds = text::integer_of(claims, name);
    if (!seconds || *seconds < 0 || *seconds > kLast) return std::nullopt;
    return Instant(std::chrono::seconds(*seconds));
}

Result<> check_times(const Json& claims, Instant now) {
    const auto expires = time_in(claims, "exp");
    const auto issued = time_in(claims, "iat");
    if (!expires || !issued) return malformed("exp and iat are times");
    if (now >= *expires + kClocksApart) {
        return refused("token-expired", "the ID token has expired");
    }
    if (*issued > now + kClocksApart) {
        return refused("token-from-the-future", "the ID token was made later than now");
    }
    if (now - *issued > kTokenAgeMost + kClocksApart) {
        return refused("token-too-old", "the ID token was made long ago");
    }
    if (text::find(claims, "nbf") == nullptr) return {};
    const auto begins = time_in(claims, "nbf");
    if (!begins) return malformed("nbf is a time");
    if (*begins > now + kClocksApart) {
        return refused("token-from-the-future", "the ID token is valid later than now");
    }
    return {};
}

/// The left half of the digest that goes with the algorithm.
std::string half_of(std::string_view access_token, Algorithm algorithm) {
    const ByteView bytes = as_bytes(access_token);
    const Bytes digest = algorithm == Algorithm::eddsa ? crypto::sha512(bytes)
                                                       : to_bytes(crypto::sha256(bytes).view());
    return crypto::to_base64url(ByteView(digest).first(digest.size() / 2));
}

Result<> check_binding(const Json& claims, const Expected& expected, Algorithm algorithm) {
    if (expected.nonce.empty() || !same(text_in(claims, "nonce"), expected.nonce)) {
        return refused("wrong-nonce", "the ID token was made for another sign-in");
    }
    if (text::find(claims, "at_hash") == nullptr) return {};
    if (same(text_in(claims, "at_hash"), half_of(expected.access_token, algorithm))) return {};
    return refused("wrong-access-token", "the ID token belongs to another access token");
}

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Result<Claims> claims_of(const Json& claims) {
    Claims out{.subject = text_in(claims, "sub"), .email = {}};
    const bool printable = std::all_of(out.subject.begin(), out.subject.end(),
                                       [](char c) { return c >= ' ' && c < 0x7f; });
    if (out.subject.empty() || out.subject.size() > kSubjectMost || !printable) {
        return malformed("sub is 1 to 255 characters of ASCII");
    }
    const std::string email = text_in(claims, "email");
    const bool verified = text::flag_of(claims, "email_verified").value_or(false);
    if (verified && email.size() <= kEmailMost && is_plain(email)) {
        out.email = text::lower_ascii(email);
    }
    return out;
}

}  // namespace

Result<Claims> check_token(std::string_view token,
                           const Keys& keys,
                           const Expected& expected,
                           Instant now) {
    TRY(const Parts parts, split(token));
    TRY(const Algorithm algorithm, algorithm_of(parts.header));
    TRY(const tls::SignerKey* key, key_of(parts.header, keys, algorithm));
    if (!key->verify(as_bytes(parts.signed_text), parts.signature)) {
        return refused("bad-signature", "the ID token's signature does not hold");
    }
    if (expected.issuer.empty() || text_in(parts.claims, "iss") != expected.issuer) {
        return refused("wrong-issuer", "the ID token was made by another provider");
    }
    TRY_VOID(check_audience(parts.claims, expected));
    TRY_VOID(check_times(parts.claims, now));
    TRY_VOID(check_binding(parts.claims, expected, algorithm));
    return claims_of(parts.claims);
}

}  // namespace branchline::oidc
