// Other people: accounts, roles, passwords, tokens. The records that these rows write are entities
// like all others; what stands here is what takes several of them, or what must not be an entity.
// Whoever manages people learns whether somebody has a password; what is written is judged as ever.
#include <array>

#include <fmt/format.h>

#include "common/api/front_door.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/identity/guarded_store.hpp"
#include "common/identity/permits.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

using engine::Store;
using http::Answer;
using http::Request;
using http::Response;
using text::Json;

namespace {

constexpr std::string_view kManage = "people:manage";
constexpr std::size_t kPasswordLeast = 10;
constexpr std::size_t kPasswordMost = 256;

/// By id or by login.
Result<identity::Account> resolve(Store& store,
                                  const identity::Directory& directory,
                                  const std::string& text) {
    const auto id = fixed_from_hex<RowId>(text);
    TRY(auto account, id ? identity::find_account(store, directory, *id)
                         : identity::find_login(store, directory, text));
    if (account) return *std::move(account);
    return fail(Code::not_found, "no-such-user", fmt::format("there is no user {}", text),
                "user ls lists them.");
}

Result<Json> account_json(Store& store,
                          const identity::Directory& directory,
                          const identity::Account& account) {
    TRY(const auto grants, identity::grants_of(store, directory, account.user));
    Json out = Json::object();
    out["id"] = to_hex(account.user);
    out["login"] = account.login;
    out["name"] = account.name;
    out["active"] = account.active;
    out["password"] = account.verifier.empty() ? "none" : "set";
    if (!directory.subject.empty()) out["subject"] = account.subject;
    out["roles"] = Json::array();
    for (const auto& grant : grants) out["roles"].push_back(grant.role);
    return out;
}

Response answer_of(const Result<Json>& result, int status = 200) {
    return result ? http::json_response(status, *result) : http::problem(result.error());
}

struct NewPerson {
    std::string login;
    std::string name;
    std::vector<std::string> roles;
};

Answered<NewPerson> read_person(const Request& request) {
    TRY(const Json body, read_body(request, {"login", "name", "roles"}));
    NewPerson out;
    out.login = text::string_of(body, "login").value_or("");
    out.name = text::string_of(body, "name").value_or("");
    const Json* roles = text::find(body, "roles");
    if (roles == nullptr) return out;
    if (!roles->is_array()) return bad_request("invalid-request", "roles: a list of roles");
    for (const Json& role : *roles) {
        if (!role.is_string()) return bad_request("invalid-request", "roles: a list of roles");
        out.roles.push_back(role.get<std::string>());
    }
    return out;
}

/// Which roles of a user permit something, and which roles would.
Result<Json> explain(Store& store,
                     const identity::Directory& directory,
                     const identity::Account& account,
                     const std::string& permit) {
    TRY(auto roles, identity::load_roles(store));
    TRY(const identity::Person person, identity::load_person(store, directory, account, roles));
    const schema::PermitWord word = schema::split_permit(permit);
    const std::string_view verb = word.verb.empty() ? schema::kReadVerb : word.verb;
    Json out = Json::object();
    out["user"] = account.login;
    out["permit"] = fmt::format("{}:{}", word.area, verb);
    out["permitted"] = account.active && identity::may(person, word.area, verb);
    out["active"] = account.active;
    out["by"] = Json::array();
    out["roles_that_permit"] = Json::array();
    for (const auto& [code, role] : *roles) {
        if (!schema::permits(role.permits, word.area, verb)) continue;
        out["roles_that_permit"].push_back(code);
        const bool has =
            std::find(person.roles.begin(), person.roles.end(), code) != person.roles.end();
        if (has) out["by"].push_back(code);
    }
    return out;
}

}  // namespace

void FrontDoor::list_people(const Request& request, Answer answer) {
    const auto work = [this](Store& store) -> Response {
        const auto everybody = identity::accounts(store, options_.directory);
        if (!everybody) return http::problem(everybody.error());
        Json body = Json::object();
        body["items"] = Json::array();
        for (const identity::Account& account : *everybody) {
            auto row = account_json(store, options_.directory, account);
            if (!row) return http::problem(row.error());
            body["items"].push_back(*std::move(row));
        }
        return http::json_response(200, body);
    };
    (void)request;  // Whoever manages people sees all of them, with whether a password is set.
    gate_.run(false, work, std::move(answer));
}

