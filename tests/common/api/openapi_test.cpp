// The description of the API: it is sound in itself, says what the router has, and changes only
// with a golden diff. BRANCHLINE_REWRITE_GOLDEN=1 writes the file anew.
#include "common/api/openapi.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "common/api/insights.hpp"
#include "common/domain/modules.hpp"
#include "common/text/text.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const Json& product_document() {
    static const Json document =
        Office(domain::registry(), domain::questions(), domain::documents()).document;
    return document;
}

void collect_references(const Json& node, std::set<std::string>& out) {
    if (node.is_object() && node.contains("$ref")) out.insert(node["$ref"]);
    if (!node.is_structured()) return;
    for (const Json& child : node) collect_references(child, out);
}

/// One line for each operation and for each component, so that a diff names what has changed.
std::string laid_out(const Json& node, unsigned depth) {
    if (!node.is_object() || node.empty() || depth == 0) return text::dump(node);
    std::string out;
    for (const auto& [name, child] : node.items()) {
        out += fmt::format("{}\n{}: {}", out.empty() ? "{" : ",", text::dump(Json(name)),
                           laid_out(child, depth - 1));
    }
    return out + "\n}";
}

/// Adds to `out` the members that are told and not described, as paths.
void collect_undescribed(const Json& told,
                         const Json& schema,
                         const std::string& at,
                         std::set<std::string>& out) {
    if (told.is_array()) {
        for (const Json& element : told) {
            collect_undescribed(element, schema.value("items", Json::object()), at + "[]", out);
        }
    }
    if (!told.is_object()) return;
    const Json described = schema.value("properties", Json::object());
    for (const auto& [name, member] : told.items()) {
        const std::string here = at + "/" + name;
        if (described.contains(name)) {
            collect_undescribed(member, described[name], here, out);
        } else {
            out.insert(here);
        }
    }
}

/// Calls `see(path, method, operation)` for each.
template <class See>
void each_operation(const Json& document, See see) {
    for (const auto& [path, methods] : document["paths"].items()) {
        for (const auto& [method, operation] : methods.items()) see(path, method, operation);
    }
}

std::set<std::string> named_in(const std::string& path) {
    std::set<std::string> out;
    for (auto at = path.find('{'); at != path.npos; at = path.find('{', at + 1)) {
        out.insert(path.substr(at + 1, path.find('}', at) - at - 1));
    }
    return out;
}

}  // namespace

TEST_CASE("openapi: every reference leads somewhere, and every component is used", "[api]") {
    const Json& document = product_document();
    std::set<std::string> references;
    collect_references(document, references);
    for (const std::string& reference : references) {
        CAPTURE(reference);
        REQUIRE(reference.starts_with("#/"));
        CHECK(document.contains(Json::json_pointer(reference.substr(1))));
    }
    for (const auto& [kind, components] : document["components"].items()) {
        if (kind == "securitySchemes") continue;  // Named by "security", without a reference.
        for (const auto& [name, component] : components.items()) {
            CAPTURE(kind, name);
            CHECK(references.contains("#/components/" + kind + "/" + name));
        }
    }
}

TEST_CASE("openapi: every operation has its own id, a summary, a tag and answers", "[api]") {
    const Json& document = product_document();
    std::set<std::string> ids;
    std::set<std::string> tags;
    for (const Json& tag : document["tags"]) tags.insert(tag["name"]);
    each_operation(document,
                   [&](const std::string& path, const std::string& method, const Json& operation) {
                       CAPTURE(path, method);
                       CHECK(ids.insert(operation["operationId"]).second);
                       CHECK_FALSE(operation["summary"].get<std::string>().empty());
                       CHECK(tags.contains(operation["tags"].at(0)));
                       CHECK(operation["responses"].contains("200"));
                       CHECK(operation["responses"].contains("400"));
                       CHECK(operation.contains("requestBody") == (method != "get"));
                   });
}

TEST_CASE("openapi: every parameter of a path is declared, and no other", "[api]") {
    each_operation(product_document(),
                   [](const std::string& path, const std::string& method, const Json& operation) {
                       CAPTURE(path, method);
                       std::set<std::string> declared;
                       for (const Json& parameter : operation["parameters"]) {
                           if (parameter.value("in", "") == "path")
                               declared.insert(parameter["name"]);
                       }
                       CHECK(declared == named_in(path));
                   });
}

TEST_CASE("openapi: it describes exactly the rows of the router", "[api]") {
    Office office(test::toy_registry());
    std::set<std::string> rows;
    for (const http::Route& route : office.router.routes()) {
        rows.insert(text::lower_ascii(route.method) + " " + route.pattern);
    }
    std::set<std::string> described;
    each_operation(office.document, [&](const std::string& path, const std::string& method,
                                        const Json&) { described.insert(method + " " + path); });
    CHECK(described == rows);
}

