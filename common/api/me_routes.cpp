// What people see to themselves: who they are here, their password, PIN, sessions and tokens.
#include <array>

#include <fmt/format.h>

#include "common/api/front_door.hpp"
#include "common/api/input.hpp"
#include "common/base/list.hpp"
#include "common/http/problem.hpp"
#include "common/identity/permits.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

namespace {

constexpr std::size_t kPasswordLeast = 10;
constexpr std::size_t kPasswordMost = 256;
constexpr std::size_t kPinLeast = 4;
constexpr std::size_t kPinMost = 12;
constexpr std::size_t kTokenNameMost = 64;

Response no_person() {
    return http::problem(409, "no-person", "the operator of the machine is no user",
                         "Sign in with a login.");
}

Json instant_json(const std::optional<Instant>& at) {
    return at ? Json(to_text(*at)) : Json(nullptr);
}

Answered<std::string> read_text(const Json& body, std::string_view name) {
    const auto text = text::string_of(body, name);
    if (text && !text->empty()) return *text;
    return bad_request("invalid-request", fmt::format("{}: a text is required", name));
}

Answered<std::string> read_new_password(const Json& body, std::string_view name) {
    TRY(std::string password, read_text(body, name));
    if (password.size() >= kPasswordLeast && password.size() <= kPasswordMost) return password;
    return refused({Code::refused, "password-too-short",
                    fmt::format("a password has {} to {} bytes", kPasswordLeast, kPasswordMost),
                    "Take a few words that do not belong together."});
}

Answered<std::string> read_pin(const Json& body) {
    TRY(std::string pin, read_text(body, "pin"));
    const bool digits =
        std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits && pin.size() >= kPinLeast && pin.size() <= kPinMost) return pin;
    return refused({Code::refused, "bad-pin",
                    fmt::format("a PIN has {} to {} digits", kPinLeast, kPinMost), ""});
}

}  // namespace

Json FrontDoor::me_json(const ApiCaller& caller) {
    const identity::Person& person = *caller.person;
    Json out = Json::object();
    out["sign_in"] = options_.required ? "required" : "off";
    out["operator"] = person.is_operator;
    out["way"] = caller.way;
    out["since"] = instant_json(caller.since);
    out["user"] = nullptr;
    out["roles"] = Json::array();
    out["permits"] = person.is_operator ? "*" : "";
    out["pin"] = false;
    if (!person.user) return out;
    out["user"] = Json::object();
    out["user"]["id"] = to_hex(*person.user);
    out["user"]["login"] = person.login;
    out["user"]["name"] = person.name;
    std::string permits;
    for (const std::string& code : person.roles) {
        const auto role = person.known->find(code);
        Json row = Json::object();
        row["role"] = code;
        row["name"] = role == person.known->end() ? code : role->second.name;
        out["roles"].push_back(std::move(row));
        if (role != person.known->end()) append_item(permits, role->second.permits, "|");
    }
    out["permits"] = permits;
    out["scope"] = person.scope;
    const std::lock_guard lock(mutex_);
    out["pin"] = vault_.pin(*person.user, clock_.now()).has_value();
    return out;
}

void FrontDoor::tell_me(const Request& request, Answer answer) {
    answer(http::json_response(200, me_json(*caller_of(request))));
}

/// Who can take over here with a PIN.
void FrontDoor::tell_colleagues(const Request&, Answer answer) {
    std::vector<RowId> users;
    {
        const std::lock_guard lock(mutex_);
        users = vault_.users_with_pin(clock_.now());
    }
    const auto work = [this, users](engine::Store& store) {
        Json body = Json::object();
        body["items"] = Json::array();
        for (const RowId& user : users) {
            const auto account = identity::find_account(store, options_.directory, user);
            if (!account) return http::problem(account.error());
            if (!*account || !(*account)->active) continue;
            Json row = Json::object();
            row["login"] = (*account)->login;
            row["name"] = (*account)->name;
            body["items"].push_back(std::move(row));
        }
        return http::json_response(200, body);
    };
    gate_.run(false, work, std::move(answer));
}

void FrontDoor::with_password(const Request& request,
                              const std::string& password,
                              Answer answer,
                              std::function<void(const identity::Account&, Answer)> then) {
    const auto caller = caller_of(request);
    if (!caller->person->user) return answer(no_person());
    const std::string& login = caller->person->login;
    const std::string from = http::network_of(request.address);
    {
        const std::lock_guard lock(mutex_);
        const Milliseconds wait = lock_out_.wait(login, from, clock_.now());
        if (wait.count() > 0) return answer(too_soon(wait));
    }
    using Told = Result<std::optional<identity::Account>>;
    const auto told = std::make_shared<Told>();
    const auto check = [this, told, password, login, from, answer, then = std::move(then)] {
        if (!*told) return answer(http::problem(told->error()));
        if (*told && **told && crypto::fits_verifier(password, (**told)->verifier)) {
            return then(***told, answer);
        }
        const std::lock_guard lock(mutex_);
        lock_out_.failed(login, from, clock_.now());
        answer(http::problem(403, "wrong-password", "this is not your present password"));
    };
    gate_.run(
        false,
        [this, told, user = *caller->person->user](engine::Store& store) {
            *told = identity::find_account(store, options_.directory, user);
            return Response();
        },
        [this, answer, check](const Response&) { run_long(answer, check); });
}