void FrontDoor::add_person(const Request& request, Answer answer) {
    auto read = read_person(request);
    if (!read) return answer(std::move(read).error());
    const auto work = [this, person = *read,
                       caller = caller_of(request)](Store& store) -> Result<Json> {
        identity::GuardedStore own(store, *caller->person);
        for (const std::string& role : person.roles) {
            TRY_VOID(identity::check_role(own, options_.directory, role));
        }
        TRY(const RowId user,
            identity::add_account(own, options_.directory, {person.login, person.name, {}}));
        for (const std::string& role : person.roles) {
            TRY_VOID(identity::give_role(own, options_.directory, user, role, {}));
        }
        TRY(const auto account, identity::find_account(store, options_.directory, user));
        return account_json(store, options_.directory, *account);
    };
    gate_.run(
        true, [work](Store& store) { return answer_of(work(store), 201); }, std::move(answer));
}

/// The roles go, too: what a modified program would sign in this name is void everywhere.
Response FrontDoor::set_standing(Store& store,
                                 const ApiCaller& caller,
                                 const RowId& user,
                                 bool active) {
    const auto change = [&]() -> Result<Json> {
        identity::GuardedStore own(store, *caller.person);
        TRY_VOID(identity::set_active(own, options_.directory, user, active, {}));
        if (!active) {
            TRY(const auto grants, identity::grants_of(store, options_.directory, user));
            for (const auto& grant : grants) {
                TRY_VOID(identity::take_role(own, options_.directory, user, grant.role, {}));
            }
        }
        TRY(const auto account, identity::find_account(store, options_.directory, user));
        return account_json(store, options_.directory, *account);
    };
    const Result<Json> done = change();
    const std::lock_guard lock(mutex_);
    known_.erase(user);
    if (done && !active) {
        (void)vault_.end_sessions_of(user);
        (void)vault_.revoke_tokens_of(user);
        (void)vault_.clear_pin(user);
    }
    return answer_of(done);
}

/// Sessions that the old link has opened end by themselves: they hold as long as the link does.
Response FrontDoor::set_subject(Store& store,
                                const ApiCaller& caller,
                                const RowId& user,
                                const std::string& subject) {
    const auto change = [&]() -> Result<Json> {
        identity::GuardedStore own(store, *caller.person);
        TRY_VOID(identity::set_subject(own, options_.directory, user, subject, {}));
        TRY(const auto account, identity::find_account(store, options_.directory, user));
        return account_json(store, options_.directory, *account);
    };
    const Result<Json> done = change();
    forget(user);
    return answer_of(done);
}

void FrontDoor::set_password_of(const Request& request, Answer answer) {
    auto body = read_body(request, {"password"});
    if (!body) return answer(std::move(body).error());
    const std::string password = text::string_of(*body, "password").value_or("");
    if (password.size() < kPasswordLeast || password.size() > kPasswordMost) {
        return answer(http::problem(
            422, "password-too-short",
            fmt::format("a password has {} to {} bytes", kPasswordLeast, kPasswordMost),
            "Take a few words that do not belong together."));
    }
    using Told = Result<identity::Account>;
    const auto told = std::make_shared<Told>();
    gate_.run(
        false,
        [this, told, who = request.param("id")](Store& store) {
            *told = resolve(store, options_.directory, who);
            return Response();
        },
        [this, told, request, password, answer](const Response&) {
            if (!*told) return answer(http::problem(told->error()));
            run_long(answer, [this, told, request, password, answer] {
                store_password(*caller_of(request), (*told)->user, password, request, answer);
            });
        });
}

template <class Add>
void FrontDoor::add_standing_routes(const Add& add) {
    using identity::Account;
    add("POST", ":disable", "Locks somebody out, and takes all roles",
        [this](Store& store, const Account& account, const Request& request) {
            return set_standing(store, *caller_of(request), account.user, false);
        });
    add("POST", ":enable", "Lets somebody in again, without roles",
        [this](Store& store, const Account& account, const Request& request) {
            return set_standing(store, *caller_of(request), account.user, true);
        });
    const auto change_role = [this](Store& store, const Account& account, const Request& request,
                                    bool give) -> Response {
        const auto body = read_body(request, {"role"});
        if (!body) return body.error();
        const std::string role = text::string_of(*body, "role").value_or("");
        const auto caller = caller_of(request);
        identity::GuardedStore own(store, *caller->person);
        const auto& directory = options_.directory;
        const auto done = give ? identity::give_role(own, directory, account.user, role, {})
                               : identity::take_role(own, directory, account.user, role, {});
        if (!done) return http::problem(done.error());
        forget(account.user);
        return answer_of(account_json(store, options_.directory, account));
    };
    add("POST", ":grant", "Gives somebody a role",
        [change_role](Store& store, const Account& account, const Request& request) {
            return change_role(store, account, request, true);
        });
    add("POST", ":revoke", "Takes a role from somebody",
        [change_role](Store& store, const Account& account, const Request& request) {
            return change_role(store, account, request, false);
        });
    add("GET", "/explain", "Whether somebody is permitted ?permit=, and why",
        [this](Store& store, const Account& account, const Request& request) -> Response {
            const std::string permit = request.query_value("permit").value_or("");
            const auto known = identity::check_permits(*registry_, permit);
            if (!known) return http::problem(known.error());
            return answer_of(explain(store, options_.directory, account, permit));
        });
}

