// What a hostile page or a hostile client sends to a real daemon: other hosts, other origins,
// frames, paths that lead out, lines for the log, guessed tokens.
#include <cctype>
#include <sstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/http/problem.hpp"
#include "tests/common/api/permission_table.hpp"
#include "tests/common/http/loopback.hpp"
#include "tests/hardening/place.hpp"
#include "tests/support/standard_error.hpp"

using namespace branchline;
using namespace branchline::hardening;
using api::path_of;
using test::standard_error_of;

namespace {

const std::string kOne(32, 'a');

Fields with(Fields fields, const std::string& name, const std::string& value) {
    fields.emplace_back(name, value);
    return fields;
}

Fields without(Fields fields, const std::string& name) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return fields;
}

void check_security_fields(const std::string& head) {
    INFO(head.substr(0, 600));
    for (const char* field : {"X-Content-Type-Options: nosniff\r\n", "X-Frame-Options: DENY\r\n",
                              "frame-ancestors 'none'", "Referrer-Policy: no-referrer\r\n",
                              "Cross-Origin-Resource-Policy: same-origin\r\n"}) {
        CAPTURE(field);
        CHECK(head.find(field) != std::string::npos);
    }
    CHECK(head.find("Access-Control-") == std::string::npos);
}

/// Rows that change something, of a daemon.
std::vector<http::Route> writing_rows(sync::Daemon& daemon) {
    std::vector<http::Route> out;
    for (const http::Route& route : routes_of(daemon)) {
        if (http::is_write(route.method)) out.push_back(route);
    }
    return out;
}

}  // namespace

// Cross-site requests.

TEST_CASE("csrf: no writing row of either daemon obeys a page of another origin", "[hardening]") {
    Place place({"B0101"});
    place.at_hub().add_person("imp", "network_mgr");
    place.at("B0101").add_person("ada", "dealer_admin");
    const auto check = [](const Gateway& gateway, sync::Daemon& daemon, const Fields& cookie) {
        const Fields bare = without(cookie, "Origin");
        const auto rows = writing_rows(daemon);
        CHECK(rows.size() > 100);
        for (const http::Route& route : rows) {
            CAPTURE(route.method, route.pattern);
            const std::string target = path_of(route, kOne);
            const auto send = [&](const Fields& fields) {
                const auto answer =
                    gateway.call(route.method, target,
                                 with(fields, "Content-Type", route.options.accepts), "{}");
                return fmt::format("{} {}", answer.status, code_of(answer));
            };
            CHECK(send(with(bare, "Origin", "http://evil.example")) == "403 wrong-origin");
            CHECK(send(with(bare, "Origin", "null")) == "403 wrong-origin");
            CHECK(send(with(cookie, "Sec-Fetch-Site", "cross-site")) == "403 wrong-origin");
            CHECK(send(with(cookie, "Sec-Fetch-Site", "same-site")) == "403 wrong-origin");
            if (route.options.permit != "public") CHECK(send(bare) == "403 origin-required");
        }
    };
    check(place.at_hub(), place.hub().daemon(), place.at_hub().cookie_of("imp"));
    check(place.at("B0101"), place.node("B0101").daemon(), place.at("B0101").cookie_of("ada"));
}

TEST_CASE("csrf: no writing row takes what a form of another page can send", "[hardening]") {
    Place place;
    place.at_hub().add_person("imp", "network_mgr");
    const Fields cookie = place.at_hub().cookie_of("imp");
    for (const http::Route& route : writing_rows(place.hub().daemon())) {
        for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                                 "multipart/form-data; boundary=x"}) {
            CAPTURE(route.method, route.pattern, type);
            const auto answer = place.at_hub().call(route.method, path_of(route, kOne),
                                                    with(cookie, "Content-Type", type), "a=b");
            CHECK(answer.status == 415);
        }
    }
}

