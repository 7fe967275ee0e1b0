#include "common/http/router.hpp"

#include <catch2/catch.hpp>

#include "common/http/guard.hpp"
#include "common/http/message.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

using namespace branchline;
using namespace branchline::http;

namespace {

/// Answers with the row's name and the parameters it got.
Handler named(std::string name) {
    return [name = std::move(name)](const Request& request, const Answer& answer) {
        std::string body = name;
        for (const auto& [key, value] : request.params) {
            body.append(" ").append(key).append("=").append(value);
        }
        answer(text_response(200, "text/plain", body));
    };
}

Handler notes() {
    Router router;
    router.add("GET", "/", named("root"));
    router.add("GET", "/api/v1/notes", named("list"));
    router.add("POST", "/api/v1/notes", named("create"));
    router.add("POST", "/api/v1/notes:import", named("import"),
               {.accepts = "application/x-ndjson"});
    router.add("GET", "/api/v1/notes/{id}", named("one"));
    router.add("PATCH", "/api/v1/notes/{id}", named("change"));
    router.add("GET", "/api/v1/notes/newest", named("newest"));
    router.add("POST", "/api/v1/notes/{id}:close", named("close"));
    router.add("GET", "/api/v1/why/{entity}/{id}/{field}", named("why"));
    router.add("GET", "/assets/{path...}", named("asset"));
    return router.handler();
}

Response call(const Handler& handler, std::string method, std::string target) {
    Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    if (is_write(request.method)) request.headers.set("Content-Type", "application/json");
    Response out;
    handler(std::move(request), [&out](Response response) { out = std::move(response); });
    return out;
}

std::string code_in(const Response& response) {
    const auto document = text::parse_json(response.body);
    REQUIRE(document.has_value());
    return text::string_of(*document, "code").value_or("");
}

const std::vector<std::string> kHosts{"127.0.0.1:8080", "localhost:8080"};

Request from(std::string_view host, std::optional<std::string> origin = std::nullopt) {
    Request request;
    request.headers.set("Host", std::string(host));
    if (origin) request.headers.set("Origin", *origin);
    return request;
}

}  // namespace

TEST_CASE("router: parameters are taken from the path and decoded", "[http]") {
    const Handler handler = notes();
    CHECK(call(handler, "GET", "/").body == "root");
    CHECK(call(handler, "GET", "/api/v1/notes/ab%20c").body == "one id=ab c");
    CHECK(call(handler, "GET", "/api/v1/why/warranty.claim/1f/status?x=1").body ==
          "why entity=warranty.claim field=status id=1f");
}

TEST_CASE("router: a command after the colon wins over the plain parameter", "[http]") {
    const Handler handler = notes();
    CHECK(call(handler, "POST", "/api/v1/notes/7:close").body == "close id=7");
    CHECK(call(handler, "POST", "/api/v1/notes/7:open").status == 404);
    CHECK(call(handler, "GET", "/api/v1/notes/7%3Aclose").body == "one id=7:close");
}

TEST_CASE("router: a literal segment wins over a parameter", "[http]") {
    CHECK(call(notes(), "GET", "/api/v1/notes/newest").body == "newest");
}

TEST_CASE("router: the rest of a path is one parameter, never empty", "[http]") {
    CHECK(call(notes(), "GET", "/assets/js/app.js").body == "asset path=js/app.js");
    CHECK(call(notes(), "GET", "/assets/").status == 404);
}

TEST_CASE("router: unknown paths are 404, also with a slash too many", "[http]") {
    const Handler handler = notes();
    for (const char* target :
         {"/nothing", "/api/v1/notes/", "//api/v1/notes", "/api/v1/notes/1/2"}) {
        INFO(target);
        const Response response = call(handler, "GET", target);
        CHECK(response.status == 404);
        CHECK(code_in(response) == "no-such-path");
        CHECK(response.headers.get("content-type") == "application/problem+json");
    }
}

TEST_CASE("router: an unknown method is 405 and tells which are possible", "[http]") {
    const Response response = call(notes(), "DELETE", "/api/v1/notes/newest");
    CHECK(response.status == 405);
    CHECK(response.headers.get("Allow") == "GET, HEAD, PATCH");
    CHECK(call(notes(), "OPTIONS", "/").status == 405);
}

TEST_CASE("router: HEAD is answered by the row for GET", "[http]") {
    CHECK(call(notes(), "HEAD", "/api/v1/notes").status == 200);
    CHECK(call(notes(), "HEAD", "/api/v1/notes:import").status == 405);
}

