// A name for each request that fails, which its caller, the log and whoever is asked for help can
// say to each other.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.hpp"
#include "common/http/router.hpp"

namespace branchline::api {

/// The trace id of a W3C traceparent field; empty when the field is not one.
std::string trace_id_of(std::string_view traceparent);

/// Whatever `inner` and the rows behind it refuse has a `trace_id`: that of the request's
/// traceparent, or a new one. Failures of the machine (5xx) are logged with it. `random` may be
/// asked from several threads and must outlive every request.
http::Guard traced(http::Guard inner, Random& random);

}  // namespace branchline::api
