// Signing in and out. Every try is recorded in the dealer's stream, and one with an unknown login
// costs and answers the same as one with a wrong password.
#include <array>

#include <fmt/format.h>

#include "common/api/attempt.hpp"
#include "common/api/cookie.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

namespace {

constexpr std::size_t kPasswordMax = 256;
constexpr std::string_view kPasswordWay = "password";
constexpr std::string_view kPinWay = "pin";
/// A wait of this length is a lock-out that people want to hear of.
constexpr Milliseconds kLockedOut{30'000};

Response wrong_password() {
    return http::problem(401, "sign-in-failed", "the login or the password is wrong",
                         "After a few wrong ones the next try has to wait.");
}

}  // namespace

Response FrontDoor::too_soon(Milliseconds wait) const {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    Response response = http::problem(429, "too-many-requests",
                                      fmt::format("too many wrong tries: wait {} seconds", seconds),
                                      "An administrator can set a new password meanwhile.");
    response.headers.set("Retry-After", std::to_string(seconds));
    const identity::LockOutLimits& limits = options_.lock_out;
    http::tell_limit(
        {.name = "sign-in",
         .requests = static_cast<std::uint64_t>(limits.address_failures),
         .window = std::chrono::duration_cast<std::chrono::seconds>(limits.forget_after)},
        {.allowed = false, .left = 0, .until_whole = std::chrono::seconds(seconds)}, response);
    return response;
}

Answered<FrontDoor::Attempted> FrontDoor::read_attempt(const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    TRY(const Json body, read_body(request, {"login", "password", "pin"}));
    const auto password = text::string_of(body, "password");
    const auto pin = text::string_of(body, "pin");
    const auto login = text::string_of(body, "login");
    const bool one = password.has_value() != pin.has_value();
    if (!login || !one || body.size() != 2) {
        return bad_request("invalid-request", "a sign-in has a login and a password, or a pin",
                           R"(Send {"login": "...", "password": "..."}.)");
    }
    const auto attempt = std::make_shared<Attempt>();
    attempt->login = identity::read_login(*login).value_or("");  // Nobody is called so.
    attempt->secret = password ? *password : *pin;
    attempt->way = password ? kPasswordWay : kPinWay;
    attempt->address = request.address;
    attempt->before = session_of(request);
    if (attempt->secret.size() > kPasswordMax) {
        return bad_request("invalid-request", "a password has at most 256 bytes");
    }
    return attempt;
}

/// What can be refused without looking at the password.
std::optional<Response> FrontDoor::refuse_early(const Attempt& attempt) {
    const Instant now = clock_.now();
    const std::lock_guard lock(mutex_);
    const Milliseconds wait = lock_out_.wait(attempt.login, http::network_of(attempt.address), now);
    if (wait.count() > 0) return too_soon(wait);
    if (attempt.way == kPinWay && !attempt.before) {
        return http::problem(401, "not-signed-in", "a PIN takes over from somebody signed in here",
                             "Sign in with the password.");
    }
    const auto contact = vault_.last_contact();
    if (options_.grace.count() > 0 && contact && now - *contact > options_.grace) {
        return http::problem(
            401, "offline-grace-expired",
            fmt::format("the importer was last heard of {}, which is too long ago",
                        to_text(*contact)),
            "Bring the line up once; the operator's commands on the machine itself still work.");
    }
    return std::nullopt;
}

void FrontDoor::sign_in(const Request& request, Answer answer) {
    if (!options_.required) {
        return answer(http::problem(409, "sign-in-off", "nobody signs in at this daemon",
                                    "It runs with sign_in = \"off\"."));
    }
    auto read = read_attempt(request);
    if (!read) return answer(std::move(read).error());
    const Attempted attempt = *std::move(read);
    if (auto refusal = refuse_early(*attempt)) return answer(*std::move(refusal));
    attempt->answer = std::move(answer);
    const auto failure = std::make_shared<Result<>>();
    gate_.run(
        false,
        [this, attempt, failure](engine::Store& store) {
            *failure = look_up(store, *attempt);
            return Response();
        },
        [this, attempt, failure](const Response&) {
            if (!*failure) return attempt->answer(http::problem(failure->error()));
            run_long(attempt->answer, [this, attempt] { check(attempt); });
        });
}

Result<> FrontDoor::look_up(engine::Store& store, Attempt& attempt) {
    TRY(attempt.account, identity::find_login(store, options_.directory, attempt.login));
    if (!attempt.account) return {};
    TRY(auto roles, identity::load_roles(store));
    TRY(identity::Person person,
        identity::load_person(store, options_.directory, *attempt.account, std::move(roles)));
    attempt.person = std::make_shared<identity::Person>(std::move(person));
    return {};
}

/// On the thread for what takes long.
void FrontDoor::check(const Attempted& attempt) {
    std::string verifier;
    const auto& account = attempt->account;
    if (attempt->way == kPasswordWay) {
        if (account) verifier = account->verifier;
    } else if (account) {
        const std::lock_guard lock(mutex_);
        const auto pin = vault_.pin(account->user, clock_.now());
        const bool holds = pin && pin->credential_version == account->credential_version;
        if (holds) verifier = pin->verifier;
    }
    const bool known = !verifier.empty();
    const bool fits =
        crypto::fits_verifier(attempt->secret, known ? verifier : nobodys_verifier_) && known;
    if (fits && account->active) return welcome(attempt);
    refuse(attempt);
}

void FrontDoor::refuse(const Attempted& attempt) {
    Milliseconds wait{0};
    {
        const std::lock_guard lock(mutex_);
        wait = lock_out_.failed(attempt->login, http::network_of(attempt->address), clock_.now());
        const bool by_pin = attempt->way == kPinWay && attempt->account;
        if (by_pin) (void)vault_.count_pin_failure(attempt->account->user);
    }
    identity::AuditRow row{.event = wait >= kLockedOut ? "lock_out" : "failure",
                           .way = attempt->way,
                           .user = {},
                           .address = attempt->address};
    if (attempt->account) row.user = attempt->account->user;
    record(row, wrong_password(), attempt->answer);
}

void FrontDoor::welcome(const Attempted& attempt) {
    const identity::Account& account = *attempt->account;
    const Instant now = clock_.now();
    Result<std::string> secret;
    {
        const std::lock_guard lock(mutex_);
        // Who comes from the provider has guessed no password, and has not known it either.
        if (attempt->way != kOidcWay) {
            lock_out_.succeeded(attempt->login, http::network_of(attempt->address));
        }
        known_.erase(account.user);
        if (attempt->way == kPasswordWay) {
            (void)vault_.confirm_pin(account.user, account.credential_version, now);
        }
        // A new id with every sign-in: one that somebody has planted before is worth nothing.
        if (attempt->before) {
            (void)vault_.end_session(attempt->before->user, attempt->before->id);
        }
        secret =
            vault_.begin_session({.id = {},
                                  .user = account.user,
                                  .way = attempt->way,
                                  .address = attempt->address,
                                  .credential_version = held_credential(
                                      attempt->way, account.credential_version, account.subject),
                                  .begun = now,
                                  .used = now},
                                 random_);
    }
    if (!secret) return attempt->answer(http::problem(secret.error()));
    const identity::AuditRow row{
        .event = "success", .way = attempt->way, .user = account.user, .address = attempt->address};
    record(row, signed_in(*attempt, *secret), attempt->answer);
}

Response FrontDoor::signed_in(const Attempt& attempt, const std::string& secret) {
    ApiCaller caller;
    caller.person = attempt.person;
    caller.way = attempt.way;
    caller.since = clock_.now();
    Response response = http::json_response(200, me_json(caller));
    const identity::VaultLimits limits;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits.session_longest);
    response.headers.add("Set-Cookie",
                         fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}",
                                     options_.cookie, secret, seconds.count()));
    return response;
}

/// The answer goes out when the row is durable; what cannot be recorded does not happen.
void FrontDoor::record(const identity::AuditRow& row, Response response, Answer answer) {
    gate_.run(
        true,
        [this, row, response = std::move(response)](engine::Store& store) {
            const auto done = identity::record_event(store, options_.directory, row, clock_.now());
            return done ? response : http::problem(done.error());
        },
        std::move(answer));
}

void FrontDoor::sign_out(const Request& request, Answer answer) {
    const auto caller = caller_of(request);
    Response response = http::json_response(200, Json::object());
    response.headers.add(
        "Set-Cookie",
        fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", options_.cookie));
    if (caller->session.empty() || !caller->person->user) return answer(std::move(response));
    const RowId user = *caller->person->user;
    {
        const std::lock_guard lock(mutex_);
        const auto ended = vault_.end_session(user, caller->session);
        if (!ended) return answer(http::problem(ended.error()));
    }
    const identity::AuditRow row{
        .event = "sign_out", .way = {}, .user = user, .address = request.address};
    record(row, std::move(response), std::move(answer));
}

}  // namespace branchline::api
