// The promise to clients: what the last release described still holds. The comparison is tried on
// each kind of break first.
#include "tests/common/api/breaks.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/domain/modules.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

/// One operation of each kind, as small as can be.
Json small_document() {
    const auto document = text::parse_json(R"({
      "paths": {
        "/api/v1/things": {
          "get": {
            "parameters": [
              {"name": "limit", "in": "query",
               "schema": {"type": "integer", "minimum": 1, "maximum": 500}}],
            "security": [],
            "responses": {
              "200": {
                "headers": {"Link": {"schema": {"type": "string"}}},
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/page"}},
                  "text/csv": {"schema": {"type": "string"}}}},
              "404": {"content": {}}}},
          "post": {
            "requestBody": {"content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/thing.create"}}}},
            "responses": {"201": {"content": {}}}}}},
      "components": {"schemas": {
        "thing.create": {
          "type": "object", "required": ["title"],
          "properties": {
            "title": {"type": "string", "maxLength": 20},
            "count": {"type": ["integer", "null"]},
            "colour": {"type": "string", "enum": ["red", "blue"]}}},
        "thing": {
          "type": "object", "required": ["title"],
          "properties": {
            "title": {"type": "string"},
            "colour": {"type": "string", "enum": ["red", "blue"]}}},
        "page": {
          "type": "object", "required": ["items"],
          "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/thing"}}}}}}})");
    REQUIRE(document);
    return *document;
}

Json& at(Json& document, const std::string& pointer) {
    return document[Json::json_pointer(pointer)];
}

const std::string kGet = "/paths/~1api~1v1~1things/get";
const std::string kPost = "/paths/~1api~1v1~1things/post";
const std::string kCreate = "/components/schemas/thing.create";
const std::string kThing = "/components/schemas/thing";

/// The breaks between the small document and what `change` makes of it, joined.
template <class Change>
std::string breaks_of(Change change) {
    Json newer = small_document();
    change(newer);
    std::string out;
    for (const std::string& line : breaks(small_document(), newer)) out += line + "\n";
    return out;
}

std::string value_breaks(const std::string& pointer, const char* value) {
    return breaks_of([&](Json& d) { at(d, pointer) = *text::parse_json(value); });
}

std::string removal_breaks(const std::string& parent, const char* name) {
    return breaks_of([&](Json& d) { at(d, parent).erase(name); });
}

Json product_now() {
    return Office(domain::registry(), domain::questions(), domain::documents()).document;
}

/// The newest file of docs/openapi, by its name.
std::filesystem::path last_release() {
    std::filesystem::path newest;
    for (const auto& file : std::filesystem::directory_iterator(BRANCHLINE_RELEASES)) {
        const bool is_release = file.path().extension() == ".json";
        if (is_release && file.path().filename() > newest.filename()) newest = file.path();
    }
    return newest;
}

}  // namespace

TEST_CASE("breaks: a document does not break itself", "[api]") {
    CHECK(breaks(small_document(), small_document()).empty());
}

TEST_CASE("breaks: what is gone is named with its place", "[api]") {
    CHECK(removal_breaks("/paths", "/api/v1/things") ==
          "get /api/v1/things: is gone\npost /api/v1/things: is gone\n");
    CHECK(removal_breaks("/paths/~1api~1v1~1things", "get") == "get /api/v1/things: is gone\n");
    CHECK(removal_breaks(kThing + "/properties", "colour") ==
          "get /api/v1/things: 200/items/[]/colour: is gone\n");
    CHECK(removal_breaks(kCreate + "/properties", "count") ==
          "post /api/v1/things: body/count: is gone\n");
    CHECK(removal_breaks(kGet + "/responses", "404") ==
          "get /api/v1/things: 404: is answered no more\n");
    CHECK(removal_breaks(kGet + "/responses/200/content", "text/csv") ==
          "get /api/v1/things: 200: text/csv is answered no more\n");
    CHECK(removal_breaks(kGet + "/responses/200/headers", "Link") ==
          "get /api/v1/things: 200: Link is sent no more\n");
    CHECK(removal_breaks(kPost + "/requestBody/content", "application/json") ==
          "post /api/v1/things: body: application/json is taken no more\n");
    CHECK(value_breaks(kGet + "/parameters", "[]") ==
          "get /api/v1/things: limit: the parameter is gone\n");
}

TEST_CASE("breaks: another status in place of the old one is one", "[api]") {
    CHECK(value_breaks(kPost + "/responses", R"({"200":{"content":{}}})") ==
          "post /api/v1/things: 201: is answered no more\n");
}

