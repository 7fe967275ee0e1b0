// The parts of the OpenAPI document. Private to openapi*.cpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "common/engine/question.hpp"
#include "common/http/router.hpp"
#include "common/schema/entity.hpp"
#include "common/text/json.hpp"

namespace branchline::api::openapi {

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kLinesType = "application/x-ndjson";

/// {"$ref": "#/components/<kind>/<name>"}
text::Json reference(std::string_view kind, std::string_view name);

// Schemas.

/// A text that matches a regular expression.
text::Json pattern(std::string_view expression);
text::Json object(text::Json properties, std::initializer_list<std::string_view> required);
/// The same without any further member.
text::Json closed(text::Json schema);
text::Json list_of(text::Json schema);
void allow_null(text::Json& schema);

// Components.

/// Schemas that no entity has of its own: Problem, Sync, BulkResult, Conflict and others.
text::Json common_schemas();
/// Of daemons that have jobs.
text::Json job_schema();
/// What the entity is written and read as: <name>, <name>.create, .fields, .change, .record.
void add_entity_schemas(text::Json& schemas, const schema::Entity& entity);
text::Json common_parameters();
text::Json common_headers();
/// Problem answers by status: the components and references to them.
text::Json problem_responses();
void add_problems(text::Json& responses, std::initializer_list<int> statuses);

// Operations.

/// What one row of the router is.
struct Described {
    const http::Route* route = nullptr;
    const schema::Entity* entity = nullptr;      ///< Whose collection the path begins with.
    const engine::Question* question = nullptr;  ///< That the row answers.
    std::string_view rest;                       ///< Of the pattern behind the collection.
};
/// Operation of an entity's row.
text::Json entity_operation(const Described& row);
/// Operation of any other row.
text::Json other_operation(const Described& row);
/// What the row's options say: what it asks of its caller and how it refuses one, whether it
/// starts a job, whether it will go.
void add_options(text::Json& operation, const http::Route& route);
/// Adds what a row for another media type of the same path has: its body or its answer.
void add_media_type(text::Json& operation, const Described& row);

/// {"description": ..., "content": {<type>: {"schema": ...}}}
text::Json answer(std::string_view description, std::string_view type, text::Json schema);
/// The parameters that the pattern names.
text::Json path_parameters(std::string_view pattern);

}  // namespace branchline::api::openapi
