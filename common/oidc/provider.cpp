#include "common/oidc/provider.hpp"

#include <algorithm>

#include "common/crypto/hmac.hpp"
#include "common/http/post.hpp"
#include "common/oidc/address.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::oidc {

namespace {

using text::Json;

constexpr Milliseconds kKept{std::chrono::hours(1)};
/// A key that is not known may be new, but nobody makes us ask more often.
constexpr Milliseconds kKeysAskedEvery{std::chrono::minutes(1)};
constexpr Milliseconds kSilentFor{5'000};
constexpr Milliseconds kAnswerTime{10'000};
constexpr std::size_t kDocumentMost = std::size_t{64} * 1024;
constexpr std::size_t kTokensMost = std::size_t{64} * 1024;

std::unexpected<Error> nonsense(std::string_view what) {
    return fail(Code::unavailable, "provider-wrong", std::string(what),
                "Compare the settings of the hub with those of the provider.");
}

std::string text_in(const Json& object, std::string_view name) {
    return text::string_of(object, name).value_or("");
}

/// True where the list has the word, or where there is no list.
bool lists(const Json& document, std::string_view name, std::string_view word) {
    const Json* all = text::find(document, name);
    if (all == nullptr) return true;
    return all->is_array() && std::find(all->begin(), all->end(), word) != all->end();
}

Result<std::string> address_in(const Json& document, std::string_view name) {
    std::string url = text_in(document, name);
    if (!read_address(url))
        return nonsense("the provider's " + std::string(name) + " is no address");
    return url;
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(http::percent_encode(value));
    }
    return out;
}

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

std::unexpected<Error> bad_option(std::string what, std::string hint) {
    return fail(Code::configuration, "bad-oidc-setting", std::move(what), std::move(hint));
}

}  // namespace

Result<> check_options(const ProviderOptions& options) {
    if (!read_address(options.issuer) || options.issuer.find('?') != std::string::npos) {
        return bad_option("oidc-issuer is no https address",
                          "Write it exactly as the provider does: https://login.example/realm");
    }
    const auto origin = read_address(options.origin);
    if (!origin || origin->path != "/" || options.origin.ends_with('/')) {
        return bad_option("oidc-redirect is no origin",
                          "Write what browsers call the hub: https://hub.importer.example");
    }
    if (!has_word(options.scope, "openid")) {
        return bad_option("oidc-scope lacks openid", "Write openid, or \"openid email\".");
    }
    if (options.naming == Naming::email && !has_word(options.scope, "email")) {
        return bad_option("oidc-claim is email, and oidc-scope does not ask for it",
                          "Write \"openid email\".");
    }
    return {};
}

Fetch over_the_network(const std::atomic<bool>* stop) {
    return [stop](const Asked& asked) -> Result<http::Response> {
        TRY(const Address address, read_address(asked.url));
        TRY(auto addresses, http::addresses_of(address.host));
        TRY_VOID(check_addresses(address, addresses));
        const http::PostTarget target{.secure = address.secure,
                                      .host = address.host,
                                      .port = address.port,
                                      .path = address.path,
                                      .addresses = std::move(addresses),
                                      .time_max = kAnswerTime,
                                      .whole_max = asked.answer_max,
                                      .stop = stop};
        return asked.form ? http::post(target, asked.headers, *asked.form)
                          : http::get(target, asked.headers);
    };
}

Provider::Provider(ProviderOptions options, Fetch fetch, const Clock& clock)
    : options_(std::move(options)), fetch_(std::move(fetch)), clock_(clock) {}

Result<std::string> Provider::ask(const Asked& asked, std::string_view what) {
    const auto answer = fetch_(asked);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status == 200) return answer->body;
    return nonsense("the provider answered " + std::to_string(answer->status) + " when asked for " +
                    std::string(what));
}

Result<Provider::Document> Provider::ask_document() {
    std::string url = options_.issuer;
    if (url.ends_with('/')) url.pop_back();
    url += "/.well-known/openid-configuration";
    TRY(const std::string body,
        ask({.url = url, .headers = {}, .form = {}, .answer_max = kDocumentMost}, "its document"));
    const auto read = text::parse_json(body, {.depth_max = 8, .size_max = kDocumentMost});
    if (!read || !read->is_object()) return nonsense("the provider's document is no JSON object");
    if (text_in(*read, "issuer") != options_.issuer) {
        return nonsense("the provider calls itself something else than oidc-issuer");
    }
    if (!lists(*read, "response_types_supported", "code") ||
        !lists(*read, "code_challenge_methods_supported", "S256")) {
        return nonsense("the provider does not take a code with S256");
    }
    Document out;
    TRY(out.authorization, address_in(*read, "authorization_endpoint"));
    TRY(out.token, address_in(*read, "token_endpoint"));
    TRY(out.keys, address_in(*read, "jwks_uri"));
    constexpr std::string_view kMethods = "token_endpoint_auth_methods_supported";
    out.secret_in_body = !lists(*read, kMethods, "client_secret_basic");
    if (out.secret_in_body && !lists(*read, kMethods, "client_secret_post")) {
        return nonsense("the provider takes no client secret");
    }
    out.names_issuer =
        text::flag_of(*read, "authorization_response_iss_parameter_supported").value_or(false);
    out.at = clock_.now();
    return out;
}

