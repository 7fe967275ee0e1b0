// What belongs to another dealer looks like what nobody has: the same status, the same fields and
// the same bytes, but for the id that was asked for. At every row that both nodes have.
#include <regex>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/domain/modules.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "tests/common/api/permission_table.hpp"
#include "tests/common/http/loopback.hpp"
#include "tests/hardening/place.hpp"

using namespace branchline;
using namespace branchline::hardening;
using api::path_of;

namespace {

constexpr const char* kMark = "an unmistakable text of the other dealer";

std::string replaced_all(std::string text, const std::string& word, const std::string& by) {
    if (word.empty()) return text;
    for (std::size_t at = 0; (at = text.find(word, at)) != text.npos; at += by.size()) {
        text.replace(at, word.size(), by);
    }
    return text;
}

/// Everything of an answer that somebody could learn from, without the id that was asked for.
std::string shape_of(const http::Response& answer, const std::string& asked) {
    std::string out = std::to_string(answer.status) + "\n";
    for (const auto& [name, value] : answer.headers.all()) {
        // The one counts what this daemon has written, refused sign-ins among it; the other what
        // the caller may still ask.
        const bool counts = name == "Branchline-Seq" || name == "RateLimit";
        out += name + ": " + (counts ? "<count>" : replaced_all(value, asked, "<id>")) + "\n";
    }
    // Each answer has a trace of its own.
    static const std::regex kTrace("\"trace_id\":\"[0-9a-f]{32}\"");
    const std::string body = std::regex_replace(answer.body, kTrace, "<trace>");
    return out + "\n" + replaced_all(body, asked, "<id>");
}

/// D01 has a signed-in administrator at B0101; D02 has records of many kinds at B0201.
class TwoDealers {
public:
    TwoDealers() : place({"B0101", "B0201", "B0202"}) {
        const Gateway& there = place.at("B0201");
        const std::string branch = R"("branch":"B0201")";
        const auto add = [&](const std::string& collection, const std::string& values) {
            ids[collection] = there.add(collection, "{" + branch + "," + values + "}");
        };
        add("notes", fmt::format(R"("title":"{0}","text":"{0}","tags":["{0}"])", kMark));
        add("bins", R"("part":"SECRETPART","bin":"A1","minimum":"4")");
        add("moves", R"("part":"SECRETPART","bin":"A1","quantity":"7","reason":"receipt")");
        const std::string car = R"("vin":"YV4A22PK4N1000101")";
        add("repair-orders",
            car + R"(,"opened_on":"2026-01-02","payer":"customer","complaint":")" + kMark + "\"");
        add("claims",
            car + R"(,"kind":"warranty","brand":"VOLVO","job":1,"odometer_km":20000,)" +
                fmt::format(R"("component":"BASIC","failure_on":"2026-01-02","repair_order":"{}")",
                            ids["repair-orders"]));
        there.add_person("bob", "dealer_admin");
        ids["users"] = there.operate("GET", "/api/v1/people")["items"][0]["id"];
        disagree(there);
        token = mine().token_of("ada", "dealer_admin");
    }

    const Gateway& mine() const { return place.at("B0101"); }
    const Gateway& theirs() const { return place.at("B0201"); }
    /// What the same question is answered about something that nobody has.
    std::vector<std::string> unknowns(const std::string& like) const {
        std::string beside = like;  // By the same log, in an entry that it does not have.
        beside[27] = beside[27] == 'e' ? 'd' : 'e';
        return {std::string(32, 'a'), std::string(32, '0'), beside};
    }
    http::Response ask(const std::string& method,
                       const std::string& target,
                       const std::string& body = {},
                       const std::string& type = "application/json") const {
        Fields fields = token;
        if (http::is_write(method)) fields.emplace_back("Content-Type", type);
        if (method == "PATCH") fields.emplace_back("If-Match", "*");
        return mine().call(method, target, fields, body);
    }

