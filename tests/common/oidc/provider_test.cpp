// The provider's document, keys and tokens: what is asked, how often, and what is not believed.
#include "common/oidc/provider.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hmac.hpp"
#include "tests/common/oidc/issuer.hpp"

using namespace branchline;
using namespace branchline::oidc;

namespace {

struct SetClock final : Clock {
    Instant at{Milliseconds(1'700'000'000'000)};
    Instant now() const override { return at; }
    Milliseconds monotonic() const override { return at.time_since_epoch(); }
};

struct Desk {
    SetClock clock;
    Issuer issuer{clock};
    Provider provider{issuer.options(), issuer.fetch(), clock};
    Pending pending;
    SeededRandom random{5};

    Departure depart() { return pending.depart({}, "", clock.now(), random); }
    std::string address(const Departure& departure) {
        const auto address = provider.sign_in_address(departure);
        return address ? *address : address.error().id;
    }
    /// Goes and comes back; what the provider says of the person, or the id of the refusal.
    std::string sign_in(std::optional<std::string> named = {}) {
        const Departure departure = depart();
        const auto there = provider.sign_in_address(departure);
        if (!there) return there.error().id;
        return arrive({.code = issuer.agree(*there, "4711"),
                       .issuer = std::move(named),
                       .nonce = departure.nonce,
                       .verifier = departure.verifier});
    }
    std::string arrive(const Provider::Arrival& arrival) {
        const auto person = provider.person_of(arrival);
        return person ? *person : person.error().id;
    }
    std::size_t asked(const std::string& path) const {
        return static_cast<std::size_t>(
            std::count_if(issuer.asked.begin(), issuer.asked.end(),
                          [&](const Asked& one) { return one.url == kIssuer + path; }));
    }
};

const std::string kDocument = "/.well-known/openid-configuration";

}  // namespace

TEST_CASE("provider: the browser is sent with state, nonce and challenge", "[oidc]") {
    Desk desk;
    const Departure departure = desk.depart();
    const std::string address = desk.address(departure);
    CHECK(address.starts_with("https://login.example/auth?"));
    CHECK(parameter(address, "response_type") == "code");
    CHECK(parameter(address, "client_id") == kClient);
    CHECK(parameter(address, "scope") == "openid email");
    CHECK(parameter(address, "state") == departure.state);
    CHECK(parameter(address, "nonce") == departure.nonce);
    CHECK(parameter(address, "code_challenge") == challenge_of(departure.verifier));
    CHECK(parameter(address, "code_challenge_method") == "S256");
    CHECK(parameter(address, "redirect_uri") == "http://127.0.0.1/api/v1/session/oidc/callback");
    CHECK(address.find(departure.verifier) == std::string::npos);
    CHECK(address.find(departure.browser) == std::string::npos);
    CHECK(address.find("synthetic%20secret") == std::string::npos);
    desk.issuer.document["authorization_endpoint"] = "https://login.example/auth?tenant=1";
    Desk other;
    other.issuer.document = desk.issuer.document;
    CHECK(other.address(departure).starts_with("https://login.example/auth?tenant=1&"));
}

TEST_CASE("provider: a code becomes a person, by the secret and the verifier", "[oidc]") {
    Desk desk;
    CHECK(desk.sign_in() == "4711");
    const Asked& exchange = *std::find_if(desk.issuer.asked.begin(), desk.issuer.asked.end(),
                                          [](const Asked& one) { return one.form.has_value(); });
    CHECK(exchange.headers.get("Authorization") ==
          "Basic " + crypto::to_base64(as_bytes("branchline-hub:a%20synthetic%20secret")));
    CHECK(exchange.form->find("synthetic") == std::string::npos);
    CHECK(parameter(*exchange.form, "grant_type") == "authorization_code");
}

