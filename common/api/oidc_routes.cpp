// Signing in by way of the importer's OpenID provider: the browser goes there with a state, a nonce
// and a challenge, and comes back with a code, which this daemon exchanges itself. What comes back
// is believed once, from the browser that went, and only when the provider's signature says so.
#include <fmt/format.h>

#include "common/api/attempt.hpp"
#include "common/api/cookie.hpp"
#include "common/api/input.hpp"
#include "common/api/sign_in_page.hpp"
#include "common/base/log.hpp"
#include "common/http/problem.hpp"
#include "common/oidc/address.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

namespace {

constexpr std::string_view kStartPath = "/api/v1/session/oidc";
constexpr std::size_t kStateMax = 128;
constexpr std::size_t kCodeMax = 4096;
constexpr int kCookieSeconds = 600;

/// The provider's site sends the browser back, so Lax: a Strict cookie would not come with it. It
/// opens nothing by itself, and no page can set one of this name from outside.
std::string browser_cookie(std::string_view name, std::string_view value, int seconds) {
    return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", name, value,
                       seconds);
}

/// A parameter that came exactly once; nothing for one that came twice, as another party may have
/// added it.
std::optional<std::string> once(const Request& request, std::string_view name, std::size_t most) {
    if (request.query.count(name) != 1) return std::nullopt;
    auto value = request.query_value(name);
    return value && value->size() <= most ? value : std::nullopt;
}

std::string_view refusal_for(const Error& error) {
    return error.code == Code::unavailable || error.code == Code::too_large ? "oidc-silent"
                                                                            : "oidc-refused";
}

}  // namespace

void FrontDoor::tell_ways(const Request&, const Answer& answer) {
    Json body = Json::object();
    body["password"] = options_.required;
    body["oidc"] = nullptr;
    if (options_.required && options_.provider != nullptr) {
        body["oidc"] = {
            {"name",  options_.provider->options().name},
            {"start", std::string(kStartPath)          }
        };
    }
    answer(http::json_response(200, body));
}

void FrontDoor::leave_for_provider(const Request& request, const Answer& answer) {
    const Reader reader = reader_of(request);
    if (!options_.required || options_.provider == nullptr) {
        return answer(sign_in_refusal(reader, "oidc-off"));
    }
    auto read = only_parameters(request, {"return"});
    if (!read) return answer(std::move(read).error());
    const std::string path = request.query_value("return").value_or("/");
    if (!oidc::is_local_path(path)) {
        return answer(http::problem(400, "bad-return", "return is no path of this portal",
                                    "Write a path such as /lists/notes."));
    }
    const auto before = session_of(request);
    oidc::Traveller traveller;
    traveller.return_path = path;
    traveller.address = request.address;
    if (before) {
        traveller.user_before = before->user;
        traveller.session_before = before->id;
    }
    const std::string browser = cookie_of(request, oidc_cookie()).value_or("");
    const auto go = [this, reader, traveller, browser, answer] {
        oidc::Departure departure;
        {
            const std::lock_guard lock(mutex_);
            departure = pending_.depart(traveller, browser, clock_.now(), random_);
        }
        const auto address = options_.provider->sign_in_address(departure);
        if (!address) {
            log::warning("sign-in",
                         fmt::format("oidc: {}: {}", address.error().id, address.error().what));
            return answer(sign_in_refusal(reader, refusal_for(address.error())));
        }
        Response response{.status = 303, .headers = {}, .body = {}};
        response.headers.set("Location", *address);
        response.headers.set("Set-Cookie",
                             browser_cookie(oidc_cookie(), departure.browser, kCookieSeconds));
        answer(std::move(response));
    };
    if (!options_.beside_provider(go)) answer(sign_in_refusal(reader, "oidc-silent"));
}

