// Every row that a hub or a node adds to the API's own, in the table that people review, and tried
// by every role. The rows are read from the routers of both programs, so none can be forgotten.
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/http/problem.hpp"
#include "common/identity/permits.hpp"
#include "tests/common/api/permission_table.hpp"
#include "tests/hardening/place.hpp"

using namespace branchline;
using namespace branchline::hardening;
using api::path_of;

namespace {

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) out.insert(line + "\n");
    return out;
}

/// Rows of a daemon that the API's own part does not have, in their order.
std::vector<http::Route> own_rows(sync::Daemon& daemon, const std::set<std::string>& api) {
    std::vector<http::Route> out;
    for (const http::Route& route : routes_of(daemon)) {
        if (!api.contains(api::line_of(route))) out.push_back(route);
    }
    return out;
}

/// A stream of events never ends, so its head alone is asked for.
http::Response try_row(const Gateway& place, const http::Route& route, Fields fields) {
    const bool endless = route.options.produces == "text/event-stream";
    if (http::is_write(route.method)) {
        fields.emplace_back("Content-Type", route.options.accepts);
        fields.emplace_back("Idempotency-Key", "never-twice");
    }
    return place.call(endless ? "HEAD" : route.method, path_of(route, std::string(32, 'a')), fields,
                      http::is_write(route.method) ? "{\"nothing\":1}" : "");
}

/// What a row was found to answer: the roles that it lets in, and at which daemons it stands.
struct Found {
    std::string where;
    std::string letters = std::string(org::default_roles().size(), '.');
};

/// Tries every row with every role of one side. A row may ask for more than its word, where what it
/// reads is judged record by record; never for less.
void try_all(const Gateway& place,
             std::string_view side,
             const std::vector<http::Route>& rows,
             std::map<std::string, Found>& found) {
    const auto roles = org::default_roles();
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (roles[i].side != side) continue;
        const std::string code(roles[i].role);
        const Fields token = place.token_of("the." + code, code);
        for (const http::Route& route : rows) {
            const auto answer = try_row(place, route, token);
            CAPTURE(code, route.method, route.pattern, answer.status, answer.body);
            const bool refused = answer.status == 401 || answer.status == 403;
            const bool permitted = api::permits(roles[i], route.options.permit);
            CHECK((permitted || refused));
            if (permitted && refused) CHECK(code_of(answer) == "not-permitted");
            if (!refused) {
                found[api::line_of(route)].letters[i] = static_cast<char>('A' + i);
            }
        }
    }
    for (const http::Route& route : rows) {
        std::string& where = found[api::line_of(route)].where;
        const std::string_view here = side == "importer" ? "hub" : "node";
        where = where.empty() ? here : "both";
    }
}

std::string table_of(const std::map<std::string, Found>& found) {
    std::string out(api::kDaemonPart);
    out +=
        "As every role was answered at its own daemons. A row may let in fewer than its word "
        "does:\n"
        "what it reads is judged again. Files of the portal are public.\n\n";
    for (const std::string_view daemon : {"both", "hub", "node"}) {
        for (const auto& [line, row] : found) {
            if (row.where != daemon) continue;
            out += fmt::format("{:<6}{} {}", daemon, row.letters, line);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("permissions: what hub and node add stands in the table as every role is answered",
          "[permissions]") {
    Place place({"B0101"});
    const auto golden = api::PermissionTable::read();
    const auto api = lines_of(golden.api);
    std::map<std::string, Found> found;
    try_all(place.at_hub(), "importer", own_rows(place.hub().daemon(), api), found);
    try_all(place.at("B0101"), "dealer", own_rows(place.node("B0101").daemon(), api), found);
    const api::PermissionTable made{golden.api, table_of(found)};
    made.write();
    CHECK(api::PermissionTable::read().daemons == made.daemons);
}

TEST_CASE("permissions: hub and node serve the API's own rows with the same words",
          "[permissions]") {
    Place place({"B0101"});
    const std::string api = api::PermissionTable::read().api;
    const auto wanted = lines_of(api.substr(api.find("\nWhat each row asks for\n")));
    for (sync::Daemon* daemon : {&place.hub().daemon(), &place.node("B0101").daemon()}) {
        std::set<std::string> served;
        for (const http::Route& route : routes_of(*daemon)) served.insert(api::line_of(route));
        for (const std::string& line : wanted) {
            if (line.size() < 20 || line.starts_with("What")) continue;
            CAPTURE(line);
            CHECK(served.contains(line));
        }
    }
}

TEST_CASE("permissions: every row of a daemon asks for something that exists", "[permissions]") {
    Place place({"B0101"});
    for (sync::Daemon* daemon : {&place.hub().daemon(), &place.node("B0101").daemon()}) {
        for (const http::Route& route : routes_of(*daemon)) {
            const std::string& permit = route.options.permit;
            CAPTURE(route.method, route.pattern, permit);
            if (permit == api::kPublic || permit == api::kSignedIn) continue;
            CHECK(identity::check_permits(domain::registry(), permit));
        }
    }
}

TEST_CASE("permissions: without a sign-in every row of a daemon is 401, but for public ones",
          "[permissions]") {
    Place place({"B0101"});
    const auto check = [](const Gateway& gateway, sync::Daemon& daemon) {
        for (const http::Route& route : routes_of(daemon)) {
            if (route.options.permit == api::kPublic) continue;
            CAPTURE(route.method, route.pattern);
            const auto answer = try_row(gateway, route, {});
            CHECK(answer.status == 401);
            if (route.options.produces != "text/event-stream") {
                CHECK(code_of(answer) == "not-signed-in");
            }
        }
    };
    check(place.at_hub(), place.hub().daemon());
    check(place.at("B0101"), place.node("B0101").daemon());
}

TEST_CASE("permissions: who may import names no file of the hub's machine", "[permissions]") {
    Place place;
    const Fields token = place.at_hub().token_of("the.importer", "integration_op");
    for (const char* body : {R"({"file":"/etc/passwd","brand":"VOLVO"})",
                             R"({"brands":["VOLVO"],"rejects":"/tmp/rejects"})",
                             R"({"file":"../../etc/passwd","makes":["Volvo"]})"}) {
        for (const char* kind : {"vpic", "catalog-csv", "price-csv"}) {
            CAPTURE(kind, body);
            const auto answer =
                place.at_hub().call("POST", fmt::format("/api/v1/imports/{}", kind), token, body);
            CHECK(answer.status == 403);
            CHECK(code_of(answer) == "operator-only");
        }
    }
}
