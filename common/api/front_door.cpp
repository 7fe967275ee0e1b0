#include "common/api/front_door.hpp"

#include <algorithm>
#include <array>

#include "common/api/cookie.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using identity::Person;

constexpr Milliseconds kNoteContactEvery{60'000};

Response not_signed_in(std::string_view detail) {
    Response response = http::problem(401, "not-signed-in", detail,
                                      "Sign in with POST /api/v1/session, or send Authorization:"
                                      " Bearer with a token.");
    response.headers.set("WWW-Authenticate", "Bearer");
    return response;
}

std::shared_ptr<const ApiCaller> nobody() {
    static const auto kNobody = [] {
        auto caller = std::make_shared<ApiCaller>();
        caller->person = std::make_shared<Person>();
        return std::shared_ptr<const ApiCaller>(caller);
    }();
    return kNobody;
}

/// A page of the portal loads many files, and a stream of events is one request for hours.
bool is_counted(const http::Route& row) {
    return row.pattern.starts_with("/api/v1/") && row.options.produces != "text/event-stream";
}

/// What the row asks of its caller: the refusal, or nothing.
std::optional<Response> judge(const std::string& permit, const Person& person) {
    if (person.is_operator || permit == kSignedIn) return std::nullopt;
    if (permit.empty()) {
        return http::problem(403, "operator-only", "this is for the operator of the machine alone",
                             "Use the command on the machine itself.");
    }
    const schema::PermitWord word = schema::split_permit(permit);
    if (identity::may(person, word.area, word.verb)) return std::nullopt;
    return http::problem(identity::not_permitted(person, word.area, word.verb));
}

}  // namespace

FrontDoor::FrontDoor(FrontDoorOptions options,
                     const schema::Registry& registry,
                     Gate& gate,
                     identity::Vault& vault,
                     const Clock& clock,
                     Random& random)
    : options_(std::move(options)),
      registry_(&registry),
      gate_(gate),
      vault_(vault),
      clock_(clock),
      random_(random),
      lock_out_(options_.lock_out),
      clients_({.name = "client", .requests = options_.requests_per_minute}),
      users_({.name = "user", .requests = options_.requests_per_minute}) {
    for (auto* runner : {&options_.background, &options_.beside_provider}) {
        if (*runner) continue;
        *runner = [](const std::function<void()>& work) {
            work();
            return true;
        };
    }
    std::array<std::uint8_t, crypto::kSaltSize> salt{};
    random_.fill(salt);
    nobodys_verifier_ =
        crypto::make_verifier(to_hex(salt), salt, options_.password_cost).value_or("");
}

http::Guard FrontDoor::guard() {
    return [this](const http::Route& row, Request request, Answer answer, http::Handler next) {
        const bool counted =
            options_.required && request.peer != http::Peer::admin_socket && is_counted(row);
        if (counted) {
            auto told = within(clients_, request.address, std::move(answer));
            if (!told) return;
            answer = *std::move(told);
        }
        admit(row.options.permit, counted, std::move(request), std::move(answer), next);
    };
}

std::optional<Answer> FrontDoor::within(http::Buckets& buckets,
                                        const std::string& key,
                                        Answer answer) {
    const http::Quota& quota = buckets.quota();
    if (quota.requests == 0) return answer;
    http::Allowance allowance;
    {
        const std::lock_guard lock(mutex_);
        allowance = buckets.take(key, clock_.monotonic());
    }
    if (!allowance.allowed) {
        answer(http::too_many_requests(quota, allowance));
        return std::nullopt;
    }
    return [quota, allowance, answer = std::move(answer)](Response response) {
        http::tell_limit(quota, allowance, response);
        answer(std::move(response));
    };
}

void FrontDoor::admit(const std::string& permit,
                      bool counted,
                      Request request,
                      Answer answer,
                      const http::Handler& next) {
    if (permit == kPublic) {
        request.caller = nobody();
        return next(std::move(request), std::move(answer));
    }
    if (!options_.required || request.peer == http::Peer::admin_socket) {
        request.caller = operator_caller();
        return next(std::move(request), std::move(answer));
    }
    auto who = recognise(request);
    if (!who) return answer(std::move(who).error());
    // A page of another origin cannot leave the field out, nor forge it; see http/guard.hpp.
    if (who->session && http::is_write(request.method) && !request.headers.has("Origin")) {
        return answer(http::problem(403, "origin-required",
                                    "a change that comes with a cookie must name its origin",
                                    "Send Origin, or use a token instead of the cookie."));
    }
    know(who->user, [this, permit, counted, who = *who, request = std::move(request),
                     answer = std::move(answer), next](const Result<Known>& known) mutable {
        if (!known) return answer(http::problem(known.error()));
        if (is_over(who, *known))
            return answer(not_signed_in("the sign-in does not hold any more"));
        if (counted) {
            auto told = within(users_, to_hex(who.user), std::move(answer));
            if (!told) return;
            answer = *std::move(told);
        }
        const auto caller = caller_for(who, *known);
        if (auto refusal = judge(permit, *caller->person)) return answer(*std::move(refusal));
        request.caller = caller;
        // What goes on for long, as events do, ends with the sign-in.
        auto watched = [this, who, answer = std::move(answer)](Response response) {
            if (response.more) {
                response.more = [this, who, more = std::move(response.more)](const Answer& give) {
                    know(who.user, [this, who, more, give](const Result<Known>& now) {
                        const bool over = !now || is_over(who, *now);
                        over ? give(not_signed_in("the sign-in does not hold any more"))
                             : more(give);
                    });
                };
            }
            answer(std::move(response));
        };
        next(std::move(request), std::move(watched));
    });
}