    Place place;
    std::map<std::string, std::string> ids;
    Fields token;

private:
    /// One edit that the importer rejects, and one field with two values.
    void disagree(const Gateway& there) {
        const Gateway& beside = place.at("B0202");
        const std::string plain = there.add(
            "notes", fmt::format(R"({{"branch":"B0201","title":"{0}","text":"{0}"}})", kMark));
        settle();
        for (const Gateway* one : {&there, &beside}) {
            (void)one->operate("POST", "/api/v1/sync/pause", "{}");
        }
        place.at_hub().change("notes", ids["notes"], R"({"locked":true})");
        there.change("notes", ids["notes"], fmt::format(R"({{"text":"{} again"}})", kMark));
        there.change("notes", plain, R"({"text":"one value"})");
        beside.change("notes", plain, R"({"text":"another value"})");
        for (const Gateway* one : {&there, &beside}) {
            (void)one->operate("POST", "/api/v1/sync/resume", "{}");
        }
        settle();
        ids["conflict"] = plain;
    }
    void settle() const {
        place.settle("B0201");
        place.settle("B0202");
    }
};

/// Entities whose records hold the ids at hand, as /why and /trace name them.
const schema::Entity* entity_of(const std::string& collection) {
    for (const schema::Entity* entity : domain::registry().entities()) {
        if (entity->collection == collection) return entity;
    }
    return nullptr;
}

std::string filled(std::string pattern, const std::string& word, const std::string& value) {
    const std::size_t at = pattern.find(word);
    return at == pattern.npos ? pattern : pattern.replace(at, word.size(), value);
}

/// The collection that a row is about; "notes" for rows about any.
std::string collection_of(const http::Route& route) {
    const std::string rest = route.pattern.substr(std::string("/api/v1/").size());
    const std::string first = rest.substr(0, rest.find('/'));
    return entity_of(first) == nullptr ? "notes" : first;
}

std::string target_of(const http::Route& route,
                      const std::string& collection,
                      const std::string& id) {
    const schema::Entity& entity = *entity_of(collection);
    std::string out = filled(route.pattern, "{entity}", std::string(entity.name));
    out = filled(out, "{field}", std::string(entity.fields.back().name));
    out = filled(out, "{id}", id);
    return filled(out, "{token}", "none");
}

std::string body_for(const http::Route& route, const std::string& collection) {
    if (!http::is_write(route.method)) return {};
    if (route.method == "PATCH") {
        const schema::Entity& entity = *entity_of(collection);
        for (const schema::Field& field : entity.fields) {
            const bool plain = field.type.type == schema::Type::text && !field.once();
            if (plain) return fmt::format(R"({{"data":{{"{}":"x"}}}})", field.name);
        }
    }
    if (route.pattern.ends_with(":resolve")) return R"({"take":0})";
    if (route.pattern.ends_with(":grant") || route.pattern.ends_with(":revoke")) {
        return R"({"role":"technician"})";
    }
    return "{}";
}

}  // namespace

TEST_CASE("another dealer: what stands at its node is there, so the ids are real", "[foreign]") {
    const TwoDealers net;
    for (const auto& [collection, id] : net.ids) {
        if (collection == "conflict" || collection == "users") continue;
        (void)net.theirs().operate("GET", fmt::format("/api/v1/{}/{}", collection, id));
    }
    CHECK(net.theirs().operate("GET", "/api/v1/conflicts?stream=dealer/D02")["items"].size() > 0);
    CHECK(net.theirs().operate("GET", "/api/v1/rejected?stream=dealer/D02")["items"].size() > 0);
}

TEST_CASE("another dealer: every row with an id answers as for an id that nobody has",
          "[foreign]") {
    TwoDealers net;
    std::size_t rows = 0;
    for (const http::Route& route : routes_of(net.place.node("B0101").daemon())) {
        if (route.pattern.find("{id}") == std::string::npos) continue;
        const std::string collection = collection_of(route);
        const std::string id =
            net.ids.contains(collection) ? net.ids.at(collection) : net.ids.at("notes");
        const std::string body = body_for(route, collection);
        const auto ask = [&](const std::string& asked) {
            return shape_of(net.ask(route.method, target_of(route, collection, asked), body,
                                    route.options.accepts),
                            asked);
        };
        const std::string foreign = ask(id);
        CAPTURE(route.method, route.pattern);
        CHECK(foreign.find(kMark) == std::string::npos);
        CHECK(foreign.substr(0, 1) != "2");
        for (const std::string& unknown : net.unknowns(id)) CHECK(foreign == ask(unknown));
        ++rows;
    }
    CHECK(rows > 100);
}