TEST_CASE("breaks: a request that must say more is one", "[api]") {
    CHECK(value_breaks(kCreate + "/required", R"(["title","count"])") ==
          "post /api/v1/things: body/count: is required now\n");
    CHECK(value_breaks(kPost + "/requestBody/required", "true") ==
          "post /api/v1/things: body: is required now\n");
    CHECK(value_breaks(kGet + "/parameters/0/required", "true") ==
          "get /api/v1/things: limit: the parameter is required now\n");
    CHECK(value_breaks(kGet + "/parameters/1",
                       R"({"name":"who","in":"query","required":true,"schema":{}})") ==
          "get /api/v1/things: who: a new parameter is required\n");
    CHECK(removal_breaks(kGet, "security") == "get /api/v1/things: asks for a sign-in now\n");
}

TEST_CASE("breaks: a request that may say less is one", "[api]") {
    const std::string properties = kCreate + "/properties";
    CHECK(value_breaks(properties + "/count/type", R"("integer")") ==
          "post /api/v1/things: body/count: takes fewer types\n");
    CHECK(value_breaks(properties + "/colour/enum", R"(["red","green"])") ==
          "post /api/v1/things: body/colour: does not take \"blue\" any more\n");
    CHECK(value_breaks(properties + "/title/enum", R"(["a"])") ==
          "post /api/v1/things: body/title: takes only some words now\n");
    CHECK(value_breaks(properties + "/title/maxLength", "10") ==
          "post /api/v1/things: body/title: maxLength is smaller\n");
    CHECK(value_breaks(properties + "/title/minLength", "1") ==
          "post /api/v1/things: body/title: minLength is greater\n");
    CHECK(value_breaks(properties + "/title/pattern", R"("^a$")") ==
          "post /api/v1/things: body/title: must match another pattern\n");
    CHECK(value_breaks(kGet + "/parameters/0/schema/maximum", "100") ==
          "get /api/v1/things: limit: maximum is smaller\n");
    CHECK(value_breaks(kCreate + "/additionalProperties", "false") ==
          "post /api/v1/things: body: takes no other members any more\n");
}

TEST_CASE("breaks: an answer that tells less, or something else, is one", "[api]") {
    CHECK(value_breaks(kThing + "/required", "[]") ==
          "get /api/v1/things: 200/items/[]/title: may be absent now\n");
    CHECK(value_breaks(kThing + "/properties/title/type", R"(["string","null"])") ==
          "get /api/v1/things: 200/items/[]/title: has another type\n");
    CHECK(value_breaks(kThing + "/properties/title/type", R"("integer")") ==
          "get /api/v1/things: 200/items/[]/title: has another type\n");
}

TEST_CASE("breaks: additions are none", "[api]") {
    CHECK(value_breaks("/paths/~1api~1v1~1others", R"({"get":{}})").empty());
    CHECK(value_breaks("/paths/~1api~1v1~1things/delete", "{}").empty());
    CHECK(value_breaks(kCreate + "/properties/note", R"({"type":"string"})").empty());
    CHECK(value_breaks(kCreate + "/required", "[]").empty());
    CHECK(value_breaks(kCreate + "/properties/title/maxLength", "40").empty());
    CHECK(value_breaks(kCreate + "/properties/title/type", R"(["string","null"])").empty());
    CHECK(value_breaks(kCreate + "/properties/colour/enum", R"(["red","blue","green"])").empty());
    CHECK(value_breaks(kThing + "/properties/note", R"({"type":"string"})").empty());
    CHECK(value_breaks(kThing + "/properties/colour/enum", R"(["red","blue","green"])").empty());
    CHECK(value_breaks(kThing + "/required", R"(["title","colour"])").empty());
    CHECK(value_breaks(kPost + "/responses/202", R"({"content":{}})").empty());
    CHECK(value_breaks(kGet + "/parameters/1", R"({"name":"q","in":"query","schema":{}})").empty());
}

TEST_CASE("breaks: the product keeps what its last release has described", "[api]") {
    const std::filesystem::path path = last_release();
    REQUIRE_FALSE(path.empty());
    const Json now = product_now();
    std::ifstream file(path);
    std::stringstream bytes;
    bytes << file.rdbuf();
    const auto released =
        text::parse_json(bytes.str(), {.depth_max = 64, .size_max = std::size_t{16} * 1024 * 1024});
    REQUIRE(released);
    CAPTURE(path.filename().string());
    CHECK(breaks(*released, now) == std::vector<std::string>{});
}
