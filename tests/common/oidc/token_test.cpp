// What is believed of an ID token. Every refusal is tried with a token that is good but for one
// thing.
#include "common/oidc/token.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hmac.hpp"
#include "common/crypto/keys.hpp"
#include "tests/common/oidc/issuer.hpp"

using namespace branchline;
using namespace branchline::oidc;
using tls::Algorithm;

namespace {

const Instant kNow{Milliseconds(1'700'000'000'000)};
constexpr std::int64_t kSeconds = 1'700'000'000;
const std::string kNonce = "n-0S6_WzA2Mj";

Keys published(std::initializer_list<Algorithm> algorithms, const std::string& id = "first") {
    Keys out;
    for (const Algorithm algorithm : algorithms) {
        out.push_back({id, key_of(algorithm).public_key().value()});
    }
    return out;
}

Expected expected() {
    return {
        .issuer = kIssuer, .client = kClient, .nonce = kNonce, .access_token = "an access token"};
}

std::string outcome(const Result<Claims>& checked) {
    return checked ? "believed" : checked.error().id;
}

std::string outcome_of(const std::string& token, const Keys& keys) {
    return outcome(check_token(token, keys, expected(), kNow));
}

/// A good token of the algorithm with one claim changed; null removes it.
std::string with(const std::string& name,
                 const Json& value,
                 Algorithm algorithm = Algorithm::rs256) {
    Json claims = good_claims(kNow, kNonce);
    if (value.is_null()) {
        claims.erase(name);
    } else {
        claims[name] = value;
    }
    const KeyPair& key = key_of(algorithm);
    return outcome_of(token_of(header_of(key, "first"), claims, key), published({algorithm}));
}

/// A good RS256 token with another header.
std::string with_header(const Json& header) {
    return outcome_of(token_of(header, good_claims(kNow, kNonce), key_of(Algorithm::rs256)),
                      published({Algorithm::rs256}));
}

std::string good_token() {
    const KeyPair& key = key_of(Algorithm::rs256);
    return token_of(header_of(key, "first"), good_claims(kNow, kNonce), key);
}

std::string texts(const std::string& header, const std::string& claims) {
    const std::string text =
        crypto::to_base64url(as_bytes(header)) + "." + crypto::to_base64url(as_bytes(claims));
    return text + "." + crypto::to_base64url(key_of(Algorithm::rs256).sign(as_bytes(text)));
}

}  // namespace

TEST_CASE("id token: one of each algorithm is believed", "[oidc]") {
    for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
        const KeyPair& key = key_of(algorithm);
        const auto claims =
            check_token(token_of(header_of(key, "first"), good_claims(kNow, kNonce), key),
                        published({algorithm}), expected(), kNow);
        INFO(outcome(claims));
        REQUIRE(claims);
        CHECK(claims->subject == "248289761001");
        CHECK(claims->email.empty());
    }
}

TEST_CASE("id token: none and shared secrets are no signatures", "[oidc]") {
    const Json claims = good_claims(kNow, kNonce);
    const Keys keys = published({Algorithm::rs256, Algorithm::es256, Algorithm::eddsa});
    for (const char* name : {"none", "None", "NONE", "HS256", "HS384", "HS512", "RS384", "PS256",
                             "ES384", "ES512", "ES256K", "rs256", "", "RS256 "}) {
        CAPTURE(name);
        CHECK(with_header({
                  {"alg", name   },
                  {"kid", "first"}
        }) == "algorithm-refused");
    }
    const std::string none = encoded({
                                 {"alg", "none"}
    }) +
                             "." + encoded(claims) + ".";
    CHECK(outcome_of(none, keys) == "token-malformed");
    CHECK(with_header({
              {"kid", "first"}
    }) == "algorithm-refused");
    CHECK(with_header({
              {"alg", 1      },
              {"kid", "first"}
    }) == "algorithm-refused");
    CHECK(with_header({
              {"alg", Json::array({"RS256"})},
              {"kid", "first"               }
    }) == "algorithm-refused");
}