Result<const Provider::Document*> Provider::document() {
    const Instant now = clock_.now();
    const bool fresh = document_ && now >= document_->at && now - document_->at < kKept;
    if (fresh) return &*document_;
    if (silent_ && now >= silent_->first && now - silent_->first < kSilentFor) {
        return std::unexpected(silent_->second);
    }
    auto asked = ask_document();
    if (!asked) {
        silent_ = {clock_.now(), asked.error()};
        return std::unexpected(std::move(asked).error());
    }
    silent_.reset();
    document_ = *std::move(asked);
    keys_at_.reset();
    return &*document_;
}

Result<> Provider::ask_keys(const Document& document) {
    keys_asked_ = clock_.now();
    TRY(const std::string body,
        ask({.url = document.keys, .headers = {}, .form = {}, .answer_max = kKeysTextMost},
            "its keys"));
    auto read = read_keys(body);
    if (!read) return nonsense(read.error().what);
    keys_ = *std::move(read);
    keys_at_ = clock_.now();
    return {};
}

Result<std::string> Provider::sign_in_address(const Departure& departure) {
    TRY(const Document* document, this->document());
    std::string url = document->authorization;
    url += url.find('?') == std::string::npos ? '?' : '&';
    return url + form_of({
                     {"response_type",         "code"                                      },
                     {"client_id",             options_.client                             },
                     {"redirect_uri",          options_.origin + std::string(kCallbackPath)},
                     {"scope",                 options_.scope                              },
                     {"state",                 departure.state                             },
                     {"nonce",                 departure.nonce                             },
                     {"code_challenge",        challenge_of(departure.verifier)            },
                     {"code_challenge_method", "S256"                                      },
    });
}

Result<Provider::Tokens> Provider::exchange(const Document& document, const Arrival& arrival) {
    const std::string redirect = options_.origin + std::string(kCallbackPath);
    Asked asked{.url = document.token, .headers = {}, .form = {}, .answer_max = kTokensMost};
    asked.form = form_of({
        {"grant_type",    "authorization_code"},
        {"code",          arrival.code        },
        {"redirect_uri",  redirect            },
        {"code_verifier", arrival.verifier    },
    });
    if (document.secret_in_body) {
        *asked.form +=
            "&" + form_of({
                      {"client_id",     options_.client},
                      {"client_secret", options_.secret}
        });
    } else {
        const std::string both =
            http::percent_encode(options_.client) + ":" + http::percent_encode(options_.secret);
        asked.headers.set("Authorization", "Basic " + crypto::to_base64(as_bytes(both)));
    }
    asked.headers.set("Content-Type", "application/x-www-form-urlencoded");
    asked.headers.set("Accept", "application/json");
    TRY(const http::Response answer, fetch_(asked));
    const auto body = text::parse_json(answer.body, {.depth_max = 8, .size_max = kTokensMost});
    if (answer.status == 400 && body && text_in(*body, "error") == "invalid_grant") {
        return fail(Code::refused, "code-refused",
                    "the provider does not take the code (any more)");
    }
    if (answer.status != 200 || !body || !body->is_object()) {
        return nonsense("the provider answered " + std::to_string(answer.status) +
                        " when the code was exchanged");
    }
    if (!text::equal_ignoring_case(text_in(*body, "token_type"), "Bearer")) {
        return nonsense("the provider gave a token of another kind");
    }
    return Tokens{text_in(*body, "id_token"), text_in(*body, "access_token")};
}

Result<Claims> Provider::check(const Document& document,
                               const Tokens& tokens,
                               const Arrival& arrival) {
    const Instant begun = clock_.now();
    const bool fresh = keys_at_ && begun >= *keys_at_ && begun - *keys_at_ < kKept;
    if (!fresh) TRY_VOID(ask_keys(document));
    const Expected expected{.issuer = options_.issuer,
                            .client = options_.client,
                            .nonce = arrival.nonce,
                            .access_token = tokens.access_token};
    auto claims = check_token(tokens.id_token, keys_, expected, clock_.now());
    if (claims || claims.error().id != "unknown-key") return claims;
    const Instant now = clock_.now();
    if (keys_asked_ && now >= *keys_asked_ && now - *keys_asked_ < kKeysAskedEvery) return claims;
    TRY_VOID(ask_keys(document));
    return check_token(tokens.id_token, keys_, expected, clock_.now());
}

Result<std::string> Provider::person_of(const Arrival& arrival) {
    TRY(const Document* document, this->document());
    // An answer of another provider must not make us send its code to this one, or ours to it.
    const bool mixed = arrival.issuer ? *arrival.issuer != options_.issuer : document->names_issuer;
    if (mixed) {
        return fail(Code::refused, "wrong-issuer", "the answer came from another provider");
    }
    TRY(const Tokens tokens, exchange(*document, arrival));
    TRY(const Claims claims, check(*document, tokens, arrival));
    if (options_.naming == Naming::subject) return claims.subject;
    if (!claims.email.empty()) return claims.email;
    return fail(Code::refused, "no-verified-email",
                "the provider does not say that the e-mail address is verified");
}

}  // namespace branchline::oidc