TEST_CASE("csrf: a page of another origin reads nothing, and its pictures and frames load nothing",
          "[hardening]") {
    Place place;
    place.at_hub().add_person("imp", "network_mgr");
    const Fields cookie = without(place.at_hub().cookie_of("imp"), "Origin");
    const auto get = [&](std::vector<std::string> fetch) {
        Fields fields = cookie;
        if (!fetch[0].empty()) fields.emplace_back("Sec-Fetch-Site", fetch[0]);
        if (!fetch[1].empty()) fields.emplace_back("Sec-Fetch-Mode", fetch[1]);
        if (!fetch[2].empty()) fields.emplace_back("Sec-Fetch-Dest", fetch[2]);
        return place.at_hub().call("GET", "/api/v1/status", fields).status;
    };
    CHECK(get({"cross-site", "no-cors", "image"}) == 403);
    CHECK(get({"cross-site", "no-cors", "script"}) == 403);
    CHECK(get({"cross-site", "cors", "empty"}) == 403);
    CHECK(get({"cross-site", "navigate", "iframe"}) == 403);
    CHECK(get({"cross-site", "navigate", "embed"}) == 403);
    CHECK(get({"same-site", "no-cors", "image"}) == 403);
    CHECK(get({"elsewhere", "navigate", "empty"}) == 403);
    // A link in a letter, a bookmark, the portal itself, a program.
    CHECK(get({"cross-site", "navigate", "document"}) == 200);
    CHECK(get({"none", "navigate", "document"}) == 200);
    CHECK(get({"same-origin", "cors", "empty"}) == 200);
    CHECK(get({"", "", ""}) == 200);
}

// DNS rebinding.