TEST_CASE("openapi: a row of somebody else is described by its pattern and options", "[api]") {
    http::Router router;
    const auto nothing = [](http::Request, const http::Answer&) {};
    router.add("POST", "/api/v1/fleet/{serial}:revoke", nothing, {.summary = "Revokes a node"});
    router.add("GET", "/livez", nothing, {.produces = "text/plain", .summary = "Is it there?"});
    router.add("GET", "/assets/{path...}", nothing);
    const Json document = openapi_json(test::toy_registry(), {}, router.routes());
    const Json& revoke = document["paths"]["/api/v1/fleet/{serial}:revoke"]["post"];
    CHECK(revoke["operationId"] == "post_fleet_serial_revoke");
    CHECK(revoke["summary"] == "Revokes a node");
    CHECK(revoke["parameters"][0]["name"] == "serial");
    const Json& live = document["paths"]["/livez"]["get"];
    CHECK(live["responses"]["200"]["content"].contains("text/plain"));
    CHECK(document["paths"].contains("/assets/{path}"));
}

TEST_CASE("openapi: a row that will go says so, and one that starts a job says where", "[api]") {
    http::Router router;
    const auto nothing = [](http::Request, const http::Answer&) {};
    router.add("GET", "/api/v1/old", nothing, {.deprecated = http::Deprecation{Instant{}}});
    router.add("POST", "/api/v1/imports/{kind}", nothing, {.starts_job = true});
    const Json document = openapi_json(test::toy_registry(), {}, router.routes());
    CHECK(document["paths"]["/api/v1/old"]["get"]["deprecated"] == true);
    const Json& import = document["paths"]["/api/v1/imports/{kind}"]["post"];
    CHECK_FALSE(import.contains("deprecated"));
    const Json& started = import["responses"]["202"];
    CHECK(started["headers"].contains("Location"));
    CHECK(started["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/Job");
    CHECK(document["components"]["schemas"].contains("Job"));
    CHECK_FALSE(product_document()["components"]["schemas"].contains("Job"));
}

TEST_CASE("openapi: every operation of the API may be asked too often", "[api]") {
    each_operation(product_document(),
                   [](const std::string& path, const std::string& method, const Json& operation) {
                       CAPTURE(path, method);
                       CHECK(operation["responses"].contains("429"));
                   });
}

TEST_CASE("openapi: what a problem means is described for programs and for people", "[api]") {
    const Json& answer =
        product_document()["paths"]["/api/v1/problems/{code}"]["get"]["responses"]["200"];
    CHECK(answer["content"].contains("text/html"));
    CHECK(answer["content"]["application/json"]["schema"]["$ref"] ==
          "#/components/schemas/ProblemText");
}

TEST_CASE("openapi: every member of the declarations is described", "[api]") {
    const Json& schema = product_document()["components"]["schemas"]["Declarations"];
    std::set<std::string> undescribed;
    collect_undescribed(schema_json(domain::registry()), schema, "", undescribed);
    CHECK(undescribed == std::set<std::string>{});
    const auto unknown = text::parse_json(R"({"version":1,"entities":[{"nosuch":1}]})");
    REQUIRE(unknown);
    collect_undescribed(*unknown, schema, "", undescribed);
    CHECK(undescribed == std::set<std::string>{"/entities[]/nosuch"});
}

TEST_CASE("openapi: a field's type, need and owner decide its schema", "[api]") {
    const Json document = Office(test::toy_registry()).document;
    const Json& schemas = document["components"]["schemas"];
    const Json& create = schemas["toy.thing.create"]["properties"]["data"];
    CHECK(text::dump(create["required"]) == R"(["place","title"])");
    CHECK(create["additionalProperties"] == false);
    const Json& properties = create["properties"];
    CHECK_FALSE(properties.contains("status"));
    CHECK(text::dump(properties["colour"]["enum"]) == R"(["red","green","blue"])");
    CHECK(properties["weight"]["pattern"] == R"(^-?(0|[1-9][0-9]*)(\.[0-9]{1,3})?$)");
    CHECK(properties["photo"]["maxLength"] == 8);
    CHECK(properties["tags"]["type"] == "array");
    CHECK(properties["built"]["format"] == "date");
    const Json& changed = schemas["toy.thing.fields"]["properties"];
    CHECK(text::dump(changed["count"]["type"]) == R"(["integer","null"])");
    CHECK(changed["title"]["type"] == "string");
    CHECK_FALSE(schemas["toy.shelf.fields"]["properties"].contains("part"));
    CHECK_FALSE(
        schemas["toy.shelf.create"]["properties"]["data"]["properties"].contains("on_hand"));
    CHECK(schemas["toy.thing"]["properties"].contains("status"));
}

TEST_CASE("openapi: the product's document is the golden file", "[api]") {
    const std::string path = BRANCHLINE_GOLDEN "/openapi.json";
    const std::string document = laid_out(product_document(), 3) + "\n";
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << document;
    std::ifstream file(path);
    std::stringstream golden;
    golden << file.rdbuf();
    const bool same = golden.str() == document;  // Too long to be shown.
    CHECK(same);
}