template <class Add>
void FrontDoor::add_link_routes(const Add& add) {
    using identity::Account;
    add("POST", ":link", "Links somebody with a subject of the OpenID provider",
        [this](Store& store, const Account& account, const Request& request) -> Response {
            const auto body = read_body(request, {"subject"});
            if (!body) return body.error();
            const std::string subject = text::string_of(*body, "subject").value_or("");
            if (subject.empty()) {
                return bad_request("invalid-request", "subject: what the provider calls the person")
                    .error();
            }
            return set_subject(store, *caller_of(request), account.user, subject);
        });
    add("POST", ":unlink", "Ends somebody's link with the OpenID provider",
        [this](Store& store, const Account& account, const Request& request) {
            return set_subject(store, *caller_of(request), account.user, "");
        });
}

template <class Add>
void FrontDoor::add_token_routes(const Add& add) {
    using identity::Account;
    add("GET", "/tokens", "Tokens of somebody, without their secrets",
        [this](Store&, const Account& account, const Request&) {
            return list_tokens(account.user);
        });
    add("POST", "/tokens", "Makes a token for somebody; it is shown this once",
        [this](Store&, const Account& account, const Request& request) -> Response {
            // It acts in that person's name: nobody but the operator lends names.
            if (!caller_of(request)->person->is_operator) {
                return http::problem(403, "operator-only",
                                     "tokens of others are made by the operator alone",
                                     "People make their own with POST /api/v1/me/tokens.");
            }
            return make_token(account.user, request);
        });
    add("DELETE", "/tokens/{token}", "Revokes a token of somebody",
        [this](Store&, const Account& account, const Request& request) {
            const std::lock_guard lock(mutex_);
            const auto done = vault_.revoke_token(account.user, request.param("token"));
            if (!done) return http::problem(done.error());
            if (!*done) return http::problem(404, "not-found", "there is no token of this id");
            return http::json_response(200, Json::object());
        });
    add("POST", ":sign-out", "Ends all sessions of somebody",
        [this](Store&, const Account& account, const Request&) {
            const std::lock_guard lock(mutex_);
            const auto done = vault_.end_sessions_of(account.user);
            return done ? http::json_response(200, Json::object()) : http::problem(done.error());
        });
}

void FrontDoor::add_people_routes(http::Router& router) {
    const auto options = [](std::string_view summary) {
        return http::RouteOptions{.summary = std::string(summary), .permit = std::string(kManage)};
    };
    router.add(
        "GET", "/api/v1/people",
        [this](const Request& request, Answer answer) { list_people(request, std::move(answer)); },
        options("Everybody with an account here"));
    router.add(
        "POST", "/api/v1/people",
        [this](const Request& request, Answer answer) { add_person(request, std::move(answer)); },
        options("Adds an account, with roles"));
    router.add(
        "POST", "/api/v1/people/{id}:set-password",
        [this](const Request& request, Answer answer) {
            set_password_of(request, std::move(answer));
        },
        options("Sets the password of somebody"));
    // The rest is one piece of work on the account that the path names.
    const auto add = [&](std::string_view method, std::string_view path, std::string_view summary,
                         auto work) {
        const bool writes = method != "GET";
        router.add(
            method, fmt::format("/api/v1/people/{{id}}{}", path),
            [this, writes, work](const Request& request, Answer answer) {
                const auto whole = [this, work, request](Store& store) {
                    const auto account = resolve(store, options_.directory, request.param("id"));
                    if (!account) return http::problem(account.error());
                    return work(store, *account, request);
                };
                gate_.run(writes, whole, std::move(answer));
            },
            options(summary));
    };
    add_standing_routes(add);
    add_token_routes(add);
    if (!options_.directory.subject.empty()) add_link_routes(add);
}

}  // namespace branchline::api
