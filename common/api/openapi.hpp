// The API's description of itself: an OpenAPI 3.1 document made from the declarations and from the
// rows of the router. Nothing in it is written by hand for an entity.
#pragma once

#include <span>

#include "common/engine/question.hpp"
#include "common/http/router.hpp"
#include "common/schema/registry.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

/// Describes every route. Rows that neither an entity nor a question explains are described by
/// their pattern and their RouteOptions.
text::Json openapi_json(const schema::Registry& registry,
                        std::span<const engine::Question> questions,
                        std::span<const http::Route> routes);

/// GET /api/v1/openapi.json, made once. Describes the rows added so far, so it is added last.
void add_openapi_route(http::Router& router,
                       const schema::Registry& registry,
                       std::span<const engine::Question> questions);

}  // namespace branchline::api