void FrontDoor::come_back(const Request& request, const Answer& answer) {
    const Reader reader = reader_of(request);
    if (!options_.required || options_.provider == nullptr) {
        return answer(sign_in_refusal(reader, "oidc-off"));
    }
    const auto state = once(request, "state", kStateMax);
    const std::string browser = cookie_of(request, oidc_cookie()).value_or("");
    std::optional<oidc::Traveller> traveller;
    {
        const std::lock_guard lock(mutex_);
        if (state) traveller = pending_.take(*state, browser, clock_.now());
        // As with tokens: whoever comes back with a good state has guessed nothing.
        const std::string from = http::network_of(request.address);
        const Milliseconds wait = lock_out_.wait_of(from, clock_.now());
        if (!traveller && wait.count() > 0) return answer(too_soon(wait));
        if (!traveller) lock_out_.failed_at(from, clock_.now());
    }
    if (!traveller) return answer(sign_in_refusal(reader, "oidc-expired"));
    const auto code = once(request, "code", kCodeMax);
    const bool failed = request.query.contains("error");
    if (!code || failed) return answer(sign_in_refusal(reader, "oidc-cancelled"));
    const auto attempt = std::make_shared<Attempt>();
    attempt->way = kOidcWay;
    attempt->address = request.address;
    attempt->reader = reader;
    if (traveller->user_before) {
        identity::Session before;
        before.user = *traveller->user_before;
        before.id = traveller->session_before;
        attempt->before = std::move(before);
    }
    attempt->answer = [this, reader, path = traveller->return_path, answer](Response given) {
        if (given.status != 200) return answer(std::move(given));
        Response page = go_on_page(reader, path);
        page.headers.add("Set-Cookie", std::string(given.headers.get("Set-Cookie")));
        page.headers.add("Set-Cookie", browser_cookie(oidc_cookie(), "", 0));
        answer(std::move(page));
    };
    oidc::Provider::Arrival arrival{
        .code = *code, .issuer = {}, .nonce = traveller->nonce, .verifier = traveller->verifier};
    // One that came twice is nobody's.
    if (request.query.contains("iss")) arrival.issuer = once(request, "iss", kCodeMax).value_or("");
    const auto ask = [this, attempt, arrival] { ask_provider(attempt, arrival); };
    if (!options_.beside_provider(ask)) answer(sign_in_refusal(reader, "oidc-silent"));
}

/// On the thread for the provider.
void FrontDoor::ask_provider(const Attempted& attempt, const oidc::Provider::Arrival& arrival) {
    const auto person = options_.provider->person_of(arrival);
    if (person) return recognise_subject(attempt, *person);
    log::warning("sign-in", fmt::format("oidc: {}: {}", person.error().id, person.error().what));
    refuse_oidc(attempt, sign_in_refusal(attempt->reader, refusal_for(person.error())));
}

void FrontDoor::recognise_subject(const Attempted& attempt, const std::string& subject) {
    const auto failure = std::make_shared<Result<>>();
    gate_.run(
        false,
        [this, attempt, subject, failure](engine::Store& store) {
            *failure = look_up_subject(store, *attempt, subject);
            return Response();
        },
        [this, attempt, subject, failure](const Response&) {
            const auto refuse = [&](std::string_view code, std::string_view known_as = {}) {
                refuse_oidc(attempt, sign_in_refusal(attempt->reader, code, known_as));
            };
            if (!*failure) return attempt->answer(http::problem(failure->error()));
            if (!attempt->account) return refuse("oidc-not-linked", subject);
            if (!attempt->account->active) return refuse("oidc-locked");
            if (attempt->person->roles.empty()) return refuse("oidc-no-role");
            welcome(attempt);
        });
}

/// Two accounts with one subject are none: nobody knows whose the sign-in is.
Result<> FrontDoor::look_up_subject(engine::Store& store,
                                    Attempt& attempt,
                                    const std::string& subject) {
    TRY(auto linked, identity::find_subject(store, options_.directory, subject));
    if (linked.size() != 1) return {};
    identity::Account account = std::move(linked.front());
    attempt.login = account.login;
    TRY(auto roles, identity::load_roles(store));
    TRY(identity::Person person,
        identity::load_person(store, options_.directory, account, std::move(roles)));
    attempt.person = std::make_shared<identity::Person>(std::move(person));
    attempt.account = std::move(account);
    return {};
}

void FrontDoor::refuse_oidc(const Attempted& attempt, Response refusal) {
    identity::AuditRow row{
        .event = "failure", .way = attempt->way, .user = {}, .address = attempt->address};
    if (attempt->account) row.user = attempt->account->user;
    record(row, std::move(refusal), attempt->answer);
}

void FrontDoor::add_oidc_routes(http::Router& router) {
    const auto options = [](std::string_view summary, std::string_view produces) {
        return http::RouteOptions{.produces = std::string(produces),
                                  .summary = std::string(summary),
                                  .permit = std::string(kPublic)};
    };
    router.add(
        "GET", "/api/v1/session/ways",
        [this](const Request& request, const Answer& answer) { tell_ways(request, answer); },
        options("How one can sign in here", "application/json"));
    if (options_.directory.subject.empty()) return;
    router.add(
        "GET", kStartPath,
        [this](const Request& request, const Answer& answer) {
            leave_for_provider(request, answer);
        },
        options("Sends the browser to the OpenID provider", "text/html"));
    router.add(
        "GET", oidc::kCallbackPath,
        [this](const Request& request, const Answer& answer) { come_back(request, answer); },
        options("Where the OpenID provider sends the browser back", "text/html"));
}

}  // namespace branchline::api