TEST_CASE("id token: a public key is never read as a shared secret", "[oidc]") {
    // The old trick: HMAC with what everybody can read, and the header says so.
    const Json published_key = key_of(Algorithm::rs256).published("first");
    for (const std::string& secret :
         {text::dump(published_key), published_key["n"].get<std::string>()}) {
        const std::string text = encoded({
                                     {"alg", "HS256"},
                                     {"kid", "first"}
        }) +
                                 "." + encoded(good_claims(kNow, kNonce));
        const Hash code = crypto::hmac_sha256(as_bytes(secret), {as_bytes(text)});
        CHECK(outcome_of(text + "." + crypto::to_base64url(code), published({Algorithm::rs256})) ==
              "algorithm-refused");
    }
}

TEST_CASE("id token: the key decides the algorithm, not the token", "[oidc]") {
    const KeyPair& rsa = key_of(Algorithm::rs256);
    const Json claims = good_claims(kNow, kNonce);
    CHECK(outcome_of(token_of(header_of(rsa, "first"), claims, rsa),
                     published({Algorithm::es256})) == "unknown-key");
    CHECK(outcome_of(token_of(
                         {
                             {"alg", "ES256"},
                             {"kid", "first"}
    },
                         claims, rsa),
                     published({Algorithm::rs256})) == "unknown-key");
    CHECK(outcome_of(token_of(
                         {
                             {"alg", "ES256"},
                             {"kid", "first"}
    },
                         claims, rsa),
                     published({Algorithm::rs256, Algorithm::es256})) == "bad-signature");
    CHECK(outcome_of(token_of(
                         {
                             {"alg", "EdDSA"},
                             {"kid", "first"}
    },
                         claims, key_of(Algorithm::es256)),
                     published({Algorithm::eddsa})) == "bad-signature");
}

TEST_CASE("id token: only keys that the provider publishes count", "[oidc]") {
    const KeyPair stranger(Algorithm::rs256);
    const Json claims = good_claims(kNow, kNonce);
    const Keys keys = published({Algorithm::rs256});
    CHECK(outcome_of(token_of(header_of(stranger, "first"), claims, stranger), keys) ==
          "bad-signature");
    CHECK(outcome_of(token_of(header_of(stranger, "second"), claims, stranger), keys) ==
          "unknown-key");
    Json own = header_of(stranger, "first");
    own["jwk"] = stranger.published("first");
    own["jku"] = "https://evil.example/keys";
    own["x5u"] = "https://evil.example/chain";
    CHECK(outcome_of(token_of(own, claims, stranger), keys) == "bad-signature");
    CHECK(outcome_of(good_token(), {}) == "unknown-key");
    CHECK(with_header({
              {"alg", "RS256"},
              {"kid", 1      }
    }) == "token-malformed");
}

TEST_CASE("id token: without a kid the key must be the only one of its kind", "[oidc]") {
    const KeyPair& key = key_of(Algorithm::rs256);
    const std::string token = token_of(
        {
            {"alg", "RS256"}
    },
        good_claims(kNow, kNonce), key);
    CHECK(outcome_of(token, published({Algorithm::rs256, Algorithm::es256})) == "believed");
    CHECK(outcome_of(token, published({Algorithm::rs256, Algorithm::rs256})) == "unknown-key");
    CHECK(outcome_of(good_token(), published({Algorithm::rs256, Algorithm::rs256})) ==
          "unknown-key");
}

TEST_CASE("id token: what is critical and not understood refuses it", "[oidc]") {
    CHECK(with_header({
              {"alg",  "RS256"             },
              {"kid",  "first"             },
              {"crit", Json::array({"exp"})}
    }) ==
          "token-malformed");
    CHECK(with_header({
              {"alg", "RS256"},
              {"kid", "first"},
              {"typ", "JWT"  }
    }) == "believed");
}

TEST_CASE("id token: a changed byte anywhere refuses it", "[oidc]") {
    const std::string good = good_token();
    const Keys keys = published({Algorithm::rs256});
    REQUIRE(outcome_of(good, keys) == "believed");
    for (std::size_t at = 0; at < good.size(); at += 7) {
        std::string bad = good;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        CAPTURE(at);
        CHECK(outcome_of(bad, keys) != "believed");
    }
}

