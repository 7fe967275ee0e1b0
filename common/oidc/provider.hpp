// The OpenID provider of the importer: its addresses and keys, kept for an hour, and the exchange
// of a code for what the provider says about a person. Everything here blocks while the provider
// answers: it belongs on a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "common/http/message.hpp"
#include "common/oidc/pending.hpp"
#include "common/oidc/token.hpp"

namespace branchline::oidc {

/// Which claim names a person.
enum class Naming : std::uint8_t {
    subject,  ///< `sub`: never changes and never goes to somebody else.
    email,    ///< `email`, where the provider says it is verified.
};

struct ProviderOptions {
    std::string issuer;  ///< Exactly as the provider writes it.
    std::string client;
    std::string secret;
    std::string origin;  ///< Of our own pages: https://hub.importer.example
    std::string scope = "openid";
    std::string name;  ///< What people call the provider.
    Naming naming = Naming::subject;
};

inline constexpr std::string_view kCallbackPath = "/api/v1/session/oidc/callback";

/// Code::configuration: an issuer or origin that is no address, a scope without openid.
Result<> check_options(const ProviderOptions& options);

struct Asked {
    std::string url;
    http::Headers headers;
    std::optional<std::string> form;  ///< None: a GET.
    std::size_t answer_max = 0;
};
using Fetch = std::function<Result<http::Response>(const Asked&)>;

/// Asks over the network; ends what is under way when `stop` becomes true.
Fetch over_the_network(const std::atomic<bool>* stop);

/// One thread at a time.
class Provider {
public:
    Provider(ProviderOptions options, Fetch fetch, const Clock& clock);

    /// Where the browser is sent.
    Result<std::string> sign_in_address(const Departure& departure);

    struct Arrival {
        std::string code;
        std::optional<std::string> issuer;  ///< `iss` of RFC 9207.
        std::string nonce;
        std::string verifier;
    };
    /// Who it is: the value of the claim that names people. Code::unavailable when the provider is
    /// silent or talks nonsense, Code::refused for everything that must not be believed.
    Result<std::string> person_of(const Arrival& arrival);

    const ProviderOptions& options() const { return options_; }

private:
    struct Document {
        std::string authorization;
        std::string token;
        std::string keys;
        bool names_issuer = false;  ///< Answers carry `iss`: one without it is not the provider's.
        bool secret_in_body = false;
        Instant at;
    };
    struct Tokens {
        std::string id_token;
        std::string access_token;
    };
    Result<const Document*> document();
    Result<Document> ask_document();
    Result<> ask_keys(const Document& document);
    Result<Tokens> exchange(const Document& document, const Arrival& arrival);
    Result<Claims> check(const Document& document, const Tokens& tokens, const Arrival& arrival);
    Result<std::string> ask(const Asked& asked, std::string_view what);

    ProviderOptions options_;
    Fetch fetch_;
    const Clock& clock_;
    std::optional<Document> document_;
    Keys keys_;
    std::optional<Instant> keys_at_;
    std::optional<Instant> keys_asked_;
    std::optional<std::pair<Instant, Error>> silent_;  ///< So that a dead provider is asked rarely.
};

}  // namespace branchline::oidc