/// The row is written in the name of who sets it, and the sessions of the user end, but not the
/// caller's own.
void FrontDoor::store_password(const ApiCaller& caller,
                               const RowId& user,
                               const std::string& password,
                               const Request& request,
                               Answer answer) {
    std::array<std::uint8_t, crypto::kSaltSize> salt{};
    {
        const std::lock_guard lock(mutex_);
        random_.fill(salt);
    }
    const auto verifier = crypto::make_verifier(password, salt, options_.password_cost);
    if (!verifier) return answer(http::problem(verifier.error()));
    const identity::AuditRow row{.event = "password_set",
                                 .way = caller.person->is_operator ? "operator" : "password",
                                 .user = user,
                                 .address = request.address};
    const auto work = [this, user, row, verifier = *verifier,
                       actor = caller.person->user](engine::Store& store) {
        const Instant now = clock_.now();
        const auto set =
            identity::set_verifier(store, options_.directory, user, verifier, now, actor);
        if (!set) return http::problem(set.error());
        const auto noted = identity::record_event(store, options_.directory, row, now);
        return noted ? http::json_response(200, Json::object()) : http::problem(noted.error());
    };
    gate_.run(true, work, [this, user, answer = std::move(answer)](Response response) {
        if (response.status < 300) {
            const std::lock_guard lock(mutex_);
            known_.erase(user);
            (void)vault_.end_sessions_of(user);
            (void)vault_.clear_pin(user);
        }
        answer(std::move(response));
    });
}

void FrontDoor::change_password(const Request& request, Answer answer) {
    auto body = read_body(request, {"current", "password"});
    if (!body) return answer(std::move(body).error());
    auto current = read_text(*body, "current");
    if (!current) return answer(std::move(current).error());
    auto wanted = read_new_password(*body, "password");
    if (!wanted) return answer(std::move(wanted).error());
    with_password(request, *current, std::move(answer),
                  [this, request, wanted = *wanted](const identity::Account& account, Answer give) {
                      store_password(*caller_of(request), account.user, wanted, request,
                                     std::move(give));
                  });
}

void FrontDoor::set_pin(const Request& request, Answer answer) {
    auto body = read_body(request, {"password", "pin"});
    if (!body) return answer(std::move(body).error());
    auto password = read_text(*body, "password");
    if (!password) return answer(std::move(password).error());
    auto pin = read_pin(*body);
    if (!pin) return answer(std::move(pin).error());
    const auto keep = [this, pin = *pin, address = request.address](
                          const identity::Account& account, Answer give) {
        std::array<std::uint8_t, crypto::kSaltSize> salt{};
        {
            const std::lock_guard lock(mutex_);
            random_.fill(salt);
        }
        const auto verifier = crypto::make_verifier(pin, salt, options_.pin_cost);
        if (!verifier) return give(http::problem(verifier.error()));
        {
            const std::lock_guard lock(mutex_);
            const auto kept =
                vault_.set_pin(account.user, {.verifier = *verifier,
                                              .credential_version = account.credential_version,
                                              .confirmed = clock_.now()});
            if (!kept) return give(http::problem(kept.error()));
        }
        record({.event = "pin_set", .way = "pin", .user = account.user, .address = address},
               http::json_response(200, Json::object()), std::move(give));
    };
    with_password(request, *password, std::move(answer), keep);
}

void FrontDoor::clear_pin(const Request& request, Answer answer) {
    const auto caller = caller_of(request);
    if (!caller->person->user) return answer(no_person());
    const std::lock_guard lock(mutex_);
    const auto cleared = vault_.clear_pin(*caller->person->user);
    answer(cleared ? http::json_response(200, Json::object()) : http::problem(cleared.error()));
}

Response FrontDoor::list_sessions(const ApiCaller& caller) {
    Json body = Json::object();
    body["items"] = Json::array();
    const std::lock_guard lock(mutex_);
    for (const auto& session : vault_.sessions_of(*caller.person->user, clock_.now())) {
        Json row = Json::object();
        row["id"] = session.id;
        row["way"] = session.way;
        row["address"] = session.address;
        row["begun"] = to_text(session.begun);
        row["used"] = to_text(session.used);
        row["this"] = session.id == caller.session;
        body["items"].push_back(std::move(row));
    }
    return http::json_response(200, body);
}

