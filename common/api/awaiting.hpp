// Requests that wait for an entry: reads with ?min_seq=, which shall see what a write elsewhere has
// made, and writes with Prefer: wait=N (RFC 7240), which shall know the importer's verdict.
#pragma once

#include <optional>

#include "common/api/errors.hpp"
#include "common/api/gate.hpp"
#include "common/api/routes.hpp"

namespace branchline::api {

/// "<64 digits>:<number>", as Branchline-Seq tells it; nothing when it is not.
std::optional<Awaited> read_position(std::string_view text);

/// The time of the first `wait` in the Prefer fields, at most kVerdictMax. What is not understood
/// is no preference, as RFC 7240 asks.
std::optional<std::chrono::seconds> read_wait(const http::Request& request);

}  // namespace branchline::api
