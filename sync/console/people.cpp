#include "sync/console/people.hpp"

#include <ostream>

#include <fmt/format.h>

#include "common/cli/secret.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "sync/console/console.hpp"

namespace branchline::sync {

namespace {

using cli::Argument;
using cli::Command;
using cli::Invocation;
using cli::Option;
using text::Json;

const Argument kLogin{"LOGIN", "The user's login"};
const Argument kRole{"ROLE", "As role ls lists it"};
const Argument kPermit{"PERMIT", "Such as warranty.claim:submit or see:cost"};
const Argument kTokenId{"ID", "As api-token ls shows it"};
const Argument kSubject{"SUBJECT", "What the OpenID provider calls the person"};
const Argument kDash{"PASSWORD", "\"-\" to read it from standard input", false};
const Option kPasswordFile{
    .name = "password-file", .value = "FILE", .help = "Reads the password from a file."};

std::string path_of(const Invocation& invocation, std::string_view rest) {
    return fmt::format("/api/v1/people/{}{}", http::percent_encode(invocation.argument("LOGIN")),
                       rest);
}

std::optional<std::string> dash_of(const Invocation& invocation) {
    const std::string& dash = invocation.argument("PASSWORD");
    return dash.empty() ? std::nullopt : std::optional(dash);
}

Result<std::string> read_password(const Invocation& invocation) {
    return cli::read_secret(invocation.in(), dash_of(invocation),
                            invocation.option("password-file"));
}

Result<> set_password(const Invocation& invocation, const std::string& password) {
    Json body;
    body["password"] = password;
    TRY(const auto answer, call(invocation, "POST", path_of(invocation, ":set-password"), &body));
    TRY_VOID(http::json_body(answer));
    return {};
}

Result<int> user_add(const Invocation& invocation) {
    std::optional<std::string> password;
    if (dash_of(invocation) || invocation.option("password-file")) {
        TRY(password, read_password(invocation));
    }
    Json body;
    body["login"] = invocation.argument("LOGIN");
    if (const auto name = invocation.option("name")) body["name"] = *name;
    body["roles"] = Json::array();
    for (const std::string& role : invocation.all("role")) body["roles"].push_back(role);
    TRY(const auto answer, call(invocation, "POST", "/api/v1/people", &body));
    TRY(Json made, http::json_body(answer));
    if (password) {
        TRY_VOID(set_password(invocation, *password));
        made["password"] = "set";
    }
    if (invocation.json()) {
        invocation.print(made);
        return 0;
    }
    invocation.out() << "added " << text_at(made, "login") << ", roles: " << text_at(made, "roles")
                     << "\n";
    if (text_at(made, "password") == "none") {
        invocation.error() << "no password yet: user password " << text_at(made, "login") << " -\n";
    }
    return 0;
}

Result<int> user_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/people"), [&](const Json& body) {
        print_items(invocation, body["items"], {"login", "name", "active", "roles", "password"});
    });
}

Result<int> user_password(const Invocation& invocation) {
    TRY(const std::string password, read_password(invocation));
    TRY_VOID(set_password(invocation, password));
    if (invocation.json()) {
        Json done;
        done["login"] = invocation.argument("LOGIN");
        done["password"] = "set";
        invocation.print(done);
    } else {
        invocation.out() << "the password of " << invocation.argument("LOGIN") << " is set\n";
    }
    return 0;
}

/// POST /people/LOGIN:verb, and what is said when it is done.
Command user_verb(const std::string& verb, const std::string& help, const std::string& done) {
    const auto function = [verb, done](const Invocation& invocation) {
        return call_and_show(
            invocation, post(path_of(invocation, ":" + verb), Json::object()), [&](const Json&) {
                invocation.out() << invocation.argument("LOGIN") << " " << done << "\n";
            });
    };
    return {
        .path = "user " + verb,
        .help = help,
        .function = function,
        .arguments = {kLogin},
        .examples = {"user " + verb + " ada --data-dir DIR",
                      "user " + verb + " ada --data-dir DIR --json"}
    };
}