Response FrontDoor::list_tokens(const RowId& user) {
    Json body = Json::object();
    body["items"] = Json::array();
    const std::lock_guard lock(mutex_);
    for (const auto& token : vault_.tokens_of(user)) {
        Json row = Json::object();
        row["id"] = token.id;
        row["name"] = token.name;
        row["scope"] = token.scope;
        row["made"] = to_text(token.made);
        row["expires"] = instant_json(token.expires);
        row["used"] = instant_json(token.used);
        body["items"].push_back(std::move(row));
    }
    return http::json_response(200, body);
}

Response FrontDoor::make_token(const RowId& user, const Request& request) {
    const auto body = read_body(request, {"name", "scope", "ttl"});
    if (!body) return body.error();
    const auto name = read_text(*body, "name");
    if (!name) return name.error();
    if (name->size() > kTokenNameMost) {
        return bad_request("invalid-request", "a token's name has at most 64 bytes").error();
    }
    identity::ApiToken token{.id = {},
                             .user = user,
                             .name = *name,
                             .scope = text::string_of(*body, "scope").value_or(""),
                             .made = clock_.now(),
                             .expires = {},
                             .used = {}};
    if (!token.scope.empty()) {
        const auto known = identity::check_permits(*registry_, token.scope);
        if (!known) return http::problem(known.error());
    }
    if (body->contains("ttl")) {
        const auto ttl = parse_duration(text::string_of(*body, "ttl").value_or(""));
        if (!ttl) return http::problem(ttl.error());
        token.expires = token.made + *ttl;
    }
    const std::lock_guard lock(mutex_);
    const auto made = vault_.make_token(token, random_);
    if (!made) return http::problem(made.error());
    Json out = Json::object();
    out["token"] = *made;
    out["id"] = made->substr(identity::kTokenPrefix.size(), 12);
    out["name"] = token.name;
    out["scope"] = token.scope;
    out["expires"] = instant_json(token.expires);
    return http::json_response(201, out);
}

void FrontDoor::add_me_routes(http::Router& router) {
    using Row = void (FrontDoor::*)(const Request&, Answer);
    const auto add = [&](std::string_view method, std::string_view path, std::string_view summary,
                         Row row) {
        router.add(method, fmt::format("/api/v1/me{}", path),
                   [this, row](const Request& request, Answer answer) {
                       (this->*row)(request, std::move(answer));
                   },
                   {.summary = std::string(summary), .permit = std::string(kSignedIn)});
    };
    add("GET", "", "Who is signed in, and what that person may do", &FrontDoor::tell_me);
    add("GET", "/colleagues", "Who can take over with a PIN", &FrontDoor::tell_colleagues);
    add("POST", "/password", "Changes the own password", &FrontDoor::change_password);
    add("POST", "/pin", "Sets the own PIN of this daemon", &FrontDoor::set_pin);
    add("DELETE", "/pin", "Clears the own PIN", &FrontDoor::clear_pin);
    const auto add_own = [&](std::string_view method, std::string_view path,
                             std::string_view summary, auto work) {
        router.add(method, fmt::format("/api/v1/me/{}", path),
                   [work](const Request& request, const Answer& answer) {
                       const auto caller = caller_of(request);
                       answer(caller->person->user ? work(*caller, request) : no_person());
                   },
                   {.summary = std::string(summary), .permit = std::string(kSignedIn)});
    };
    const auto ended = [](const Result<bool>& done) {
        if (!done) return http::problem(done.error());
        if (!*done) return http::problem(404, "not-found", "you have nothing of this id");
        return http::json_response(200, Json::object());
    };
    add_own("GET", "sessions", "Where one is signed in",
            [this](const ApiCaller& caller, const Request&) { return list_sessions(caller); });
    add_own("DELETE", "sessions/{id}", "Ends one of the own sessions",
            [this, ended](const ApiCaller& caller, const Request& request) {
                const std::lock_guard lock(mutex_);
                return ended(vault_.end_session(*caller.person->user, request.param("id")));
            });
    add_own("GET", "tokens", "The own tokens, without their secrets",
            [this](const ApiCaller& caller, const Request&) {
                return list_tokens(*caller.person->user);
            });
    add_own("POST", "tokens", "Makes a token; it is shown this once",
            [this](const ApiCaller& caller, const Request& request) {
                // A token must not beget another that outlives it.
                if (caller.way == "token") {
                    return http::problem(403, "not-by-token", "tokens are made by people",
                                         "Sign in with the password.");
                }
                return make_token(*caller.person->user, request);
            });
    add_own("DELETE", "tokens/{id}", "Revokes one of the own tokens",
            [this, ended](const ApiCaller& caller, const Request& request) {
                const std::lock_guard lock(mutex_);
                return ended(vault_.revoke_token(*caller.person->user, request.param("id")));
            });
}

}  // namespace branchline::api
