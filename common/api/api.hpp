// The JSON API over the records of one replica. Everything is derived from the declarations: a new
// entity, field or transition has its endpoints without a line here.
#pragma once

#include <functional>
#include <string>

#include "common/api/gate.hpp"
#include "common/http/router.hpp"
#include "common/schema/registry.hpp"

namespace branchline::api {

struct Options {
    /// The stream that a new row of a dealer's entity belongs to; entities of the policy and hub
    /// streams are not asked about. Runs on the HTTP thread. Empty: stream_from_query().
    std::function<Result<std::string>(const schema::Entity&, const http::Request&)> stream_for_new;
};

/// For a replica that holds many dealers: the caller says ?stream=dealer/D01.
Result<std::string> stream_from_query(const schema::Entity& entity, const http::Request& request);

/// Adds a row for every endpoint. The registry and the gate must outlive every request.
void mount(http::Router& router, const schema::Registry& registry, Gate& gate, Options options);

}  // namespace branchline::api
