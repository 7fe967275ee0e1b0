// The JSON API over the records of one replica. Everything is derived from the declarations: a new
// entity, field or transition has its endpoints without a line here.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "common/api/gate.hpp"
#include "common/engine/question.hpp"
#include "common/http/router.hpp"
#include "common/schema/registry.hpp"

namespace branchline::api {

struct Options {
    /// The stream that a new row of a dealer's entity belongs to; other entities are not asked
    /// about. Runs on the HTTP thread. Empty: stream_from_query().
    std::function<Result<std::string>(const schema::Entity&, const http::Request&)> stream_for_new;
    /// Today at the branch, in days since 1970-01-01: the day of questions, and of lists with
    /// editions that name none. Runs on the HTTP thread. Empty: no edition is too late.
    std::function<std::int64_t()> today;
    /// What can be asked beside records; must outlive every request.
    std::span<const engine::Question> questions;
};

/// For a replica that holds many dealers: the caller says ?stream=dealer/D01.
Result<std::string> stream_from_query(const schema::Entity& entity, const http::Request& request);

/// Adds a row for every endpoint. The registry and the gate must outlive every request.
void mount(http::Router& router, const schema::Registry& registry, Gate& gate, Options options);

}  // namespace branchline::api
