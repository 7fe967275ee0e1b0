// What the API tells beside records, held against the schemas that describe it.
#include "common/api/openapi_parts.hpp"
#include "common/http/problem.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;

TEST_CASE("openapi answers: every member of a problem document is described", "[api]") {
    const Json schemas = openapi::common_schemas();
    const Json& properties = schemas["Problem"]["properties"];
    const Error error{Code::refused, "rule-refused", "no", "ask"};
    const Json told = http::problem_document(error);
    for (const auto& [name, value] : told.items()) {
        CAPTURE(name);
        CHECK(properties.contains(name));
    }
    for (const char* name : {"errors", "current", "difference", "state"}) {
        CAPTURE(name);
        CHECK(properties.contains(name));
    }
}

TEST_CASE("openapi answers: what a difference may leave out is not required", "[api]") {
    const Json schemas = openapi::common_schemas();
    const Json& row = schemas["Problem"]["properties"]["difference"]["items"];
    CHECK(row["properties"].contains("base"));
    CHECK(text::dump(row["required"]) == R"(["pointer","field","requested","current"])");
}

TEST_CASE("openapi answers: an object is closed only where that is said", "[api]") {
    const Json open = openapi::object(Json::object(), {});
    CHECK_FALSE(open.contains("additionalProperties"));
    CHECK(openapi::closed(open)["additionalProperties"] == false);
}