Result<int> user_link(const Invocation& invocation) {
    Json body;
    body["subject"] = invocation.argument("SUBJECT");
    return call_and_show(invocation, post(path_of(invocation, ":link"), body),
                         [&](const Json& user) {
                             invocation.out() << text_at(user, "login") << " is linked with "
                                              << text_at(user, "subject") << "\n";
                         });
}

Command grant_verb(const std::string& word, const std::string& verb, const std::string& help) {
    const auto function = [verb](const Invocation& invocation) {
        Json body;
        body["role"] = invocation.argument("ROLE");
        return call_and_show(invocation, post(path_of(invocation, ":" + verb), body),
                             [&](const Json& user) {
                                 invocation.out() << text_at(user, "login")
                                                  << " has: " << text_at(user, "roles") << "\n";
                             });
    };
    return {
        .path = "grant " + word,
        .help = help,
        .function = function,
        .arguments = {kLogin,                                             kRole},
        .examples = {"grant " + word + " ada technician --data-dir DIR",
                      "grant " + word + " ada technician --data-dir DIR --json"}
    };
}

Result<int> grant_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/people"), [&](const Json& body) {
        Json rows = Json::array();
        for (const Json& user : body["items"]) {
            for (const Json& role : user["roles"]) {
                Json row;
                row["login"] = user["login"];
                row["role"] = role;
                rows.push_back(std::move(row));
            }
        }
        print_items(invocation, rows, {"login", "role"});
    });
}

Result<int> role_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/roles?limit=500&sort=role"),
                         [&](const Json& body) {
                             Json rows = Json::array();
                             for (const Json& item : body["items"]) rows.push_back(item["data"]);
                             print_items(invocation, rows, {"role", "side", "name"});
                         });
}

Result<int> role_explain(const Invocation& invocation) {
    const std::string target = path_of(
        invocation, "/explain?permit=" + http::percent_encode(invocation.argument("PERMIT")));
    return call_and_show(invocation, get(target), [&](const Json& told) {
        const bool permitted = told["permitted"] == true;
        invocation.out() << text_at(told, "permit") << " is " << (permitted ? "" : "not ")
                         << "permitted to " << text_at(told, "user");
        if (permitted) {
            invocation.out() << " by " << text_at(told, "by");
        } else if (told["active"] == false) {
            invocation.out() << ", who is disabled";
        }
        invocation.out() << "\nroles that permit it: "
                         << (told["roles_that_permit"].empty() ? "none"
                                                               : text_at(told, "roles_that_permit"))
                         << "\n";
    });
}

Result<int> token_create(const Invocation& invocation) {
    Json body;
    body["name"] = *invocation.option("name");
    if (const auto scope = invocation.option("scope")) body["scope"] = *scope;
    if (const auto ttl = invocation.option("ttl")) body["ttl"] = *ttl;
    return call_and_show(invocation, post(path_of(invocation, "/tokens"), body),
                         [&](const Json& made) {
                             // Alone on the output, so that it can be piped into a file.
                             invocation.error() << "shown this once; revoke it with: api-token "
                                                   "revoke "
                                                << invocation.argument("LOGIN") << " "
                                                << text_at(made, "id") << "\n";
                             invocation.out() << text_at(made, "token") << "\n";
                         });
}

Result<int> token_ls(const Invocation& invocation) {
    return call_and_show(invocation, get(path_of(invocation, "/tokens")), [&](const Json& body) {
        print_items(invocation, body["items"], {"id", "name", "scope", "made", "expires", "used"});
    });
}

Result<int> token_revoke(const Invocation& invocation) {
    const std::string target =
        path_of(invocation, "/tokens/" + http::percent_encode(invocation.argument("ID")));
    http::Request request = post(target, Json::object());
    request.method = "DELETE";
    return call_and_show(invocation, request,
                         [&](const Json&) { invocation.out() << "revoked\n"; });
}