TEST_CASE("id token: malformed ones are refused", "[oidc]") {
    const Keys keys = published({Algorithm::rs256});
    const std::string good = good_token();
    for (const std::string& bad :
         {std::string(), std::string("."), std::string(".."), std::string("..."),
          std::string("a.b"), std::string("a.b.c"), good + ".", "." + good, good + "=", good + "\n",
          " " + good, good.substr(0, good.rfind('.') + 1), good.substr(0, good.size() - 1) + "+",
          good + ".x.y", std::string("\xff.\xff.\xff"), std::string("eyJ9.e30.AA")}) {
        CAPTURE(bad);
        CHECK(outcome_of(bad, keys) == "token-malformed");
    }
    const std::string head = R"({"alg":"RS256","kid":"first"})";
    CHECK(outcome_of(texts(head, "[]"), keys) == "token-malformed");
    CHECK(outcome_of(texts(head, "null"), keys) == "token-malformed");
    CHECK(outcome_of(texts(head, "{"), keys) == "token-malformed");
    CHECK(outcome_of(texts("[]", "{}"), keys) == "token-malformed");
    CHECK(outcome_of(texts(head, R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}})"),
                     keys) == "token-malformed");
}

TEST_CASE("id token: a member named twice refuses it", "[oidc]") {
    const Keys keys = published({Algorithm::rs256});
    std::string claims = text::dump(good_claims(kNow, kNonce));
    CHECK(outcome_of(texts(R"({"alg":"RS256","kid":"first"})", claims), keys) == "believed");
    CHECK(outcome_of(texts(R"({"alg":"RS256","kid":"first","alg":"RS256"})", claims), keys) ==
          "token-malformed");
    claims.back() = ',';
    claims += R"("sub":"somebody else"})";
    CHECK(outcome_of(texts(R"({"alg":"RS256","kid":"first"})", claims), keys) == "token-malformed");
}

TEST_CASE("id token: a huge one is refused before it is read", "[oidc]") {
    const Keys keys = published({Algorithm::rs256});
    CHECK(outcome_of(std::string(kTokenMost + 1, 'A'), keys) == "token-too-large");
    CHECK(with("padding", std::string(kTokenMost, 'x')) == "token-too-large");
}

TEST_CASE("id token: the issuer must be ours to the letter", "[oidc]") {
    CHECK(with("iss", "https://login.example/") == "wrong-issuer");
    CHECK(with("iss", "https://LOGIN.example") == "wrong-issuer");
    CHECK(with("iss", "http://login.example") == "wrong-issuer");
    CHECK(with("iss", Json::array({kIssuer})) == "wrong-issuer");
    CHECK(with("iss", nullptr) == "wrong-issuer");
}

TEST_CASE("id token: it must be made for this hub", "[oidc]") {
    CHECK(with("aud", "another") == "wrong-audience");
    CHECK(with("aud", nullptr) == "wrong-audience");
    CHECK(with("aud", Json::array()) == "wrong-audience");
    CHECK(with("aud", Json::array({kClient, 1})) == "wrong-audience");
    CHECK(with("aud", Json::object()) == "wrong-audience");
    CHECK(with("aud", Json::array({kClient})) == "believed");
    CHECK(with("aud", Json::array({kClient, "another"})) == "wrong-audience");
    CHECK(with("azp", "another") == "wrong-audience");
    CHECK(with("azp", 1) == "wrong-audience");
    CHECK(with("azp", kClient) == "believed");
    Json two = good_claims(kNow, kNonce);
    two["aud"] = Json::array({"another", kClient});
    two["azp"] = kClient;
    const KeyPair& key = key_of(Algorithm::rs256);
    CHECK(outcome_of(token_of(header_of(key, "first"), two, key), published({Algorithm::rs256})) ==
          "believed");
}

