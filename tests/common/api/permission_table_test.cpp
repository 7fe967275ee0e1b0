// Who may do what, as one table that people review: tests/golden/permissions.txt. It is made from
// the rows of the router, the default roles and the one judgement; then every pair is tried.
// BRANCHLINE_REWRITE_GOLDEN=1 writes this part of the file anew; the rows that only daemons have
// are in tests/hardening/permissions_test.cpp.
#include "tests/common/api/permission_table.hpp"

#include <set>

#include "common/http/problem.hpp"
#include "common/identity/permits.hpp"
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

char letter_of(std::size_t column) {
    return static_cast<char>('A' + column);
}

/// One letter for each role that is let in, a point for one that is answered 403.
std::string row_of(std::string_view permit) {
    std::string out;
    const auto roles = org::default_roles();
    for (std::size_t i = 0; i < roles.size(); ++i) {
        out += permits(roles[i], permit) ? letter_of(i) : '.';
    }
    return out;
}

std::string whole_table(const Door& door) {
    std::string out =
        "Who may do what. A letter: the role is let in. A point: 403. Without a sign-in every row\n"
        "is 401, but for public ones. The operator of the machine may do everything.\n\n";
    const auto roles = org::default_roles();
    for (std::size_t i = 0; i < roles.size(); ++i) {
        out += fmt::format("{} {:<17}{:<9}{}\n", letter_of(i), roles[i].role, roles[i].side,
                           roles[i].name);
    }
    std::set<std::string> permits;
    for (const auto word : identity::plain_permits()) permits.emplace(word);
    for (const http::Route& route : door.router.routes()) permits.insert(route.options.permit);
    out += "\nWhat is asked for\n\n";
    for (const std::string& permit : permits) {
        out += fmt::format("{:<40}{}\n", shown(permit), row_of(permit));
    }
    out += "\nWhat each row asks for\n\n";
    for (const http::Route& route : door.router.routes()) out += line_of(route);
    return out;
}

/// Answers of every row to one caller that are not what the table says.
std::string misfits(Door& door, const HeaderFields& fields, const org::DefaultRole& role) {
    std::string out;
    for (const http::Route& route : door.router.routes()) {
        // Signing out ends what is tried; signing in is public.
        if (route.pattern == "/api/v1/session") continue;
        HeaderFields all = fields;
        if (http::is_write(route.method)) all.emplace_back("Content-Type", route.options.accepts);
        const auto answer = door.call(route.method, path_of(route, std::string(32, 'a')), "", all);
        const auto error = http::error_of(answer);
        const bool refused =
            answer.status == 401 ||
            (answer.status == 403 && (error.id == "not-permitted" || error.id == "operator-only"));
        if (refused == !permits(role, route.options.permit)) continue;
        out += fmt::format("{} {} answers {} {}\n", route.method, route.pattern, answer.status,
                           answer.status < 300 ? "" : error.id);
    }
    return out;
}

HeaderFields token_of(Door& door, const org::DefaultRole& role) {
    const RowId user = door.people.add(std::string(role.role), {std::string(role.role)});
    const auto made = door.vault->make_token({.id = {},
                                              .user = user,
                                              .name = "table",
                                              .scope = {},
                                              .made = door.people.clock.now(),
                                              .expires = {},
                                              .used = {}},
                                             door.random);
    REQUIRE(made);
    return {
        {"Authorization", "Bearer " + *made}
    };
}

}  // namespace

TEST_CASE("permissions: the table is what people have reviewed", "[permissions]") {
    const Door door;
    const PermissionTable made{whole_table(door), PermissionTable::read().daemons};
    made.write();
    CHECK(PermissionTable::read().api == made.api);
}

TEST_CASE("permissions: every row asks for something that exists", "[permissions]") {
    const Door door;
    for (const http::Route& route : door.router.routes()) {
        CAPTURE(route.method, route.pattern, route.options.permit);
        const std::string& permit = route.options.permit;
        if (permit.empty() || permit == kPublic || permit == kSignedIn) continue;
        CHECK(identity::check_permits(domain::registry(), permit));
    }
}

TEST_CASE("permissions: every role is answered at every row as the table says", "[permissions]") {
    for (const org::DefaultRole& role : org::default_roles()) {
        CAPTURE(role.role);
        Door door(true, Milliseconds(0),
                  role.side == "importer" ? identity::importer_directory()
                                          : identity::dealer_directory("dealer/D01", "B0101"));
        const HeaderFields token = token_of(door, role);
        CHECK(misfits(door, token, role) == "");
    }
}

TEST_CASE("permissions: without a sign-in every row is 401, but for public ones", "[permissions]") {
    Door door;
    for (const http::Route& route : door.router.routes()) {
        if (route.options.permit == kPublic) continue;
        CAPTURE(route.method, route.pattern);
        HeaderFields fields;
        if (http::is_write(route.method)) {
            fields.emplace_back("Content-Type", route.options.accepts);
        }
        CHECK(door.call(route.method, path_of(route, std::string(32, 'a')), "", fields).status ==
              401);
    }
}
