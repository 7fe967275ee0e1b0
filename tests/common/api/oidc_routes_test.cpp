// Signing in by way of an OpenID provider, against a provider in the test's own process: who comes
// in, who does not, and what an attacker may try with another's state, code or path.
#include "tests/common/api/door.hpp"
#include "tests/common/oidc/issuer.hpp"

using namespace branchline;
using namespace branchline::api;
using oidc::parameter;

namespace {

constexpr const char* kSubject = "248289761001";

/// The hub's door with a provider, and one person who is linked.
struct Hub {
    test::SetClock clock;
    oidc::Issuer issuer{clock};
    oidc::Provider provider{issuer.options(), issuer.fetch(), clock};
    Door door{true, Milliseconds(0), identity::importer_directory(), &provider};
    RowId ada = door.people.add("ada", {"warranty_mgr"});

    Hub() { link(ada, kSubject); }

    void link(const RowId& user, const std::string& subject) {
        REQUIRE(identity::set_subject(door.people.store, door.people.directory, user, subject, {}));
    }
    void pass(Milliseconds time) {
        clock.at += time;
        door.people.clock.at += time;
    }
    http::Response start(const HeaderFields& fields = {}, const std::string& query = "") {
        return door.call("GET", "/api/v1/session/oidc" + query, "", fields);
    }
    http::Response back(const std::string& query, const HeaderFields& fields) {
        return door.call("GET", "/api/v1/session/oidc/callback?" + query, "", fields);
    }
    /// The audit, oldest first: "event way".
    std::vector<std::string> events() {
        const schema::Entity& entity = door.people.store.entity("org.importer_sign_in");
        const auto page = door.people.store.list(entity, {.limit = 500});
        REQUIRE(page);
        std::vector<std::string> out;
        for (const engine::Record& record : page->records) {
            out.push_back(std::get<std::string>(value_of(record, *entity.field("event"))) + " " +
                          std::get<std::string>(value_of(record, *entity.field("way"))));
        }
        return out;
    }
};

/// A browser that keeps the cookies it is given.
struct Browser {
    Hub& hub;
    std::map<std::string, std::string> cookies = {};
    std::string address = {};  ///< Where it was sent last.