TEST_CASE("provider: the secret goes into the form where the provider wants it so", "[oidc]") {
    Desk desk;
    desk.issuer.document["token_endpoint_auth_methods_supported"] = {"client_secret_post"};
    CHECK(desk.sign_in() == "4711");
    const Asked& exchange = *std::find_if(desk.issuer.asked.begin(), desk.issuer.asked.end(),
                                          [](const Asked& one) { return one.form.has_value(); });
    CHECK_FALSE(exchange.headers.has("Authorization"));
    CHECK(parameter(*exchange.form, "client_secret") == "a synthetic secret");
    Desk other;
    other.issuer.document["token_endpoint_auth_methods_supported"] = {"private_key_jwt"};
    CHECK(other.sign_in() == "provider-wrong");
}

TEST_CASE("provider: a document that says something else is not believed", "[oidc]") {
    const auto with = [](const std::string& name, const Json& value) {
        Desk desk;
        desk.issuer.document[name] = value;
        return desk.address(desk.depart());
    };
    CHECK(with("issuer", "https://login.example/") == "provider-wrong");
    CHECK(with("issuer", "https://evil.example") == "provider-wrong");
    CHECK(with("issuer", nullptr) == "provider-wrong");
    CHECK(with("authorization_endpoint", "http://login.example/auth") == "provider-wrong");
    CHECK(with("authorization_endpoint", "javascript:alert(1)") == "provider-wrong");
    CHECK(with("token_endpoint", "http://169.254.169.254/") == "provider-wrong");
    CHECK(with("token_endpoint", "file:///etc/passwd") == "provider-wrong");
    CHECK(with("jwks_uri", 1) == "provider-wrong");
    CHECK(with("response_types_supported", {"id_token"}) == "provider-wrong");
    CHECK(with("code_challenge_methods_supported", {"plain"}) == "provider-wrong");
}

TEST_CASE("provider: document and keys are asked for once an hour", "[oidc]") {
    Desk desk;
    for (int i = 0; i < 3; ++i) CHECK(desk.sign_in() == "4711");
    CHECK(desk.asked(kDocument) == 1);
    CHECK(desk.asked("/keys") == 1);
    desk.clock.at += std::chrono::hours(1);
    CHECK(desk.sign_in() == "4711");
    CHECK(desk.asked(kDocument) == 2);
    CHECK(desk.asked("/keys") == 2);
}

TEST_CASE("provider: an unknown key makes us ask again, once a minute", "[oidc]") {
    Desk desk;
    CHECK(desk.sign_in() == "4711");
    desk.clock.at += std::chrono::minutes(2);
    desk.issuer.key_id = "second";
    desk.issuer.keys["keys"][0]["kid"] = "second";
    CHECK(desk.sign_in() == "4711");
    CHECK(desk.asked("/keys") == 2);
    desk.issuer.key_id = "third";
    for (int i = 0; i < 5; ++i) CHECK(desk.sign_in() == "unknown-key");
    CHECK(desk.asked("/keys") == 2);
    desk.clock.at += std::chrono::minutes(1);
    CHECK(desk.sign_in() == "unknown-key");
    CHECK(desk.asked("/keys") == 3);
}

TEST_CASE("provider: a bad signature does not make us ask again", "[oidc]") {
    Desk desk;
    CHECK(desk.sign_in() == "4711");
    desk.clock.at += std::chrono::minutes(2);
    desk.issuer.algorithm = tls::Algorithm::es256;
    CHECK(desk.sign_in() == "unknown-key");
    desk.clock.at += std::chrono::minutes(2);
    desk.issuer.algorithm = tls::Algorithm::rs256;
    desk.issuer.tokens["id_token"] = "a.b.c";
    CHECK(desk.sign_in() == "token-malformed");
    CHECK(desk.asked("/keys") == 2);
}