TEST_CASE("rebinding: a daemon answers to its own names alone", "[hardening]") {
    const Place place;
    const Gateway& hub = place.at_hub();
    const std::string port = std::to_string(hub.port());
    const auto ask = [&](const std::string& host, const std::string& target = "/livez") {
        const std::string answer = hub.raw(
            fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", target, host));
        return answer.substr(0, 12);
    };
    for (const char* ours : {"127.0.0.1:", "localhost:", "LOCALHOST:", "[::1]:"}) {
        CAPTURE(ours);
        CHECK(ask(ours + port) == "HTTP/1.1 200");
    }
    const std::string others[] = {
        "",
        "evil.example",
        "evil.example:" + port,
        "127.0.0.1",
        "localhost",
        "[::1]",
        "127.0.0.1:1",
        "127.0.0.1:0" + port,
        "localhost.:" + port,
        "127.0.0.1.:" + port,
        "127.1:" + port,
        "2130706433:" + port,
        "0x7f.0.0.1:" + port,
        "0.0.0.0:" + port,
        "[::]:" + port,
        "::1:" + port,
        "[0:0:0:0:0:0:0:1]:" + port,
        "[::ffff:127.0.0.1]:" + port,
        "[::1%25lo]:" + port,
        "127.0.0.1:" + port + ".evil.example",
        "127.0.0.1:" + port + "@evil.example",
        "evil.example@127.0.0.1:" + port,
        "127.0.0.1:" + port + ", evil.example",
        "http://127.0.0.1:" + port,
        "localhost:" + port + "/",
    };
    for (const std::string& host : others) {
        CAPTURE(host);
        CHECK(ask(host) == "HTTP/1.1 421");
        CHECK(ask(host, "/") == "HTTP/1.1 421");
    }
}

TEST_CASE("rebinding: an absolute target, another authority and two hosts are refused",
          "[hardening]") {
    const Place place;
    const Gateway& hub = place.at_hub();
    const std::string host = "Host: " + hub.address() + "\r\n";
    for (const std::string& form : {
             "GET http://evil.example/livez HTTP/1.1\r\n" + host,
             "GET http://" + hub.address() + "/livez HTTP/1.1\r\n" + host,
             "CONNECT " + hub.address() + " HTTP/1.1\r\n" + host,
             "OPTIONS * HTTP/1.1\r\n" + host,
             "GET livez HTTP/1.1\r\n" + host,
             "GET /livez HTTP/1.1\r\n" + host + host,
             "GET /livez HTTP/1.1\r\nHost: evil.example\r\n" + host,
         }) {
        CAPTURE(form);
        CHECK(hub.raw(form + "\r\n").substr(0, 12) == "HTTP/1.1 400");
    }
    // A proxy's word about the host counts for nothing.
    for (const char* field : {"X-Forwarded-Host", "Forwarded", "X-Host"}) {
        const std::string answer = hub.raw(fmt::format(
            "GET /livez HTTP/1.1\r\nHost: evil.example\r\n{}: {}\r\n\r\n", field, hub.address()));
        CHECK(answer.substr(0, 12) == "HTTP/1.1 421");
    }
}

// Frames, and what browsers guess.

TEST_CASE("clickjacking: no answer of any kind may stand in a frame or be guessed at",
          "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    const std::string order = node.add(
        "repair-orders", R"({"branch":"B0101","vin":"YV4A22PK4N1000101","opened_on":"2026-01-02",)"
                         R"("payer":"customer","complaint":"none"})");
    const Fields token = node.token_of("ada", "dealer_admin");
    const std::string sign_in = token.front().first + ": " + token.front().second + "\r\n";
    const auto head = [&](const std::string& line, const std::string& more = "") {
        const std::string all = node.raw(line + " HTTP/1.1\r\nHost: " + node.address() +
                                         "\r\nConnection: close\r\n" + more + "\r\n");
        return all.substr(0, all.find("\r\n\r\n") + 4);
    };
    for (const std::string& line :
         {std::string("GET /"), std::string("GET /api/v1/notes"), std::string("GET /metrics"),
          std::string("GET /api/v1/notes?format=csv"), std::string("GET /api/v1/notes?format=xlsx"),
          std::string("GET /api/v1/openapi.json"), "GET /api/v1/repair-orders/" + order + ".pdf",
          std::string("GET /api/v1/log?stream=dealer/D01"), std::string("HEAD /api/v1/events"),
          std::string("GET /nothing"), std::string("DELETE /livez"), std::string("GET /" + kOne),
          std::string("GET /api/v1/notes/") + kOne, std::string("POST /api/v1/notes"),
          std::string("GET /%zz"), "GET /" + std::string(5000, 'x')}) {
        CAPTURE(line.substr(0, 60));
        check_security_fields(head(line, sign_in));
        check_security_fields(head(line));
    }
    check_security_fields(head("GET /livez", "Content-Length: 1\r\nContent-Length: 2\r\n"));
    check_security_fields(head("GET /livez", "X: " + std::string(20'000, 'x') + "\r\n"));
    check_security_fields(node.raw("nonsense\r\n\r\n"));
    check_security_fields(node.raw("GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
}

// Paths.

TEST_CASE("traversal: no path leads out of what is served", "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    const Fields token = node.token_of("ada", "dealer_admin");
    const std::string field = token.front().first + ": " + token.front().second + "\r\n";
    for (const std::string prefix : {"/", "/assets/", "/lists/", "/api/v1/", "/api/v1/notes/",
                                     "/api/v1/imports/", "/api/v1/why/notes.note/"}) {
        for (const char* way :
             {"../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd",
              "%252e%252e%252fetc%252fpasswd", "..%5c..%5cetc%5cpasswd", "..\\..\\etc\\passwd",
              "....//....//etc/passwd", "%c0%ae%c0%ae/etc/passwd", "identity.db%00.html",
              "%00/etc/passwd", "//etc/passwd", "./replica.db", "keys/..;/replica.db",
              "file:///etc/passwd", "%uff0e%uff0e/etc/passwd"}) {
            const std::string target = prefix + way;
            CAPTURE(target);
            const std::string answer =
                node.raw("GET " + target + " HTTP/1.1\r\nHost: " + node.address() +
                         "\r\nConnection: close\r\n" + field + "\r\n");
            CHECK(answer.find("root:") == std::string::npos);
            CHECK(answer.find("SQLite format") == std::string::npos);
            const std::string status = answer.substr(9, 3);
            // Below a page the portal's own program answers, whatever the rest of the path.
            const bool is_page = prefix == "/lists/" && status == "200" &&
                                 answer.find("text/html") != std::string::npos;
            CHECK((is_page || status == "400" || status == "404"));
        }
    }
}

// The log.

TEST_CASE("log injection: no name, title, field or path begins a line of its own", "[hardening]") {
    const std::string evil = "x\\r\\n2026-01-01T00:00:00.000Z error forged: line\\u001b[2J";
    const std::string written = standard_error_of([&] {
        Place place({"B0101"});
        const Gateway& node = place.at("B0101");
        int people = 0;
        (void)node.add("notes", R"({"branch":"B0101","title":")" + evil + R"("})");
        (void)node.sign_in("x\r\n2026 error forged: line", "x\nforged: line");
        for (const char* target :
             {"/api/v1/%0d%0aforged:%20line", "/api/v1/notes/%0aforged:%20line",
              "/api/v1/notes?filter=title:eq:%0d%0aforged:%20line%1b%5b2J",
              "/api/v1/digest?stream=%0aforged:%20line"}) {
            (void)node.call("GET", target);
            (void)node.call("GET", target,
                            node.token_of("u" + std::to_string(++people), "technician"));
        }
        (void)node.raw("GET /livez HTTP/1.1\r\nHost: " + node.address() +
                       "\r\nUser-Agent: a\x1b[2Jforged: line\r\nConnection: close\r\n\r\n");
        (void)node.raw("GET /livez\nforged: line HTTP/1.1\r\n\r\n");
        (void)place.at_hub().operate("POST", "/api/v1/org/dealers",
                                     R"({"code":"D07","name":")" + evil + R"("})");
        log::warning("test", "x\r\n2026-01-01T00:00:00.000Z error forged: line\x1b[2J\x7f");
    });
    std::istringstream lines(written);
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(line.find_first_of("\r\x1b\x7f") == std::string::npos);
        CHECK(line.find("T") == 10);
        const auto forged = line.find("forged: line");
        if (forged != line.npos) CHECK(line.find(" warning test: ") < forged);
    }
    CHECK(written.find("warning test: x  2026") != std::string::npos);
}

TEST_CASE("header injection: nothing that was asked for becomes a field of the answer",
          "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    const Fields token = node.token_of("ada", "dealer_admin");
    for (const char* target :
         {"/api/v1/notes?limit=1&after=x%0d%0aSet-Cookie:%20evil=1", "/x%0d%0aSet-Cookie:%20evil=1",
          "/api/v1/notes?filter=title:eq:%0d%0aSet-Cookie:%20evil=1&limit=1"}) {
        CAPTURE(target);
        const auto answer = node.call("GET", target, token);
        CHECK_FALSE(answer.headers.has("Set-Cookie"));
    }
}

// Guessing.

TEST_CASE("token guessing: wrong tokens are slowed down and no near miss opens anything",
          "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    const std::string good = node.token_of("ada", "dealer_admin").front().second.substr(7);
    const auto with_token = [&](const std::string& token) {
        return node
            .call("GET", "/api/v1/me",
                  {
                      {"Authorization", "Bearer " + token}
        })
            .status;
    };
    CHECK(with_token(good) == 200);
    std::string last = good;
    last.back() = last.back() == '0' ? '1' : '0';
    std::string upper = good;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    for (const std::string& near :
         {good.substr(0, good.size() - 1), good + "0", last, upper, good.substr(4),
          good.substr(0, good.rfind('_')), good.substr(0, good.rfind('_') + 1), std::string("*"),
          std::string("bln_%"), std::string("bln_' OR 1=1 --")}) {
        CAPTURE(near);
        CHECK(with_token(near) == 401);
    }
    for (int i = 0; i < 100; ++i) (void)with_token("bln_" + std::to_string(i));
    CHECK(with_token("bln_x") == 429);
    CHECK(with_token(good) == 200);
}

TEST_CASE("token guessing: a cookie is a long secret, and no near miss opens anything",
          "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    node.add_person("ada", "dealer_admin");
    node.add_person("bob", "dealer_admin");
    const std::string one = node.cookie_of("ada").front().second;
    const std::string two = node.cookie_of("bob").front().second;
    const auto with_cookie = [&](const std::string& cookie) {
        return node
            .call("GET", "/api/v1/me",
                  {
                      {"Cookie", cookie}
        })
            .status;
    };
    CHECK(with_cookie(one) == 200);
    const std::size_t equals = one.find('=');
    CHECK(one.size() - equals > 40);
    CHECK(one.substr(equals) != two.substr(equals));
    std::string last = one;
    last.back() = last.back() == 'a' ? 'b' : 'a';
    for (const std::string& near :
         {one.substr(0, one.size() - 1), one + "a", last, "x" + one, one + "; " + two,
          one.substr(0, equals + 1), one.substr(0, equals) + "=" + std::string(5000, 'a'),
          "__Secure-branchline" + one.substr(equals), "branchline" + one.substr(equals)}) {
        CAPTURE(near.substr(0, 120));
        CHECK(with_cookie(near) == 401);
    }
}

TEST_CASE("token guessing: a wrong password, an unknown login and an odd one look the same",
          "[hardening]") {
    Place place({"B0101"});
    const Gateway& node = place.at("B0101");
    node.add_person("ada", "dealer_admin");
    const auto wrong = node.sign_in("ada", "not the password");
    for (const char* login : {"nobody", "not a login", "", "ada\n", "ADA\t", "%"}) {
        CAPTURE(login);
        const auto other = node.sign_in(login, "not the password");
        CHECK(other.status == wrong.status);
        CHECK(code_of(other) == code_of(wrong));
        CHECK(other.body.size() == wrong.body.size());
        CHECK_FALSE(other.headers.has("Set-Cookie"));
    }
    for (int i = 0; i < 5; ++i) (void)node.sign_in("ada", "not the password");
    const auto slow = node.sign_in("ada", kPassword);
    CHECK(slow.status == 429);
    CHECK(slow.headers.has("Retry-After"));
}