// Who asks.

Answered<FrontDoor::Recognised> FrontDoor::recognise(const Request& request) {
    const std::string_view given = request.headers.get("Authorization");
    if (!given.empty()) {
        const std::size_t blank = std::min(given.find(' '), given.size());
        if (!text::equal_ignoring_case(given.substr(0, blank), "Bearer")) {
            return std::unexpected(not_signed_in("Authorization must be Bearer and a token"));
        }
        return recognise_token(request, text::trim(given.substr(blank)));
    }
    auto session = session_of(request);
    if (!session) return std::unexpected(not_signed_in("nobody is signed in"));
    const RowId user = session->user;
    std::string way = session->way;
    return Recognised{
        .user = user, .way = std::move(way), .session = std::move(session), .scope = {}};
}

/// Guessing tokens counts as guessing passwords does, by address.
Answered<FrontDoor::Recognised> FrontDoor::recognise_token(const Request& request,
                                                           std::string_view text) {
    const Instant now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto token = vault_.token(text, now);
    if (!token) {
        const Milliseconds wait = lock_out_.wait_of(request.address, now);
        if (wait.count() > 0) return std::unexpected(too_soon(wait));
        lock_out_.failed_at(request.address, now);
        return std::unexpected(not_signed_in("the token is not known, or it has expired"));
    }
    return Recognised{.user = token->user, .way = "token", .session = {}, .scope = token->scope};
}

std::optional<identity::Session> FrontDoor::session_of(const Request& request) {
    const auto secret = cookie_of(request, options_.cookie);
    if (!secret) return std::nullopt;
    const std::lock_guard lock(mutex_);
    return vault_.session(*secret, clock_.now());
}

void FrontDoor::know(const RowId& user, Then then) {
    std::optional<Known> believed;
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(user);
        const bool fresh = found != known_.end() &&
                           clock_.now() - found->second.at < options_.believed &&
                           clock_.now() >= found->second.at;
        if (fresh) believed = found->second;
    }
    if (believed) return then(*believed);
    const auto told = std::make_shared<Result<Known>>(
        fail(Code::unavailable, "stopping", "the daemon is stopping"));
    gate_.run(
        false,
        [this, user, told](engine::Store& store) {
            *told = ask_store(store, user);
            return Response();
        },
        [told, then = std::move(then)](const Response&) { then(*told); });
}

Result<FrontDoor::Known> FrontDoor::ask_store(engine::Store& store, const RowId& user) {
    Known known{.person = {}, .credential_version = {}, .subject = {}, .at = clock_.now()};
    TRY(const auto account, identity::find_account(store, options_.directory, user));
    if (account && account->active) {
        TRY(auto roles, identity::load_roles(store));
        TRY(Person person,
            identity::load_person(store, options_.directory, *account, std::move(roles)));
        known.person = std::make_shared<Person>(std::move(person));
        known.credential_version = account->credential_version;
        known.subject = account->subject;
    }
    constexpr std::size_t kKnownMax = 1000;
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kKnownMax) known_.clear();
    known_[user] = known;
    return known;
}

/// A user that is gone or has another password loses the sessions; one that is gone, the tokens
/// too; one that is linked no more or otherwise, the sessions that the link has opened.
bool FrontDoor::is_over(const Recognised& who, const Known& known) {
    const bool gone = known.person == nullptr;
    const bool changed =
        who.session && who.session->credential_version !=
                           held_credential(who.way, known.credential_version, known.subject);
    const std::lock_guard lock(mutex_);
    if (gone) {
        (void)vault_.end_sessions_of(who.user);
    } else if (changed) {
        (void)vault_.end_session(who.user, who.session->id);
    }
    if (gone || changed || !who.session) return gone || changed;
    const auto held = vault_.sessions_of(who.user, clock_.now());
    return std::none_of(held.begin(), held.end(), [&](const identity::Session& session) {
        return session.id == who.session->id;
    });
}

std::shared_ptr<const ApiCaller> FrontDoor::caller_for(const Recognised& who,
                                                       const Known& known) const {
    auto caller = std::make_shared<ApiCaller>();
    caller->person = known.person;
    if (!who.scope.empty()) {
        auto narrow = std::make_shared<Person>(*known.person);
        narrow->scope = who.scope;
        caller->person = std::move(narrow);
    }
    caller->way = who.way;
    if (who.session) {
        caller->session = who.session->id;
        caller->since = who.session->begun;
    }
    return caller;
}

/// What was changed here counts from the next request on.
void FrontDoor::forget(const RowId& user) {
    const std::lock_guard lock(mutex_);
    known_.erase(user);
}

void FrontDoor::note_contact() {
    const Instant now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (now - contact_noted_ < kNoteContactEvery) return;
    contact_noted_ = now;
    (void)vault_.note_contact(now);  // A full disk must not stop the line.
}

void FrontDoor::add_routes(http::Router& router) {
    router.add(
        "POST", "/api/v1/session",
        [this](const Request& request, Answer answer) { sign_in(request, std::move(answer)); },
        {.summary = "Signs in, by password or by PIN", .permit = std::string(kPublic)});
    router.add(
        "DELETE", "/api/v1/session",
        [this](const Request& request, Answer answer) { sign_out(request, std::move(answer)); },
        {.summary = "Signs out", .permit = std::string(kSignedIn)});
    add_oidc_routes(router);
    add_me_routes(router);
    add_people_routes(router);
}

void FrontDoor::run_long(const http::Answer& answer, std::function<void()> work) {
    if (options_.background(std::move(work))) return;
    answer(http::problem(503, "busy", "too many people sign in at this moment",
                         "Try again in a moment."));
}

}  // namespace branchline::api