TEST_CASE("id token: it holds from its making to its end, a minute more or less", "[oidc]") {
    CHECK(with("exp", kSeconds - 59) == "believed");
    CHECK(with("exp", kSeconds - 60) == "token-expired");
    CHECK(with("exp", 0) == "token-expired");
    CHECK(with("iat", kSeconds + 60) == "believed");
    CHECK(with("iat", kSeconds + 61) == "token-from-the-future");
    CHECK(with("iat", kSeconds - 960) == "believed");
    CHECK(with("iat", kSeconds - 961) == "token-too-old");
    CHECK(with("nbf", kSeconds + 60) == "believed");
    CHECK(with("nbf", kSeconds + 61) == "token-from-the-future");
}

TEST_CASE("id token: times that are none refuse it", "[oidc]") {
    for (const char* name : {"exp", "iat"}) {
        CAPTURE(name);
        CHECK(with(name, nullptr) == "token-malformed");
        CHECK(with(name, "1700000000") == "token-malformed");
        CHECK(with(name, 1.7e9 + 0.5) == "token-malformed");
        CHECK(with(name, -1) == "token-malformed");
        CHECK(with(name, INT64_MAX) == "token-malformed");
        CHECK(with(name, UINT64_MAX) == "token-malformed");
    }
    CHECK(with("nbf", "soon") == "token-malformed");
}

TEST_CASE("id token: it must be made for this sign-in", "[oidc]") {
    CHECK(with("nonce", "another") == "wrong-nonce");
    CHECK(with("nonce", nullptr) == "wrong-nonce");
    CHECK(with("nonce", "") == "wrong-nonce");
    CHECK(with("nonce", kNonce + " ") == "wrong-nonce");
    Expected careless = expected();
    careless.nonce.clear();
    Json claims = good_claims(kNow, "");
    const KeyPair& key = key_of(Algorithm::rs256);
    CHECK(outcome(check_token(token_of(header_of(key, "first"), claims, key),
                              published({Algorithm::rs256}), careless, kNow)) == "wrong-nonce");
}

TEST_CASE("id token: at_hash must be that of the access token", "[oidc]") {
    const ByteView text = as_bytes("an access token");
    const Hash digest = crypto::sha256(text);
    const std::string half = crypto::to_base64url(digest.view().first(16));
    CHECK(with("at_hash", half) == "believed");
    CHECK(with("at_hash", half, Algorithm::es256) == "believed");
    CHECK(with("at_hash", crypto::to_base64url(digest)) == "wrong-access-token");
    CHECK(with("at_hash", "") == "wrong-access-token");
    CHECK(with("at_hash", 1) == "wrong-access-token");
    const Bytes long_digest = crypto::sha512(text);
    CHECK(with("at_hash", crypto::to_base64url(ByteView(long_digest).first(32)),
               Algorithm::eddsa) == "believed");
    CHECK(with("at_hash", half, Algorithm::eddsa) == "wrong-access-token");
}

TEST_CASE("id token: a subject is some text", "[oidc]") {
    CHECK(with("sub", nullptr) == "token-malformed");
    CHECK(with("sub", "") == "token-malformed");
    CHECK(with("sub", 4711) == "token-malformed");
    CHECK(with("sub", std::string(256, 'x')) == "token-malformed");
    CHECK(with("sub", "line\nbreak") == "token-malformed");
    CHECK(with("sub", std::string(255, 'x')) == "believed");
}

TEST_CASE("id token: an e-mail address counts when the provider has verified it", "[oidc]") {
    const auto email = [](const Json& address, const Json& verified) {
        Json claims = good_claims(kNow, kNonce);
        claims["email"] = address;
        claims["email_verified"] = verified;
        const KeyPair& key = key_of(Algorithm::rs256);
        const auto checked = check_token(token_of(header_of(key, "first"), claims, key),
                                         published({Algorithm::rs256}), expected(), kNow);
        REQUIRE(checked);
        return checked->email;
    };
    CHECK(email("Ada@Importer.example", true) == "ada@importer.example");
    CHECK(email("ada@importer.example", false).empty());
    CHECK(email("ada@importer.example", "true").empty());
    CHECK(email("ada@importer.example", nullptr).empty());
    CHECK(email(1, true).empty());
    CHECK(email("ada @importer.example", true).empty());
    CHECK(email(std::string(300, 'a'), true).empty());
}