std::vector<Command> user_commands() {
    return {
        {.path = "user add",
         .help = "Adds somebody who may sign in here.",
         .function = user_add,
         .arguments = {kLogin, kDash},
         .options = {{.name = "name", .value = "NAME", .help = "What people call the person."},
                     {.name = "role",
                      .value = "ROLE",
                      .help = "A role to give; may be given several times.",
                      .many = true},
                     kPasswordFile},
         .examples = {"user add ada --role dealer_admin - --data-dir DIR <password",
                      "user add ada --name \"Synthetic Person\" --data-dir DIR"}},
        {.path = "user ls",
         .help = "Everybody with an account, and their roles.",
         .function = user_ls,
         .examples = {"user ls --data-dir DIR", "user ls --data-dir DIR --json"}},
        {.path = "user password",
         .help = "Sets somebody's password; all sessions end.",
         .function = user_password,
         .arguments = {kLogin, kDash},
         .options = {kPasswordFile},
         .examples = {"user password ada - --data-dir DIR <password",
                      "user password ada --password-file FILE --data-dir DIR"}},
        user_verb("disable", "Locks somebody out and takes all roles.", "is disabled"),
        user_verb("enable", "Lets somebody sign in again, without roles.", "is enabled"),
        user_verb("sign-out", "Ends all sessions of somebody.", "is signed out everywhere here"),
    };
}

std::vector<Command> token_commands() {
    return {
        {.path = "api-token create",
         .help = "Makes a token with which a program acts for a user.",
         .function = token_create,
         .arguments = {kLogin},
         .options = {{.name = "name", .value = "NAME", .help = "What it is for.", .required = true},
                     {.name = "scope",
                      .value = "WORDS",
                      .help = "Only this of what the user may: notes.note:read|stock.move."},
                     {.name = "ttl", .value = "DURATION", .help = "How long it holds."}},
         .examples = {"api-token create ada --name till --data-dir DIR",
                      "api-token create ada --name till --scope stock.move --ttl 30d --data-dir "
                      "DIR"}},
        {.path = "api-token ls",
         .help = "Tokens of a user, without their secrets.",
         .function = token_ls,
         .arguments = {kLogin},
         .examples = {"api-token ls ada --data-dir DIR", "api-token ls ada --data-dir DIR --json"}},
        {.path = "api-token revoke",
         .help = "Ends a token at once.",
         .function = token_revoke,
         .arguments = {kLogin, kTokenId},
         .examples = {"api-token revoke ada ID --data-dir DIR",
                      "api-token revoke ada ID --data-dir DIR --json"}},
    };
}

}  // namespace

std::vector<Command> people_commands() {
    std::vector<Command> out = user_commands();
    out.push_back(grant_verb("add", "grant", "Gives a user a role."));
    out.push_back(grant_verb("revoke", "revoke", "Takes a role from a user."));
    out.push_back({
        .path = "grant ls",
        .help = "Who has which role.",
        .function = grant_ls,
        .examples = {"grant ls --data-dir DIR", "grant ls --data-dir DIR --json"}
    });
    out.push_back({
        .path = "role ls",
        .help = "The roles of the network; --json shows what they permit.",
        .function = role_ls,
        .examples = {"role ls --data-dir DIR", "role ls --data-dir DIR --json"}
    });
    out.push_back({
        .path = "role explain",
        .help = "Whether a user may do something, and by which role.",
        .function = role_explain,
        .arguments = {kLogin,                                                  kPermit},
        .examples = {"role explain ada warranty.claim:submit --data-dir DIR",
                      "role explain ada see:cost --data-dir DIR --json"               }
    });
    for (Command& command : token_commands()) out.push_back(std::move(command));
    return out;
}

std::vector<Command> link_commands() {
    return {
        {.path = "user link",
         .help = "Lets somebody sign in by way of the OpenID provider.",
         .function = user_link,
         .arguments = {kLogin, kSubject},
         .examples = {"user link ada 248289761001 --data-dir DIR",
                      "user link ada 248289761001 --data-dir DIR --json"}},
        user_verb("unlink", "Ends that, and the sessions that came so.", "is not linked any more"),
    };
}

std::vector<cli::Group> people_groups() {
    return {
        {"user",      "Who may sign in here."                    },
        {"grant",     "Who has which role."                      },
        {"role",      "What users may do."                       },
        {"api-token", "Tokens with which programs act for users."},
    };
}

}  // namespace branchline::sync