TEST_CASE("another dealer: rows of records answer 404 to whoever may use them", "[foreign]") {
    const TwoDealers net;
    const std::string note = net.ids.at("notes");
    const std::string order = net.ids.at("repair-orders");
    const std::pair<const char*, std::string> rows[] = {
        {"GET",   "/notes/" + note                                 },
        {"PATCH", "/notes/" + note                                 },
        {"POST",  "/notes/" + note + ":submit"                     },
        {"POST",  "/notes/" + note + ":void"                       },
        {"GET",   "/repair-orders/" + order                        },
        {"GET",   "/repair-orders/" + order + ".pdf"               },
        {"GET",   "/claims/" + net.ids.at("claims") + ".pdf"       },
        {"GET",   "/why/notes.note/" + note + "/text"              },
        {"GET",   "/trace/notes.note/" + note                      },
        {"POST",  "/conflicts/notes.note/" + note + "/text:resolve"},
    };
    for (const auto& [method, path] : rows) {
        CAPTURE(method, path);
        const std::string body = *method == 'G'                       ? ""
                                 : path.ends_with(":resolve")         ? R"({"take":0})"
                                 : *method == 'P' && method[1] == 'A' ? R"({"data":{"text":"x"}})"
                                                                      : "{}";
        const auto answer = net.ask(method, "/api/v1" + path, body);
        INFO(answer.body);
        CHECK(answer.status == 404);
        CHECK(code_of(answer) == "not-found");
        CHECK(answer.headers.get("Content-Type") == "application/problem+json");
    }
}

TEST_CASE("another dealer: a key of its records is a key that nobody has", "[foreign]") {
    const TwoDealers net;
    // Anybody can work out the id of a key; the answer names it.
    const auto by_key = [&](const std::string& branch) {
        const std::string target = fmt::format("/api/v1/bins/by-key/{}/SECRETPART/A1", branch);
        const std::string shape = shape_of(net.ask("GET", target), branch);
        return std::regex_replace(shape, std::regex("[0-9a-f]{32}"), "<id>");
    };
    CHECK(by_key("B0201") == by_key("B0999"));
    CHECK(by_key("B0201").starts_with("404"));
}

TEST_CASE("another dealer: lists, searches and files hold nothing of it", "[foreign]") {
    TwoDealers net;
    for (const http::Route& route : routes_of(net.place.node("B0101").daemon())) {
        const bool is_list = route.method == "GET" && route.pattern.find('{') == std::string::npos;
        if (!is_list || route.options.produces == "text/event-stream") continue;
        CAPTURE(route.pattern, route.options.format);
        const auto answer = net.ask("GET", path_of(route, ""));
        CHECK(answer.body.find(kMark) == std::string::npos);
        CHECK(answer.body.find("SECRETPART") == std::string::npos);
        for (const auto& [collection, id] : net.ids) {
            CHECK(answer.body.find(id) == std::string::npos);
        }
    }
}

TEST_CASE("another dealer: a search for its words finds what a search for nothing finds",
          "[foreign]") {
    const TwoDealers net;
    const auto search = [&](const std::string& target, const std::string& word) {
        return shape_of(net.ask("GET", "/api/v1/" + target + http::percent_encode(word)),
                        http::percent_encode(word));
    };
    const std::string other = std::string(std::string(kMark).size(), 'q');
    for (const char* filter : {"notes?filter=title:eq:", "notes?filter=tags:eq:",
                               "repair-orders?filter=complaint:eq:"}) {
        CAPTURE(filter);
        CHECK(search(filter, kMark) == search(filter, other));
    }
    const std::string moves = "moves?filter=part:eq:";
    CHECK(search(moves, "SECRETPART") == search(moves, "NOSUCHPART"));
}

TEST_CASE("another dealer: its stream is answered as a stream that there is not", "[foreign]") {
    const TwoDealers net;
    for (const char* target : {"digest?stream=", "conflicts?stream=", "rejected?stream=",
                               "log?stream=", "notes?stream="}) {
        CAPTURE(target);
        const auto ask = [&](const std::string& dealer) {
            return shape_of(net.ask("GET", fmt::format("/api/v1/{}dealer/{}", target, dealer)),
                            dealer);
        };
        CHECK(ask("D02") == ask("D99"));
        CHECK(ask("D02").substr(0, 1) == "4");
    }
    const std::string told = net.mine().operate("GET", "/api/v1/status").dump();
    CHECK(told.find("dealer/D02") == std::string::npos);
}