TEST_CASE("provider: one that is silent is asked rarely and tells nobody it is down", "[oidc]") {
    Desk desk;
    desk.issuer.silent = true;
    for (int i = 0; i < 5; ++i) CHECK(desk.sign_in() == "not-delivered");
    CHECK(desk.issuer.asked.size() == 1);
    desk.issuer.silent = false;
    CHECK(desk.sign_in() == "not-delivered");
    desk.clock.at += Milliseconds(5'000);
    CHECK(desk.sign_in() == "4711");
}

TEST_CASE("provider: an answer of another provider is not exchanged", "[oidc]") {
    Desk desk;
    CHECK(desk.sign_in("https://login.example") == "4711");
    CHECK(desk.sign_in("https://evil.example") == "wrong-issuer");
    CHECK(desk.sign_in("") == "wrong-issuer");
    const std::size_t exchanges = desk.asked("/token");
    CHECK(exchanges == 1);
    Desk naming;
    naming.issuer.document["authorization_response_iss_parameter_supported"] = true;
    CHECK(naming.sign_in() == "wrong-issuer");
    CHECK(naming.sign_in("https://login.example") == "4711");
}

TEST_CASE("provider: a code counts once and with its own verifier", "[oidc]") {
    Desk desk;
    const Departure departure = desk.depart();
    const std::string there = desk.address(departure);
    const Provider::Arrival arrival{.code = desk.issuer.agree(there, "4711"),
                                    .issuer = {},
                                    .nonce = departure.nonce,
                                    .verifier = departure.verifier};
    CHECK(desk.arrive(arrival) == "4711");
    CHECK(desk.arrive(arrival) == "code-refused");
    Provider::Arrival stolen = arrival;
    stolen.code = desk.issuer.agree(there, "4711");
    stolen.verifier = desk.depart().verifier;
    CHECK(desk.arrive(stolen) == "code-refused");
    Provider::Arrival injected = arrival;
    injected.code = desk.issuer.agree(there, "4711");
    injected.nonce = desk.depart().nonce;
    CHECK(desk.arrive(injected) == "wrong-nonce");
}

TEST_CASE("provider: tokens that are none are not believed", "[oidc]") {
    const auto with = [](const std::string& name, const Json& value) {
        Desk desk;
        desk.issuer.tokens[name] = value;
        return desk.sign_in();
    };
    CHECK(with("id_token", nullptr) == "token-malformed");
    CHECK(with("id_token", 1) == "token-malformed");
    CHECK(with("token_type", "mac") == "provider-wrong");
    CHECK(with("token_type", "bearer") == "4711");
    CHECK(with("access_token", nullptr) == "4711");
    Desk failed;
    failed.issuer.status = 500;
    CHECK(failed.sign_in() == "provider-wrong");
}

TEST_CASE("provider: the claim that names people may be a verified e-mail address", "[oidc]") {
    Desk desk;
    ProviderOptions options = desk.issuer.options();
    options.naming = Naming::email;
    Provider by_email(options, desk.issuer.fetch(), desk.clock);
    const auto sign_in = [&]() -> std::string {
        const Departure departure = desk.depart();
        const auto there = by_email.sign_in_address(departure);
        REQUIRE(there);
        const auto person = by_email.person_of({.code = desk.issuer.agree(*there, "4711"),
                                                .issuer = {},
                                                .nonce = departure.nonce,
                                                .verifier = departure.verifier});
        return person ? *person : person.error().id;
    };
    desk.issuer.claims["email"] = "Ada@Importer.example";
    CHECK(sign_in() == "no-verified-email");
    desk.issuer.claims["email_verified"] = true;
    CHECK(sign_in() == "ada@importer.example");
}

TEST_CASE("provider: settings that make no sense are refused", "[oidc]") {
    Desk desk;
    const auto with = [&](const auto& spoil) {
        ProviderOptions options = desk.issuer.options();
        spoil(options);
        const auto checked = check_options(options);
        return checked ? "taken" : checked.error().id;
    };
    CHECK(with([](ProviderOptions&) {}) == "taken");
    CHECK(with([](auto& o) { o.issuer = "http://login.example"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.issuer = "https://login.example?x"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.origin = "https://hub.example/"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.origin = "https://hub.example/portal"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.origin = "http://hub.example"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.scope = "email"; }) == "bad-oidc-setting");
    CHECK(with([](auto& o) { o.scope = "openidemail"; }) == "bad-oidc-setting");
    const auto by_email = [](ProviderOptions& o) {
        o.naming = Naming::email;
        o.scope = "openid";
    };
    CHECK(with(by_email) == "bad-oidc-setting");
}
