// Targets of requests: the path, the parameters, and the list that they ask for.
#include <fmt/format.h>

#include "common/api/cursor.hpp"
#include "common/api/listing.hpp"
#include "common/http/router.hpp"
#include "common/text/text.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/support/toy_schema.hpp"

namespace branchline::fuzz {

namespace {

using http::Request;
using http::Response;
using schema::Entity;
using schema::Field;
using schema::Value;

constexpr std::int64_t kToday = 20'000;

std::string write_query(const Request& request) {
    std::string out;
    for (const auto& [name, value] : request.query) {
        out += fmt::format("{}={}&", http::percent_encode(name), http::percent_encode(value));
    }
    return out;
}

std::string check_parameters(const Request& request) {
    if (!request.path.starts_with('/')) return "a path that does not begin at the root";
    for (const auto& [name, value] : request.query) {
        if (!text::is_utf8(name) || !text::is_utf8(value)) return "a parameter is not UTF-8";
        if (http::percent_decode(http::percent_encode(value)) != value) {
            return "a value is not what it was encoded from";
        }
    }
    Request again;
    again.target = request.path + "?" + write_query(request);
    if (!http::split_target(again)) return "written parameters are refused";
    if (again.path != request.path || again.query != request.query) {
        return "the parameters mean something else";
    }
    return {};
}

std::string check_problem(const Response& no) {
    if (no.status != 400) return fmt::format("a list is refused with {}", no.status);
    if (no.headers.get("Content-Type") != "application/problem+json") return "no problem document";
    if (no.body.empty() || !text::is_utf8(no.body)) return "a problem that nobody can read";
    return {};
}

bool same_list(const api::Listing& a, const api::Listing& b) {
    const auto same_filter = [](const engine::Filter& x, const engine::Filter& y) {
        return x.field == y.field && x.value == y.value && x.match == y.match;
    };
    const engine::Query& p = a.query;
    const engine::Query& q = b.query;
    return a.entity == b.entity && a.parameters == b.parameters && p.sort == q.sort &&
           p.descending == q.descending && p.limit == q.limit && p.as_of == q.as_of &&
           p.stream == q.stream &&
           std::equal(p.filters.begin(), p.filters.end(), q.filters.begin(), q.filters.end(),
                      same_filter);
}

/// A value that the last row of a page may have in the field that the list is sorted by.
Value last_value(const Field* sort) {
    if (sort == nullptr) return {};
    for (const Value& value : {Value(std::int64_t{7}), Value(std::string("x")),
                               Value(std::string("red")), Value(true), Value(Bytes(16, 7))}) {
        if (schema::check_value(*sort, value)) return value;
    }
    return {};
}

std::string check_next_page(const api::Listing& list) {
    const api::Place last{.id = RowId::from(Bytes(16, 0x5a)), .value = last_value(list.query.sort)};
    const std::string cursor = api::write_cursor(*list.entity, list.parameters, last);
    if (api::read_cursor(*list.entity, list.parameters, cursor) != last) {
        return "a cursor does not come back";
    }
    Request next;
    next.target = fmt::format("/api/v1/{}?{}limit={}&after={}", list.entity->collection,
                              list.parameters, list.query.limit, cursor);
    if (!http::split_target(next)) return "the link to the next page is refused";
    const auto page = api::read_listing(*list.entity, next, kToday);
    if (!page) return "the next page is refused: " + page.error().body;
    if (!same_list(*page, list)) return "the next page is of another list";
    if (page->query.after != last.id || page->query.after_value != last.value) {
        return "the next page begins elsewhere";
    }
    return {};
}

std::string check_list(const Entity& entity, const Request& request, bool& taken) {
    const auto list = api::read_listing(entity, request, kToday);
    if (!list) return check_problem(list.error());
    taken = true;
    if (list->query.limit < 1 || list->query.limit > 500) return "a page out of bounds";
    for (const engine::Filter& filter : list->query.filters) {
        Field element = *filter.field;
        if (element.merge == schema::Merge::set) element.merge = schema::Merge::lww;
        if (!schema::check_value(element, filter.value)) return "a filter of another type";
    }
    const auto& after = list->query.after_value;
    if (list->query.sort != nullptr && list->query.after &&
        !schema::check_value(*list->query.sort, after)) {
        return "a cursor of another type";
    }
    return check_next_page(*list);
}

http::Handler routes() {
    http::Router router;
    const auto answer = [](const Request& request, const http::Answer& to) {
        for (const auto& [name, value] : request.params) {
            if (value.empty() || !text::is_utf8(value)) return to({.status = 500});
        }
        to({.status = 200});
    };
    for (const char* pattern : {"/", "/api/v1/things", "/api/v1/things/{id}", "/{first}/{second}",
                                "/api/v1/things/{id}:close", "/files/{path...}"}) {
        router.add("GET", pattern, answer);
    }
    return router.handler();
}

std::string check_route(const std::string& target) {
    static const http::Handler handler = routes();
    Request request;
    request.target = target;
    int answers = 0;
    int status = 0;
    handler(std::move(request), [&](const Response& response) {
        ++answers;
        status = response.status;
    });
    if (answers != 1) return "a request without exactly one answer";
    if (status != 200 && status != 400 && status != 404 && status != 405) {
        return fmt::format("a GET is answered {}", status);
    }
    return {};
}

}  // namespace

Judgement check_query(ByteView input) {
    if (input.empty()) return {};
    const auto entities = test::toy_registry().entities();
    const Entity& entity = *entities[input.front() % entities.size()];
    Request request;
    request.target = as_text(input.subspan(1));
    std::string broken = check_route(request.target);
    if (!broken.empty()) return {false, std::move(broken)};
    if (!http::split_target(request)) return {};
    broken = check_parameters(request);
    Judgement judged;
    if (broken.empty()) broken = check_list(entity, request, judged.taken);
    judged.broken = std::move(broken);
    return judged;
}

}  // namespace branchline::fuzz