TEST_CASE("another dealer: a new record cannot name its branch, its stream or its record",
          "[foreign]") {
    const TwoDealers net;
    const auto make = [&](const std::string& target, const std::string& values,
                          const std::string& asked) {
        return shape_of(net.ask("POST", "/api/v1/" + target, "{\"data\":{" + values + "}}"), asked);
    };
    const auto in_branch = [&](const std::string& branch) {
        return make("notes", fmt::format(R"("branch":"{}","title":"mine")", branch), branch);
    };
    // Which branches there are is public, in the policy; that much the code may tell.
    for (const char* branch : {"B0201", "B0999"}) CHECK(in_branch(branch).starts_with("403"));
    const auto in_stream = [&](const std::string& dealer) {
        return make("notes?stream=dealer/" + dealer, R"("branch":"B0101","title":"mine")", dealer);
    };
    CHECK(in_stream("D02") == in_stream("D99"));
    const auto about = [&](const std::string& order) {
        const auto claim = net.ask(
            "POST", "/api/v1/claims",
            fmt::format(R"({{"data":{{"branch":"B0101","kind":"warranty","brand":"VOLVO",)"
                        R"("vin":"YV4A22PK4N1000101","repair_order":"{}","job":1,)"
                        R"("odometer_km":20000,"component":"BASIC","failure_on":"2026-01-02"}}}})",
                        order));
        return std::pair{claim.status, code_of(claim)};
    };
    CHECK(about(net.ids.at("repair-orders")) == about(std::string(32, 'a')));
}

TEST_CASE("another dealer: its changes are no events here", "[foreign]") {
    const TwoDealers net;
    const std::string last = net.mine().add("notes", R"({"branch":"B0101","title":"the last"})");
    const http::Raw connection(net.mine().port());
    connection.send(
        fmt::format("GET /api/v1/events?after=0 HTTP/1.1\r\nHost: {}\r\n"
                    "Authorization: {}\r\n\r\n",
                    net.mine().address(), net.token.front().second));
    const std::string heard = connection.read_until(last);
    CHECK(heard.find(last) != std::string::npos);
    CHECK(heard.find("dealer/D02") == std::string::npos);
    for (const auto& [collection, id] : net.ids) CHECK(heard.find(id) == std::string::npos);
}

TEST_CASE("another dealer: its people, tokens and sessions open nothing here nor at the hub",
          "[foreign]") {
    const TwoDealers net;
    const Fields cookie = net.theirs().cookie_of("bob");
    const Fields token = net.theirs().token_of("eve", "dealer_admin");
    for (const Gateway* place : {&net.mine(), &net.place.at_hub()}) {
        CAPTURE(place->address());
        const auto known = place->sign_in("bob", kPassword);
        const auto unknown = place->sign_in("nobody.at.all", kPassword);
        CHECK(known.status == 401);
        CHECK(shape_of(known, "bob") == shape_of(unknown, "nobody.at.all"));
        const Fields never{
            {"Authorization", "Bearer bln_000000000000_0000000000000000"}
        };
        CHECK(shape_of(place->call("GET", "/api/v1/notes", token), "") ==
              shape_of(place->call("GET", "/api/v1/notes", never), ""));
        const std::string secret = cookie.front().second.substr(cookie.front().second.find('='));
        const auto with_cookie = place->call("GET", "/api/v1/notes",
                                             {
                                                 {"Cookie", cookie.front().second}
        });
        CHECK(with_cookie.status == 401);
        CHECK(shape_of(with_cookie, "") == shape_of(place->call("GET", "/api/v1/notes"), ""));
        CHECK(secret.size() > 20);
    }
}

TEST_CASE("another dealer: a dealer's own people have no account at the hub", "[foreign]") {
    const TwoDealers net;
    net.mine().add_person("cyd", "dealer_admin");
    net.place.settle("B0101");
    CHECK(net.place.at_hub().sign_in("cyd", kPassword).status == 401);
    CHECK(net.place.at_hub().call("GET", "/api/v1/status", net.token).status == 401);
    CHECK(net.mine().sign_in("cyd", kPassword).status == 200);
}
