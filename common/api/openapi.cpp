#include "common/api/openapi.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/errors.hpp"
#include "common/api/input.hpp"
#include "common/api/openapi_parts.hpp"
#include "common/api/routes.hpp"
#include "common/schema/permit.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

namespace {

using openapi::Described;
using text::Json;

constexpr std::string_view kAbout =
    "Records of one replica, and what is known about them. Errors are problem documents "
    "(RFC 9457). Application/x-ndjson has one JSON document a line: the schema is that of a line. "
    "Before any operation a request may be refused with 405, 408, 414, 421 or 431. Answers below "
    "/api/v1 tell in RateLimit and RateLimit-Policy how much more may be asked.";

Described describe(const schema::Registry& registry,
                   std::span<const engine::Question> questions,
                   const http::Route& route) {
    Described out{.route = &route, .entity = nullptr, .question = nullptr, .rest = {}};
    std::string_view path = route.pattern;
    if (!path.starts_with(kPrefix)) return out;
    path.remove_prefix(kPrefix.size());
    const auto asked = std::find_if(questions.begin(), questions.end(),
                                    [&](const auto& question) { return question.path == path; });
    if (asked != questions.end()) {
        out.question = &*asked;
        return out;
    }
    const std::size_t slash = std::min(path.find('/'), path.size());
    out.entity = registry.by_collection(path.substr(0, slash));
    if (out.entity != nullptr) out.rest = path.substr(slash);
    return out;
}

/// "{path...}" is "{path}" there.
std::string template_of(std::string pattern) {
    const std::size_t dots = pattern.find("...}");
    if (dots != pattern.npos) pattern.erase(dots, 3);
    return pattern;
}

Json tag_list(const schema::Registry& registry) {
    Json out = Json::array();
    std::set<std::string_view> seen;
    for (const schema::Entity* entity : registry.entities()) {
        const std::string_view name = entity->name.substr(0, entity->name.find('.'));
        if (!seen.insert(name).second) continue;
        out.push_back({
            {"name", name},
            {"description", fmt::format("Records of {}", name)}
        });
    }
    out.push_back({
        {"name",        "questions"                           },
        {"description", "What records say when they are asked"}
    });
    out.push_back({
        {"name",        "system"            },
        {"description", "The replica itself"}
    });
    return out;
}

bool has_jobs(std::span<const http::Route> routes) {
    return std::any_of(routes.begin(), routes.end(), [](const http::Route& route) {
        return route.options.starts_job || route.pattern == "/api/v1/jobs";
    });
}

Json components(const schema::Registry& registry, std::span<const http::Route> routes) {
    Json schemas = openapi::common_schemas();
    if (has_jobs(routes)) schemas["Job"] = openapi::job_schema();
    for (const schema::Entity* entity : registry.entities()) {
        const bool reachable = !permit_of(*entity, schema::kReadVerb).empty();
        if (reachable) openapi::add_entity_schemas(schemas, *entity);
    }
    return {
        {"schemas",         std::move(schemas)                                               },
        {"parameters",      openapi::common_parameters()                                     },
        {"headers",         openapi::common_headers()                                        },
        {"responses",       openapi::problem_responses()                                     },
        {"securitySchemes",
         {{"token", {{"type", "http"}, {"scheme", "bearer"}}},
          {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-branchline"}}}}}
    };
}

/// By a token, or by the cookie of a session.
Json ways_to_sign_in() {
    return Json::array({{{"token", Json::array()}}, {{"session", Json::array()}}});
}

}  // namespace

Json openapi_json(const schema::Registry& registry,
                  std::span<const engine::Question> questions,
                  std::span<const http::Route> routes) {
    Json paths = Json::object();
    for (const http::Route& route : routes) {
        const Described row = describe(registry, questions, route);
        Json& operation = paths[template_of(route.pattern)][text::lower_ascii(route.method)];
        if (!operation.is_null()) {
            openapi::add_media_type(operation, row);
        } else {
            operation = row.entity ? openapi::entity_operation(row) : openapi::other_operation(row);
            openapi::add_options(operation, route);
        }
    }
    return {
        {"openapi", "3.1.0"},
        {"info", {{"title", "Branchline"}, {"version", "1"}, {"description", kAbout}}},
        {"jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"},
        {"servers", Json::array({{{"url", "/"}}})},
        {"security", ways_to_sign_in()},
        {"tags", tag_list(registry)},
        {"paths", std::move(paths)},
        {"components", components(registry, routes)}
    };
}

void add_openapi_route(http::Router& router,
                       const schema::Registry& registry,
                       std::span<const engine::Question> questions) {
    const http::RouteOptions about{.summary = "This description", .permit = std::string(kPublic)};
    const std::string path = fmt::format("{}openapi.json", kPrefix);
    std::vector<http::Route> routes(router.routes().begin(), router.routes().end());
    routes.push_back({"GET", path, about, nullptr});
    const auto text = std::make_shared<const std::string>(
        text::dump(openapi_json(registry, questions, routes)) + "\n");
    router.add(
        "GET", path,
        [text](const http::Request& request, const http::Answer& answer) {
            const auto fine = only_parameters(request, {});
            answer(fine ? http::text_response(200, "application/json", *text) : fine.error());
        },
        about);
}

}  // namespace branchline::api
