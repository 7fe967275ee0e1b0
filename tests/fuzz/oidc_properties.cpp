// What an OpenID provider, or somebody who poses as one, may send.
#include <array>

#include <sodium.h>

#include "common/crypto/keys.hpp"
#include "common/oidc/token.hpp"
#include "common/text/json.hpp"
#include "tests/fuzz/properties.hpp"

namespace branchline::fuzz {

namespace {

const Instant kNow{Milliseconds(1'700'000'000'000)};

/// The provider's pair, of a known seed.
struct Pair {
    std::array<std::uint8_t, 32> open{};
    std::array<std::uint8_t, 64> secret{};

    Pair() {
        const std::array<std::uint8_t, 32> seed{7};
        crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
    }
};

const Pair& pair() {
    static const Pair kPair;
    return kPair;
}

const oidc::Keys& keys() {
    static const oidc::Keys kKeys = {
        {"first", tls::SignerKey::ed25519(pair().open).value()}
    };
    return kKeys;
}

std::string signed_token(std::string_view claims) {
    constexpr std::string_view kHeader = R"({"alg":"EdDSA","kid":"first"})";
    std::string text =
        crypto::to_base64url(as_bytes(kHeader)) + "." + crypto::to_base64url(as_bytes(claims));
    std::array<std::uint8_t, 64> signature{};
    crypto_sign_detached(signature.data(), nullptr, as_bytes(text).data(), text.size(),
                         pair().secret.data());
    return text + "." + crypto::to_base64url(signature);
}

Result<oidc::Claims> check(std::string_view token) {
    const oidc::Expected expected{.issuer = "https://login.example",
                                  .client = "branchline-hub",
                                  .nonce = "once",
                                  .access_token = "an access token"};
    return oidc::check_token(token, keys(), expected, kNow);
}

/// Nobody but the provider makes one, not even from one that the provider has made.
Judgement check_whole(std::string_view token) {
    if (!check(token)) return {};
    const bool own = token == as_text(true_id_token());
    return {.taken = true, .broken = own ? "" : "a token is believed that nobody has signed"};
}

Judgement check_claims(std::string_view claims) {
    const auto believed = check(signed_token(claims));
    if (!believed) return {};
    const auto read = text::parse_json(claims);
    if (!read || text::string_of(*read, "iss").value_or("") != "https://login.example" ||
        text::string_of(*read, "nonce").value_or("") != "once" ||
        text::string_of(*read, "sub").value_or("") != believed->subject) {
        return {.taken = true, .broken = "claims are believed that say something else"};
    }
    const bool verified = text::flag_of(*read, "email_verified").value_or(false);
    if (!believed->email.empty() && !verified) {
        return {.taken = true, .broken = "an address is believed that nobody has verified"};
    }
    return {.taken = true, .broken = {}};
}

Judgement check_keys(std::string_view text) {
    const auto read = oidc::read_keys(text);
    if (!read) return {};
    const bool bounded = read->size() <= oidc::kKeysMost;
    for (const oidc::NamedKey& key : *read) {
        // A signature of nothing by nobody.
        if (key.key.verify(as_bytes("text"), Bytes(64, 0))) {
            return {.taken = true, .broken = "a key takes an empty signature"};
        }
    }
    return {.taken = true, .broken = bounded ? "" : "more keys than allowed"};
}

}  // namespace

Bytes true_id_token() {
    return to_bytes(as_bytes(signed_token(true_claims())));
}

std::string true_claims() {
    return R"({"iss":"https://login.example","aud":"branchline-hub","sub":"248289761001",)"
           R"("iat":1700000000,"exp":1700000300,"nonce":"once","email":"ada@importer.example",)"
           R"("email_verified":true})";
}

Judgement check_id_token(ByteView input) {
    if (input.empty()) return {};
    const std::string_view rest = as_text(input.subspan(1));
    switch (input.front() % 3) {
        case 0: return check_whole(rest);
        case 1: return check_claims(rest);
        default: return check_keys(rest);
    }
}

}  // namespace branchline::fuzz
