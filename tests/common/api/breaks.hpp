// What a client of the older description can no longer rely on in the newer one. Requests may be
// asked for less and offered more; answers may tell more and never less.
#pragma once

#include <string>
#include <vector>

#include "common/text/json.hpp"

namespace branchline::api {

/// One line for each break: "GET /api/v1/notes: 200: /items/[]/title: is gone". Both are OpenAPI
/// documents as openapi_json() makes them. Empty: every client goes on working.
std::vector<std::string> breaks(const text::Json& older, const text::Json& newer);

}  // namespace branchline::api
