// The name of the JSON type for headers that only mention it.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace branchline::text {

/// A JSON value; objects keep the order of their members.
using Json = nlohmann::ordered_json;

}  // namespace branchline::text
