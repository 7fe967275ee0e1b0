#include "tests/common/oidc/issuer.hpp"

#include <array>

#include <catch2/catch.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "common/crypto/hmac.hpp"
#include "common/crypto/keys.hpp"

namespace branchline::oidc {

namespace {

using tls::Algorithm;

EVP_PKEY* make_key(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::rs256: return EVP_RSA_gen(2048);
        case Algorithm::es256: return EVP_EC_gen("P-256");
        case Algorithm::eddsa: break;
    }
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

Bytes number_in(const EVP_PKEY* key, const char* name, int width = 0) {
    BIGNUM* number = nullptr;
    REQUIRE(EVP_PKEY_get_bn_param(key, name, &number) == 1);
    const int size = width > 0 ? width : BN_num_bytes(number);
    Bytes out(static_cast<std::size_t>(size));
    BN_bn2binpad(number, out.data(), size);
    BN_free(number);
    return out;
}

Bytes point_in(const EVP_PKEY* key) {
    Bytes out(32);
    std::size_t size = out.size();
    REQUIRE(EVP_PKEY_get_raw_public_key(key, out.data(), &size) == 1);
    return out;
}

/// r and s of a DER signature: two short integers in a sequence.
Bytes raw_of(const Bytes& der) {
    Bytes out;
    std::size_t at = 2;
    for (int i = 0; i < 2; ++i) {
        const std::size_t size = der[at + 1];
        const ByteView number = ByteView(der).subspan(at + 2, size);
        const std::size_t kept = std::min<std::size_t>(size, 32);
        out.insert(out.end(), 32 - kept, 0);
        append(out, number.last(kept));
        at += 2 + size;
    }
    return out;
}

std::string url_text(ByteView bytes) {
    return crypto::to_base64url(bytes);
}

void change(Json& object, const Json& by) {
    for (const auto& [name, value] : by.items()) {
        if (value.is_null()) {
            object.erase(name);
        } else {
            object[name] = value;
        }
    }
}

}  // namespace

KeyPair::KeyPair(Algorithm algorithm)
    : key_(make_key(algorithm), EVP_PKEY_free), algorithm_(algorithm) {
    REQUIRE(key_ != nullptr);
}

Result<tls::SignerKey> KeyPair::public_key() const {
    if (algorithm_ == Algorithm::eddsa) return tls::SignerKey::ed25519(point_in(key_.get()));
    if (algorithm_ == Algorithm::rs256) {
        return tls::SignerKey::rsa(number_in(key_.get(), OSSL_PKEY_PARAM_RSA_N),
                                   number_in(key_.get(), OSSL_PKEY_PARAM_RSA_E));
    }
    return tls::SignerKey::p256(number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32),
                                number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
}

Bytes KeyPair::sign_der(ByteView text) const {
    const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    REQUIRE(EVP_DigestSignInit(context, nullptr, digest, nullptr, key_.get()) == 1);
    std::size_t size = 0;
    REQUIRE(EVP_DigestSign(context, nullptr, &size, text.data(), text.size()) == 1);
    Bytes out(size);
    REQUIRE(EVP_DigestSign(context, out.data(), &size, text.data(), text.size()) == 1);
    out.resize(size);
    EVP_MD_CTX_free(context);
    return out;
}

Bytes KeyPair::sign(ByteView text) const {
    const Bytes made = sign_der(text);
    return algorithm_ == Algorithm::es256 ? raw_of(made) : made;
}

Json KeyPair::published(const std::string& id) const {
    Json out = {
        {"kid", id   },
        {"use", "sig"}
    };
    if (algorithm_ == Algorithm::rs256) {
        out["kty"] = "RSA";
        out["n"] = url_text(number_in(key_.get(), OSSL_PKEY_PARAM_RSA_N));
        out["e"] = url_text(number_in(key_.get(), OSSL_PKEY_PARAM_RSA_E));
    } else if (algorithm_ == Algorithm::es256) {
        out["kty"] = "EC";
        out["crv"] = "P-256";
        out["x"] = url_text(number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32));
        out["y"] = url_text(number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    } else {
        out["kty"] = "OKP";
        out["crv"] = "Ed25519";
        out["x"] = url_text(point_in(key_.get()));
    }
    return out;
}

const KeyPair& key_of(Algorithm algorithm) {
    static const std::array<KeyPair, 3> kPairs = {
        KeyPair(Algorithm::rs256), KeyPair(Algorithm::es256), KeyPair(Algorithm::eddsa)};
    return kPairs[static_cast<std::size_t>(algorithm)];
}

std::string encoded(const Json& part) {
    return url_text(as_bytes(text::dump(part)));
}

std::string token_of(const Json& header, const Json& claims, const KeyPair& key) {
    const std::string text = encoded(header) + "." + encoded(claims);
    return text + "." + url_text(key.sign(as_bytes(text)));
}

Json header_of(const KeyPair& key, const std::string& id) {
    constexpr std::array<const char*, 3> kNames = {"RS256", "ES256", "EdDSA"};
    return {
        {"alg", kNames.at(static_cast<std::size_t>(key.algorithm()))},
        {"kid", id                                                  }
    };
}

Json good_claims(Instant now, const std::string& nonce) {
    const std::int64_t at =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return {
        {"iss",   kIssuer       },
        {"aud",   kClient       },
        {"sub",   "248289761001"},
        {"iat",   at            },
        {"exp",   at + 300      },
        {"nonce", nonce         }
    };
}

Issuer::Issuer(const Clock& clock) : clock_(clock) {
    const std::string base = kIssuer;
    document = {
        {"issuer",                           base           },
        {"authorization_endpoint",           base + "/auth" },
        {"token_endpoint",                   base + "/token"},
        {"jwks_uri",                         base + "/keys" },
        {"response_types_supported",         Json({"code"}) },
        {"code_challenge_methods_supported", Json({"S256"}) }
    };
    keys = {
        {"keys", Json::array({key_of(algorithm).published("first")})}
    };
}

ProviderOptions Issuer::options() const {
    return {.issuer = kIssuer,
            .client = kClient,
            .secret = "a synthetic secret",
            .origin = "http://127.0.0.1",
            .scope = "openid email",
            .name = "Synthetic login"};
}

Fetch Issuer::fetch() {
    return [this](const Asked& what) { return answer(what); };
}

Result<http::Response> Issuer::answer(const Asked& what) {
    asked.push_back(what);
    if (silent) return fail(Code::unavailable, "not-delivered", "nobody answers");
    const std::string base = kIssuer;
    if (what.url == base + "/.well-known/openid-configuration") {
        return http::json_response(200, document);
    }
    if (what.url == base + "/keys") return http::json_response(200, keys);
    if (what.url == base + "/token" && what.form) return exchange(what);
    return http::text_response(404, "text/plain", "no");
}

std::string parameter(const std::string& text, const std::string& name) {
    for (const char* before : {"?", "&", ""}) {
        const std::string start = before + name + "=";
        const std::size_t at = text.find(start);
        if (at == std::string::npos || (*before == '\0' && at != 0)) continue;
        const std::size_t from = at + start.size();
        return http::percent_decode(text.substr(from, text.find('&', from) - from)).value_or("");
    }
    return "";
}

std::string Issuer::agree(const std::string& address, const std::string& subject) {
    const std::string code = "code-" + std::to_string(codes_.size());
    codes_[code] = {.nonce = parameter(address, "nonce"),
                    .challenge = parameter(address, "code_challenge"),
                    .redirect = parameter(address, "redirect_uri"),
                    .subject = subject};
    return code;
}

http::Response Issuer::exchange(const Asked& what) {
    const auto found = codes_.find(parameter(*what.form, "code"));
    const bool known =
        found != codes_.end() &&
        challenge_of(parameter(*what.form, "code_verifier")) == found->second.challenge &&
        parameter(*what.form, "redirect_uri") == found->second.redirect;
    if (!known) {
        return http::json_response(400, {
                                            {"error", "invalid_grant"}
        });
    }
    const Agreed code = found->second;
    codes_.erase(found);
    Json said = good_claims(clock_.now(), code.nonce);
    said["sub"] = code.subject;
    change(said, claims);
    const KeyPair& key = key_of(algorithm);
    Json out = {
        {"access_token", "an access token"},
        {"token_type", "Bearer"},
        {"id_token", token_of(header_of(key, key_id), said, key)}
    };
    change(out, tokens);
    return http::json_response(status, out);
}

}  // namespace branchline::oidc