TEST_CASE("router: a write must declare the media type of its row", "[http]") {
    const Handler handler = notes();
    const auto status_for = [&](std::string target, std::string type) {
        Request request;
        request.method = "POST";
        request.target = std::move(target);
        if (!type.empty()) request.headers.set("Content-Type", std::move(type));
        int status = 0;
        handler(std::move(request), [&](const Response& response) { status = response.status; });
        return status;
    };
    CHECK(status_for("/api/v1/notes", "application/json") == 200);
    CHECK(status_for("/api/v1/notes", "Application/JSON; charset=utf-8") == 200);
    CHECK(status_for("/api/v1/notes", "text/plain") == 415);
    CHECK(status_for("/api/v1/notes", "") == 415);
    CHECK(status_for("/api/v1/notes", "application/x-ndjson") == 415);
    CHECK(status_for("/api/v1/notes:import", "application/x-ndjson") == 200);
    CHECK(status_for("/api/v1/notes:import", "application/json") == 415);
}

TEST_CASE("router: rows of one path may differ in the media type they read or make", "[http]") {
    Router router;
    router.add("GET", "/notes", named("page"));
    router.add("GET", "/notes", named("lines"), {.produces = "application/x-ndjson"});
    router.add("POST", "/notes", named("one"));
    router.add("POST", "/notes", named("many"), {.accepts = "application/x-ndjson"});
    const Handler handler = router.handler();
    const auto body_for = [&](std::string method, std::string_view field, std::string value) {
        Request request;
        request.method = std::move(method);
        request.target = "/notes";
        request.headers.set(field, std::move(value));
        Response out;
        handler(std::move(request), [&out](Response response) { out = std::move(response); });
        return out.status == 200 ? out.body : std::to_string(out.status);
    };
    CHECK(body_for("GET", "Accept", "*/*") == "page");
    CHECK(body_for("GET", "Accept", "text/html, application/x-ndjson;q=0.9, */*") == "lines");
    CHECK(body_for("GET", "Accept", "application/json, application/x-ndjson") == "page");
    CHECK(body_for("HEAD", "Accept", "application/x-ndjson") == "lines");
    CHECK(body_for("POST", "Content-Type", "application/json") == "one");
    CHECK(body_for("POST", "Content-Type", "application/x-ndjson; charset=utf-8") == "many");
    CHECK(body_for("POST", "Content-Type", "text/plain") == "415");
    CHECK(body_for("POST", "Accept", "application/x-ndjson") == "415");
}

TEST_CASE("router: who watches sees the row and the answer of each request", "[http]") {
    Router router;
    router.add("GET", "/notes/{id}", named("one"));
    std::string seen;
    const Handler handler = router.handler([&seen](const Route* row, Answer answer) {
        seen += row == nullptr ? "none" : row->method + " " + row->pattern;
        return [&seen, answer = std::move(answer)](Response response) {
            seen += " " + std::to_string(response.status) + "; ";
            answer(std::move(response));
        };
    });
    CHECK(call(handler, "HEAD", "/notes/7").status == 200);
    CHECK(call(handler, "GET", "/other").status == 404);
    CHECK(call(handler, "POST", "/notes/7").status == 405);
    CHECK(seen == "GET /notes/{id} 200; none 404; none 405; ");
}

TEST_CASE("router: broken escapes and text that is not UTF-8 are refused", "[http]") {
    const Handler handler = notes();
    for (const char* id : {"%", "%4", "%zz", "%00", "%ff", "%c0%af"}) {
        INFO(id);
        CHECK(call(handler, "GET", std::string("/api/v1/notes/") + id).status == 400);
        CHECK(call(handler, "GET", std::string("/api/v1/notes?q=") + id).status == 400);
    }
}

TEST_CASE("router: a parameter may have a file type behind it", "[http]") {
    Router router;
    router.add("GET", "/notes/{id}", named("one"));
    router.add("GET", "/notes/{id}.pdf", named("paper"));
    const Handler handler = router.handler();
    CHECK(call(handler, "GET", "/notes/7.pdf").body == "paper id=7");
    CHECK(call(handler, "GET", "/notes/7").body == "one id=7");
    CHECK(call(handler, "GET", "/notes/a.b.pdf").body == "paper id=a.b");
    CHECK(call(handler, "GET", "/notes/.pdf").body == "one id=.pdf");
}

