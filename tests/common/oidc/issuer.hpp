// An OpenID provider in the test's own process: keys, tokens that it signs, and answers to what is
// asked of it, each of which a test may spoil. Synthetic.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/oidc/provider.hpp"
#include "common/text/json.hpp"

namespace branchline::oidc {

using text::Json;

/// A private key, with what only its owner can do.
class KeyPair {
public:
    /// Made anew; an RSA key of a seed comes from a store, for it takes long to make.
    explicit KeyPair(tls::Algorithm algorithm);

    Result<tls::SignerKey> public_key() const;
    Bytes sign(ByteView text) const;
    /// ES256 as OpenSSL writes it, which is no signature of a token.
    Bytes sign_der(ByteView text) const;
    /// As a provider publishes it.
    Json published(const std::string& id) const;
    tls::Algorithm algorithm() const { return algorithm_; }

private:
    std::shared_ptr<evp_pkey_st> key_;
    tls::Algorithm algorithm_;
};

/// One of each kind for all tests of a program.
const KeyPair& key_of(tls::Algorithm algorithm);

std::string encoded(const Json& part);
/// Signed with the key, whatever its header says.
std::string token_of(const Json& header, const Json& claims, const KeyPair& key);
Json header_of(const KeyPair& key, const std::string& id);

inline constexpr const char* kIssuer = "https://login.example";
inline constexpr const char* kClient = "branchline-hub";

/// Claims of a token that is good at `now`.
Json good_claims(Instant now, const std::string& nonce);

/// Answers as a provider does; members change what it says.
class Issuer {
public:
    explicit Issuer(const Clock& clock);

    Fetch fetch();
    ProviderOptions options() const;
    /// The person agrees: the code that belongs to an address that a browser was sent to.
    std::string agree(const std::string& address, const std::string& subject);

    Json document;
    Json keys;
    Json claims = Json::object();  ///< Replaces what good_claims() says; null removes.
    Json tokens = Json::object();  ///< The same in the answer to the exchange.
    std::string key_id = "first";
    tls::Algorithm algorithm = tls::Algorithm::rs256;
    int status = 200;  ///< Of the exchange.
    bool silent = false;
    std::vector<Asked> asked;

private:
    Result<http::Response> answer(const Asked& asked);
    http::Response exchange(const Asked& asked);

    struct Agreed {
        std::string nonce;
        std::string challenge;
        std::string redirect;
        std::string subject;
    };
    const Clock& clock_;
    std::map<std::string, Agreed> codes_;
};

/// A parameter of an address or a form.
std::string parameter(const std::string& text, const std::string& name);

}  // namespace branchline::oidc
