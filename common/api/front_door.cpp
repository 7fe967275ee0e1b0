#include "common/api/front_door.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

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
constexpr std::chrono::seconds kStreamEndsAfter{30};

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

/// A page of the portal loads many files.
bool is_counted(const http::Route& row) {
    return row.pattern.starts_with("/api/v1/");
}

/// A stream that its reader has left is noticed at the second heartbeat.
Response too_many_streams(std::size_t most) {
    Response response = http::problem(429, "too-many-streams",
                                      fmt::format("this user has {} streams of events open", most),
                                      "Close some. The tabs of one browser can share a stream.");
    response.headers.set("Retry-After", std::to_string(kStreamEndsAfter.count()));
    return response;
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
      streams_(options_.streams_per_user),
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
        const bool counts = options_.required && request.peer != http::Peer::admin_socket;
        const Demand demand{.permit = row.options.permit,
                            .counted = counts && is_counted(row),
                            .streams = counts && row.options.produces == "text/event-stream"};
        admit(demand, std::move(request), std::move(answer), next);
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

/// A request is counted for whom it names, else for its address: a bad token must not use up what
/// others behind the same address have.
void FrontDoor::admit(const Demand& demand,
                      Request request,
                      Answer answer,
                      const http::Handler& next) {
    const bool is_public = demand.permit == kPublic;
    if (!is_public && (!options_.required || request.peer == http::Peer::admin_socket)) {
        request.caller = operator_caller();
        return next(std::move(request), std::move(answer));
    }
    auto who = is_public ? std::unexpected(Response()) : recognise(request);
    if (demand.counted) {
        auto told = who ? within(users_, to_hex(who->user), std::move(answer))
                        : within(clients_, http::network_of(request.address), std::move(answer));
        if (!told) return;
        answer = *std::move(told);
    }
    if (is_public) {
        request.caller = nobody();
        return next(std::move(request), std::move(answer));
    }
    if (!who) return answer(std::move(who).error());
    // A page of another origin cannot leave the field out, nor forge it; see http/guard.hpp.
    if (who->session && http::is_write(request.method) && !request.headers.has("Origin")) {
        return answer(http::problem(403, "origin-required",
                                    "a change that comes with a cookie must name its origin",
                                    "Send Origin, or use a token instead of the cookie."));
    }
    know(who->user, [this, demand, who = *who, request = std::move(request),
                     answer = std::move(answer), next](const Result<Known>& known) mutable {
        if (!known) return answer(http::problem(known.error()));
        auto admitted = admission(demand, who, *known);
        if (!admitted) return answer(std::move(admitted).error());
        request.caller = admitted->caller;
        next(std::move(request), watched(who, std::move(admitted->place), std::move(answer)));
    });
}

Answered<FrontDoor::Admission> FrontDoor::admission(const Demand& demand,
                                                    const Recognised& who,
                                                    const Known& known) {
    if (is_over(who, known)) {
        return std::unexpected(not_signed_in("the sign-in does not hold any more"));
    }
    Admission out{.caller = caller_for(who, known), .place = {}};
    if (auto refusal = judge(demand.permit, *out.caller->person)) {
        return std::unexpected(*std::move(refusal));
    }
    if (!demand.streams) return out;
    out.place = streams_.open(who.user);
    if (!out.place) return std::unexpected(too_many_streams(options_.streams_per_user));
    return out;
}

Answer FrontDoor::watched(const Recognised& who, OpenStreams::Place place, Answer answer) {
    return [this, who, place = std::move(place), answer = std::move(answer)](Response response) {
        if (response.more) {
            response.more = [this, who, place,
                             more = std::move(response.more)](const Answer& give) {
                know(who.user, [this, who, more, give](const Result<Known>& now) {
                    const bool over = !now || is_over(who, *now);
                    over ? give(not_signed_in("the sign-in does not hold any more")) : more(give);
                });
            };
        }
        answer(std::move(response));
    };
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

/// Guessing tokens counts by address, apart from passwords: who has a good one is let in whatever
/// others behind the address send.
Answered<FrontDoor::Recognised> FrontDoor::recognise_token(const Request& request,
                                                           std::string_view text) {
    const Instant now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto token = vault_.token(text, now);
    if (!token) {
        const std::string from = http::network_of(request.address);
        const Milliseconds wait = lock_out_.wait_of(from, now);
        if (wait.count() > 0) return std::unexpected(too_soon(wait));
        lock_out_.failed_at(from, now);
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