TEST_CASE("router: a format chooses among the rows of one path and wins over Accept", "[http]") {
    Router router;
    router.add("GET", "/notes", named("json"), {.format = "json"});
    router.add("GET", "/notes", named("csv"), {.produces = "text/csv", .format = "csv"});
    router.add("GET", "/plain", [](const Request& request, const Answer& answer) {
        answer(text_response(200, "text/plain", request.query_value("format").value_or("none")));
    });
    const Handler handler = router.handler();
    CHECK(call(handler, "GET", "/notes").body == "json");
    CHECK(call(handler, "GET", "/notes?format=csv").body == "csv");
    CHECK(call(handler, "HEAD", "/notes?format=csv").body == "csv");
    CHECK(call(handler, "GET", "/plain?format=csv").body == "csv");
    for (const char* target :
         {"/notes?format=xml", "/notes?format=", "/notes?format=csv&format=csv"}) {
        const Response refused = call(handler, "GET", target);
        CHECK(refused.status == 400);
        CHECK(refused.body.find("unknown-format") != std::string::npos);
    }
}

TEST_CASE("router: its rows can be listed", "[http]") {
    Router router;
    router.add("POST", "/api/v1/notes/{id}:close", named("close"), {.summary = "Close a note"});
    REQUIRE(router.routes().size() == 1);
    CHECK(router.routes()[0].method == "POST");
    CHECK(router.routes()[0].pattern == "/api/v1/notes/{id}:close");
    CHECK(router.routes()[0].options.summary == "Close a note");
}

TEST_CASE("target: the query is split and decoded", "[http]") {
    Request request;
    request.target = "/list?filter=a%3Aeq%3A1&filter=b&empty=&flag&name=M%C3%BCller+x";
    REQUIRE(split_target(request).has_value());
    CHECK(request.path == "/list");
    CHECK(request.query.count("filter") == 2);
    CHECK(request.query_value("filter") == "a:eq:1");
    CHECK(request.query_value("name") == "M\xC3\xBCller x");
    CHECK(request.query_value("flag") == "");
    CHECK_FALSE(request.query_value("fla").has_value());
}

TEST_CASE("target: percent encoding is undone by decoding", "[http]") {
    const std::string value = "a b/c:\xC3\xBC%&+";
    CHECK(percent_encode(value) == "a%20b%2Fc%3A%C3%BC%25%26%2B");
    CHECK(percent_decode(percent_encode(value)) == value);
}

TEST_CASE("headers: names compare without case, set replaces, add keeps", "[http]") {
    Headers headers;
    headers.add("X-One", "1");
    headers.add("x-one", "2");
    CHECK(headers.count("X-ONE") == 2);
    CHECK(headers.get("x-ONE") == "1");
    headers.set("X-one", "3");
    CHECK(headers.count("x-one") == 1);
    CHECK(headers.get("absent").empty());
}