    HeaderFields fields() const {
        std::string all;
        for (const auto& [name, value] : cookies) all += name + "=" + value + "; ";
        HeaderFields out = {
            {"Accept", "text/html"}
        };
        if (!all.empty()) out.emplace_back("Cookie", all);
        return out;
    }
    http::Response keep(http::Response answer) {
        for (const auto& [field, value] : answer.headers.all()) {
            if (field != "Set-Cookie") continue;
            const std::size_t equals = value.find('=');
            const std::string name = value.substr(0, equals);
            cookies[name] = value.substr(equals + 1, value.find(';') - equals - 1);
            if (value.find("Max-Age=0") != std::string::npos) cookies.erase(name);
        }
        return answer;
    }
    http::Response leave(const std::string& query = "") {
        auto answer = keep(hub.start(fields(), query));
        address = std::string(answer.headers.get("Location"));
        return answer;
    }
    std::string code(const std::string& subject = kSubject) const {
        return hub.issuer.agree(address, subject);
    }
    std::string query(const std::string& code) const {
        return "code=" + code + "&state=" + parameter(address, "state");
    }
    http::Response come_back(const std::string& query) { return keep(hub.back(query, fields())); }
    http::Response sign_in(const std::string& subject = kSubject) {
        (void)leave();
        return come_back(query(code(subject)));
    }
    std::string me() const {
        HeaderFields all = fields();
        all.emplace_back("Origin", "http://127.0.0.1");
        const auto answer = hub.door.call("GET", "/api/v1/me", "", all);
        return answer.status == 200 ? json_of(answer)["user"]["login"].get<std::string>()
                                    : outcome_of(answer);
    }
};

bool has(const http::Response& answer, const std::string& text) {
    return answer.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("oidc: whoever is linked comes in, and the audit says by which way", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    CHECK(browser.leave().status == 303);
    CHECK(browser.address.starts_with("https://login.example/auth?"));
    const auto answer = browser.come_back(browser.query(browser.code()));
    CHECK(answer.status == 200);
    CHECK(browser.me() == "ada");
    CHECK(hub.events() == std::vector<std::string>{"success oidc"});
    HeaderFields fields = browser.fields();
    CHECK(json_of(hub.door.call("GET", "/api/v1/me", "", fields))["way"] == "oidc");
}

TEST_CASE("oidc: the session's cookie is that of every sign-in", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    const auto answer = browser.sign_in();
    std::string session;
    std::string travel;
    for (const auto& [name, value] : answer.headers.all()) {
        if (name == "Set-Cookie") (session.empty() ? session : travel) = value;
    }
    CHECK(session.starts_with("__Host-branchline="));
    for (const char* part :
         {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age=604800"}) {
        CHECK(session.find(part) != std::string::npos);
    }
    CHECK(travel.starts_with("__Host-branchline-oidc=;"));
    CHECK(travel.find("Max-Age=0") != std::string::npos);
}

TEST_CASE("oidc: the browser's cookie on the way is short-lived and opens nothing", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    const auto answer = browser.leave();
    const std::string cookie(answer.headers.get("Set-Cookie"));
    CHECK(cookie.starts_with("__Host-branchline-oidc="));
    for (const char* part :
         {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"}) {
        CHECK(cookie.find(part) != std::string::npos);
    }
    CHECK(browser.me() == "401 not-signed-in");
}

TEST_CASE("oidc: a page of our own goes on, with a policy that allows no script", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave("?return=%2Flists%2Fnotes%3Fa%3D1%26b%3D2");
    const auto answer = browser.come_back(browser.query(browser.code()));
    CHECK(has(answer, R"(content="0; url=/lists/notes?a=1&amp;b=2")"));
    CHECK(has(answer, R"(<a href="/lists/notes?a=1&amp;b=2">)"));
    CHECK(answer.headers.get("Content-Type") == "text/html; charset=utf-8");
    const std::string_view policy = answer.headers.get("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string_view::npos);
    CHECK(policy.find("unsafe") == std::string_view::npos);
    CHECK(policy.find("script") == std::string_view::npos);
    CHECK_FALSE(has(answer, "code-"));
}

TEST_CASE("oidc: a return path that leads elsewhere is refused", "[oidc]") {
    Hub hub;
    for (const char* path : {"https://evil.example", "//evil.example", "/%5Cevil.example",
                             "javascript:alert(1)", "/%09/evil.example", "", "/api/v1/me"}) {
        CAPTURE(path);
        const auto answer = hub.start({}, std::string("?return=") + path);
        CHECK(outcome_of(answer) == "400 bad-return");
        CHECK_FALSE(answer.headers.has("Location"));
    }
    CHECK(hub.start({}, "?return=/a&return=/b").status == 400);
    CHECK(hub.start({}, "?next=/a").status == 400);
    CHECK(hub.issuer.asked.empty());
}

TEST_CASE("oidc: login CSRF, another's code and state in my browser, opens nothing", "[oidc]") {
    Hub hub;
    const RowId eve = hub.door.people.add("eve", {"warranty_mgr"});
    hub.link(eve, "eve");
    Browser attacker{hub};
    (void)attacker.leave();
    const std::string link = attacker.query(attacker.code("eve"));
    Browser victim{hub};
    CHECK(victim.come_back(link).status == 400);
    CHECK(victim.me() == "401 not-signed-in");
    (void)victim.leave();
    CHECK(victim.come_back(link).status == 400);
    CHECK(victim.me() == "401 not-signed-in");
    // The state is spent by then, for the attacker, too.
    CHECK(attacker.come_back(link).status == 400);
}

TEST_CASE("oidc: a code that was stolen from another sign-in is worth nothing", "[oidc]") {
    Hub hub;
    Browser victim{hub};
    (void)victim.leave();
    const std::string stolen = victim.code();
    Browser attacker{hub};
    (void)attacker.leave();
    CHECK(attacker.come_back(attacker.query(stolen)).status == 403);
    CHECK(attacker.me() == "401 not-signed-in");
}

TEST_CASE("oidc: a state counts once, a code counts once", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave();
    const std::string query = browser.query(browser.code());
    const auto cookies = browser.cookies;
    CHECK(browser.come_back(query).status == 200);
    browser.cookies = cookies;
    CHECK(has(browser.come_back(query), "Begin again."));
    CHECK(browser.me() == "401 not-signed-in");
    const std::string code = query.substr(5, query.find('&') - 5);
    (void)browser.leave();
    CHECK(browser.come_back(browser.query(code)).status == 403);
    CHECK(browser.me() == "401 not-signed-in");
}

TEST_CASE("oidc: a sign-in that takes longer than ten minutes begins again", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave();
    const std::string query = browser.query(browser.code());
    hub.pass(std::chrono::minutes(10));
    CHECK(browser.come_back(query).status == 400);
    CHECK(browser.me() == "401 not-signed-in");
}

TEST_CASE("oidc: parameters that came twice are nobody's", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    const auto twice = [&](const std::string& also) {
        (void)browser.leave();
        const auto status = browser.come_back(browser.query(browser.code()) + also).status;
        CHECK(browser.me() == "401 not-signed-in");
        return status;
    };
    CHECK(twice("&state=x") == 400);
    CHECK(twice("&code=x") == 403);
    CHECK(twice("&iss=https://login.example&iss=https://login.example") == 403);
    CHECK(browser.come_back("").status == 400);
    CHECK(browser.come_back("code=x").status == 400);
}

TEST_CASE("oidc: an answer of another provider is not exchanged", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave();
    const std::string query = browser.query(browser.code());
    CHECK(browser.come_back(query + "&iss=https%3A%2F%2Fevil.example").status == 403);
    CHECK(browser.me() == "401 not-signed-in");
    CHECK(std::none_of(hub.issuer.asked.begin(), hub.issuer.asked.end(),
                       [](const oidc::Asked& one) { return one.form.has_value(); }));
    (void)browser.leave();
    CHECK(browser.come_back(browser.query(browser.code()) + "&iss=https%3A%2F%2Flogin.example")
              .status == 200);
}

TEST_CASE("oidc: whoever says no at the provider is told how to go on", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave();
    const auto answer =
        browser.come_back("error=access_denied&error_description=%3Cscript%3E&state=" +
                          parameter(browser.address, "state"));
    CHECK(answer.status == 403);
    CHECK(has(answer, "did not sign you in"));
    CHECK_FALSE(has(answer, "script"));
}

TEST_CASE("oidc: whoever is not linked is told what to ask whom", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    const auto answer = browser.sign_in("<b>stranger</b>");
    CHECK(answer.status == 403);
    CHECK(has(answer, "Ask a network manager of the importer"));
    CHECK(has(answer, "<code>&lt;b&gt;stranger&lt;/b&gt;</code>"));
    CHECK(browser.me() == "401 not-signed-in");
    CHECK(hub.events() == std::vector<std::string>{"failure oidc"});
    (void)browser.leave();
    HeaderFields program = browser.fields();
    program[0].second = "application/json";
    const auto told = hub.back(browser.query(browser.code("stranger")), program);
    CHECK(outcome_of(told) == "403 oidc-not-linked");
    CHECK(json_of(told)["known_as"] == "stranger");
}

TEST_CASE("oidc: pages speak the browser's language", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.leave();
    HeaderFields fields = browser.fields();
    fields.emplace_back("Accept-Language", "de-DE,de;q=0.9,en;q=0.8");
    const auto answer = hub.back(browser.query(browser.code("stranger")), fields);
    CHECK(has(answer, "<html lang=\"de\">"));
    CHECK(has(answer, "Bitten Sie einen Netzverantwortlichen"));
}

TEST_CASE("oidc: no role, a disabled account and two accounts of one subject stay outside",
          "[oidc]") {
    Hub hub;
    const RowId bob = hub.door.people.add("bob", {});
    hub.link(bob, "bob");
    CHECK(has(Browser{hub}.sign_in("bob"), "has no role"));
    const auto& directory = hub.door.people.directory;
    REQUIRE(identity::set_active(hub.door.people.store, directory, hub.ada, false, {}));
    CHECK(has(Browser{hub}.sign_in(), "is disabled"));
    REQUIRE(identity::set_active(hub.door.people.store, directory, hub.ada, true, {}));
    hub.link(bob, kSubject);
    CHECK(has(Browser{hub}.sign_in(), "no account here is linked"));
    CHECK(hub.events() == std::vector<std::string>(3, "failure oidc"));
}

TEST_CASE("oidc: a token that is not to be believed opens nothing, and is recorded", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    hub.issuer.claims["aud"] = "another";
    const auto answer = browser.sign_in();
    CHECK(answer.status == 403);
    CHECK(has(answer, "cannot be trusted"));
    CHECK(browser.me() == "401 not-signed-in");
    CHECK(hub.events() == std::vector<std::string>{"failure oidc"});
}

TEST_CASE("oidc: with a silent provider passwords go on", "[oidc]") {
    Hub hub;
    hub.issuer.silent = true;
    Browser browser{hub};
    const auto answer = browser.leave();
    CHECK(answer.status == 503);
    CHECK_FALSE(answer.headers.has("Location"));
    CHECK(hub.door.sign_in("ada", std::string(test::kPassword)).status == 200);
}

TEST_CASE("oidc: signing in ends the session that the browser had", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.sign_in();
    const HeaderFields before = browser.fields();
    (void)browser.leave();
    // A Strict cookie does not come back from another site; the session ends all the same.
    const auto session = browser.cookies.extract("__Host-branchline");
    CHECK(browser.come_back(browser.query(browser.code())).status == 200);
    CHECK(browser.me() == "ada");
    CHECK(browser.cookies["__Host-branchline"] != session.mapped());
    CHECK(outcome_of(hub.door.call("GET", "/api/v1/me", "", before)) == "401 not-signed-in");
}

TEST_CASE("oidc: a session ends with the link, and with the account", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.sign_in();
    CHECK(browser.me() == "ada");
    hub.link(hub.ada, "");
    hub.pass(Milliseconds(3'000));
    CHECK(browser.me() == "401 not-signed-in");
    const auto by_password = hub.door.cookie_of("ada");
    hub.link(hub.ada, "another");
    hub.pass(Milliseconds(3'000));
    CHECK(hub.door.call("GET", "/api/v1/me", "", by_password).status == 200);
}

TEST_CASE("oidc: signing out ends a session as every other", "[oidc]") {
    Hub hub;
    Browser browser{hub};
    (void)browser.sign_in();
    HeaderFields fields = browser.fields();
    fields.emplace_back("Origin", "http://127.0.0.1");
    CHECK(hub.door.call("DELETE", "/api/v1/session", "{}", fields).status == 200);
    CHECK(browser.me() == "401 not-signed-in");
}

TEST_CASE("oidc: guessing states uses up the address's budget", "[oidc]") {
    Hub hub;
    for (int i = 0; i < 100; ++i) {
        CHECK(hub.back("code=x&state=" + std::to_string(i), {}).status == 400);
    }
    const auto slow = hub.back("code=x&state=y", {});
    CHECK(outcome_of(slow) == "429 too-many-requests");
    CHECK(slow.headers.has("Retry-After"));
}

TEST_CASE("oidc: without a provider nothing is offered", "[oidc]") {
    Door plain(true, Milliseconds(0), identity::importer_directory());
    CHECK(json_of(plain.call("GET", "/api/v1/session/ways"))["oidc"].is_null());
    CHECK(outcome_of(plain.call("GET", "/api/v1/session/oidc")) == "404 oidc-off");
    CHECK(outcome_of(plain.call("GET", "/api/v1/session/oidc/callback")) == "404 oidc-off");
}

TEST_CASE("oidc: a branch knows of no provider", "[oidc]") {
    Door branch;
    CHECK(json_of(branch.call("GET", "/api/v1/session/ways"))["oidc"].is_null());
    CHECK(branch.call("GET", "/api/v1/session/oidc").status == 404);
    branch.peer = http::Peer::admin_socket;
    (void)branch.people.add("ada", {});
    CHECK(branch.call("POST", "/api/v1/people/ada:link", R"({"subject":"1"})").status == 404);
}

TEST_CASE("oidc: the sign-in page learns the provider's name", "[oidc]") {
    Hub hub;
    const Json ways = json_of(hub.door.call("GET", "/api/v1/session/ways"));
    CHECK(ways["password"] == true);
    CHECK(ways["oidc"]["name"] == "Synthetic login");
    CHECK(ways["oidc"]["start"] == "/api/v1/session/oidc");
}

TEST_CASE("oidc: a network manager links people, each subject once", "[oidc]") {
    Hub hub;
    hub.door.people.add("nora", {"network_mgr"});
    hub.door.people.add("bob", {"warranty_mgr"});
    const auto nora = hub.door.cookie_of("nora");
    const auto link = [&](const std::string& login, const std::string& body) {
        return hub.door.call("POST", "/api/v1/people/" + login + ":link", body, nora);
    };
    const auto linked = link("bob", R"({"subject":"4711"})");
    REQUIRE(linked.status == 200);
    CHECK(json_of(linked)["subject"] == "4711");
    CHECK(link("bob", R"({"subject":"4711"})").status == 200);
    CHECK(outcome_of(link("nora", R"({"subject":"4711"})")) == "409 subject-taken");
    CHECK(outcome_of(link("nora", R"({"subject":""})")) == "400 invalid-request");
    CHECK(outcome_of(link("nora", R"({"subject":"a\u0001b"})")) == "400 bad-subject");
    CHECK(outcome_of(link("nobody", R"({"subject":"1"})")) == "404 no-such-user");
    CHECK(Browser{hub}.sign_in("4711").status == 200);
    CHECK(hub.door.call("POST", "/api/v1/people/bob:unlink", "{}", nora).status == 200);
    CHECK(Browser{hub}.sign_in("4711").status == 403);
    CHECK(link("nora", R"({"subject":"4711"})").status == 200);
    const auto bob = hub.door.cookie_of("bob");
    CHECK(outcome_of(hub.door.call("POST", "/api/v1/people/bob:link", R"({"subject":"9"})", bob)) ==
          "403 not-permitted");
}

TEST_CASE("oidc: a subject is unique among records, too", "[oidc]") {
    Hub hub;
    hub.door.peer = http::Peer::admin_socket;
    const RowId bob = hub.door.people.add("bob", {});
    const std::string path = "/api/v1/importer-users/" + to_hex(bob);
    const auto change = [&](const std::string& subject) {
        return hub.door.call("PATCH", path, R"({"data":{"oidc_subject":")" + subject + R"("}})",
                             {
                                 {"If-Match", "*"}
        });
    };
    CHECK(outcome_of(change(kSubject)) == "409 subject-taken");
    CHECK(change("4712").status == 200);
    CHECK(outcome_of(hub.door.call("POST", "/api/v1/importer-users?stream=hub",
                                   R"({"data":{"name":"C","login":"c","oidc_subject":"4712"}})")) ==
          "409 subject-taken");
}