TEST_CASE("response head: carries the security fields unless the handler set them", "[http]") {
    Response response{200, {}, "abc"};
    response.headers.set("Cache-Control", "max-age=60");
    const std::string head = response_head(response, true);
    CHECK(head.starts_with("HTTP/1.1 200 \r\n"));
    CHECK(head.find("Content-Length: 3\r\n") != std::string::npos);
    CHECK(head.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
    CHECK(head.find("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n") !=
          std::string::npos);
    CHECK(head.find("X-Frame-Options: DENY\r\n") != std::string::npos);
    CHECK(head.find("Cross-Origin-Resource-Policy: same-origin\r\n") != std::string::npos);
    CHECK(head.find("no-store") == std::string::npos);
    CHECK(head.find("Access-Control") == std::string::npos);
}

TEST_CASE("response head: a value with a line break cannot add a field", "[http]") {
    Response response;
    response.headers.add("X-Name", "a\r\nSet-Cookie: evil=1");
    response.headers.add("Bad Name", "x");
    response.headers.add("Content-Length", "99");
    const std::string head = response_head(response, false);
    CHECK(head.find("evil") == std::string::npos);
    CHECK(head.find("Bad Name") == std::string::npos);
    CHECK(head.find("99") == std::string::npos);
}

TEST_CASE("address: host and port are told apart", "[http]") {
    CHECK(split_address("127.0.0.1:80")->port == "80");
    CHECK(split_address("[::1]:8080")->host == "::1");
    for (const char* bad : {"", "127.0.0.1", "::1:80", ":80", "host:", "host:x", "host:65536"}) {
        INFO(bad);
        CHECK(split_address(bad).error().id == "bad-address");
    }
}

TEST_CASE("guard: only our own names pass as Host", "[http]") {
    CHECK_FALSE(check_origin(from("127.0.0.1:8080"), kHosts).has_value());
    CHECK_FALSE(check_origin(from("LocalHost:8080"), kHosts).has_value());
    for (const char* host :
         {"", "evil.example", "127.0.0.1", "127.0.0.1:8081", "127.0.0.1:8080.evil.example"}) {
        INFO(host);
        const auto refusal = check_origin(from(host), kHosts);
        REQUIRE(refusal.has_value());
        CHECK(refusal->status == 421);
        CHECK(code_in(*refusal) == "wrong-host");
    }
}

TEST_CASE("guard: an Origin must be the page of the same host", "[http]") {
    CHECK_FALSE(check_origin(from("localhost:8080", "http://localhost:8080"), kHosts).has_value());
    for (const char* origin : {"http://evil.example", "null", "", "https://localhost:8080",
                               "http://127.0.0.1:8080", "http://localhost"}) {
        INFO(origin);
        const auto refusal = check_origin(from("localhost:8080", origin), kHosts);
        REQUIRE(refusal.has_value());
        CHECK(refusal->status == 403);
        CHECK(code_in(*refusal) == "wrong-origin");
    }
}

TEST_CASE("guard: a second Origin field is refused", "[http]") {
    Request request = from("localhost:8080", "http://localhost:8080");
    request.headers.add("origin", "http://evil.example");
    CHECK(check_origin(request, kHosts)->status == 403);
}

TEST_CASE("guard: what another page asks for is refused, a link to here is not", "[http]") {
    const auto passes = [](const std::string& method,
                           std::initializer_list<Headers::Field> fields) {
        Request request = from("localhost:8080");
        request.method = method;
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return !check_origin(request, kHosts).has_value();
    };
    const Headers::Field link = {"Sec-Fetch-Mode", "navigate"};
    const Headers::Field page = {"Sec-Fetch-Dest", "document"};
    for (const char* site : {"cross-site", "same-site", "", "Same-Origin", "same-origin, none"}) {
        CAPTURE(site);
        const Headers::Field from_there = {"Sec-Fetch-Site", site};
        CHECK_FALSE(passes("GET", {from_there}));
        CHECK_FALSE(passes("GET", {
                                      from_there, link, {"Sec-Fetch-Dest", "iframe"}
        }));
        CHECK_FALSE(passes("POST", {from_there, link, page}));
        CHECK(passes("GET", {from_there, link, page}));
        CHECK(passes("HEAD", {from_there, link, page}));
    }
    CHECK(passes("POST", {
                             {"Sec-Fetch-Site", "same-origin"}
    }));
    CHECK(passes("POST", {
                             {"Sec-Fetch-Site", "none"}
    }));
    CHECK_FALSE(
        passes("POST", {
                           {"Sec-Fetch-Site", "same-origin"},
                           {"Sec-Fetch-Site", "same-origin"}
    }));
}

TEST_CASE("guard: the admin socket needs neither Host nor Origin", "[http]") {
    Request request = from("whatever", "http://evil.example");
    request.peer = Peer::admin_socket;
    CHECK_FALSE(check_origin(request, kHosts).has_value());
}

TEST_CASE("guard: fields that frame a body in two ways are refused", "[http]") {
    const auto refused = [](std::initializer_list<Headers::Field> fields) {
        Request request;
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return check_framing(request).has_value();
    };
    CHECK_FALSE(refused({
        {"Content-Length", "5"}
    }));
    CHECK_FALSE(refused({
        {"Transfer-Encoding", "Chunked"}
    }));
    CHECK(refused({
        {"Content-Length",    "5"      },
        {"Transfer-Encoding", "chunked"}
    }));
    CHECK(refused({
        {"Content-Length", "5"},
        {"content-length", "5"}
    }));
    CHECK(refused({
        {"Content-Length", "5, 5"}
    }));
    CHECK(refused({
        {"Content-Length", "+5"}
    }));
    CHECK(refused({
        {"Transfer-Encoding", "gzip, chunked"}
    }));
    CHECK(refused({
        {"Transfer-Encoding", "chunked"},
        {"Transfer-Encoding", "chunked"}
    }));
    CHECK(refused({
        {"Transfer-Encoding", "xchunked"}
    }));
    CHECK(refused({
        {"Host", "a"},
        {"Host", "b"}
    }));
}

TEST_CASE("guard: a target that is no path is refused", "[http]") {
    Request request;
    for (const char* target : {"http://evil.example/", "*", "", "evil.example:443"}) {
        request.target = target;
        CHECK(check_framing(request).has_value());
    }
}

TEST_CASE("problem: every class of failure has its status", "[http]") {
    const auto status = [](Code code, std::string id = "any") {
        return status_of(Error{code, std::move(id), "", ""});
    };
    CHECK(status(Code::not_found) == 404);
    CHECK(status(Code::conflict) == 409);
    CHECK(status(Code::conflict, "stale-version") == 412);
    CHECK(status(Code::forbidden) == 403);
    CHECK(status(Code::forbidden, "not-signed-in") == 401);
    CHECK(status(Code::invalid) == 400);
    CHECK(status(Code::invalid, "validation-failed") == 422);
    CHECK(status(Code::refused) == 422);
    CHECK(status(Code::too_large) == 413);
    CHECK(status(Code::unavailable) == 503);
    CHECK(status(Code::disk_full) == 507);
    CHECK(status(Code::io) == 500);
    CHECK(status(Code::corrupt) == 500);
}

TEST_CASE("router: a row that will go says so with each of its answers", "[http]") {
    Router router;
    router.add("GET", "/old", named("old"),
               {
                   .deprecated = Deprecation{.since = Instant{Milliseconds(1'700'000'000'999)},
                                             .sunset = Instant{Milliseconds(1'800'000'000'000)},
                                             .instead = "/new"}
    });
    router.add("GET", "/older", named("older"), {.deprecated = Deprecation{.since = Instant{}}});
    router.add("GET", "/new", named("new"));
    const Handler handler = router.handler();
    const Response old = call(handler, "GET", "/old");
    CHECK(old.body == "old");
    CHECK(old.headers.get("Deprecation") == "@1700000000");
    CHECK(old.headers.get("Sunset") == "Fri, 15 Jan 2027 08:00:00 GMT");
    CHECK(old.headers.get("Link") == "</new>; rel=\"successor-version\"");
    const Response older = call(handler, "GET", "/older");
    CHECK(older.headers.get("Deprecation") == "@0");
    CHECK_FALSE(older.headers.has("Sunset"));
    CHECK_FALSE(older.headers.has("Link"));
    CHECK_FALSE(call(handler, "GET", "/new").headers.has("Deprecation"));
}

TEST_CASE("router: a refusal in front of a row that will go says so as well", "[http]") {
    Router router;
    router.add("GET", "/old", named("old"), {.deprecated = Deprecation{.since = Instant{}}});
    const Guard refusing = [](const Route&, Request, const Answer& answer, const Handler&) {
        answer(problem(401, "not-signed-in", "nobody is signed in"));
    };
    const Response refused = call(router.handler({}, refusing), "GET", "/old");
    CHECK(refused.status == 401);
    CHECK(refused.headers.get("Deprecation") == "@0");
}

TEST_CASE("problem: the document has the members of RFC 9457 and ours", "[http]") {
    const text::Json extra = {
        {"errors", text::Json::array({1})},
        {"status", 1                     }
    };
    const Response response =
        problem(Error{Code::conflict, "stale-version", "it moved on", "Read it again."}, &extra);
    CHECK(response.status == 412);
    CHECK(response.headers.get("Content-Type") == "application/problem+json");
    CHECK(response.body ==
          R"({"type":"urn:branchline:problem:stale-version","title":"Stale version","status":412,)"
          R"("detail":"it moved on","code":"stale-version","hint":"Read it again.",)"
          R"("kind":"conflict","retryable":false,)"
          R"("help":"/api/v1/problems/stale-version","errors":[1]})"
          "\n");
}

TEST_CASE("problem: an error survives the way through a document", "[http]") {
    for (const Error& error : {
             Error{Code::refused,   "not-covered", "expired",  "Ask."},
             Error{Code::identity,  "clone",       "a copy",   ""    },
             Error{Code::disk_full, "disk-full",   "no space", ""    }
    }) {
        CHECK(error_of(problem(error)) == error);
    }
}

TEST_CASE("problem: an answer that is no problem document still becomes an error", "[http]") {
    const Error error = error_of(text_response(503, "text/html", "<h1>Bad</h1>"));
    CHECK(error.code == Code::unavailable);
    CHECK(error.id == "http-503");
    CHECK(json_body(text_response(200, "application/json", "{\"a\":1}"))->size() == 1);
    CHECK(json_body(Response{204, {}, ""})->is_null());
    CHECK_FALSE(json_body(text_response(200, "application/json", "oops")).has_value());
}
