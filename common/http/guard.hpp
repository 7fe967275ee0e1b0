// What stands in front of every request that a browser could have been tricked into sending:
// DNS rebinding (Host), cross-site requests (Origin, Sec-Fetch-Site), forms (Content-Type, checked
// by the router).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "common/http/message.hpp"

namespace branchline::http {

/// The refusal, or nothing when the request may pass. `hosts` are the names this server goes by,
/// with port: "127.0.0.1:8080"; `scheme` is that of its own pages. The admin socket has no Host or
/// Origin that could be checked.
std::optional<Response> check_origin(const Request& request,
                                     std::span<const std::string> hosts,
                                     std::string_view scheme = "http");

/// Refuses header fields that two readers could frame differently (request smuggling) and targets
/// that are not a path. A request refused here ends the connection: what follows cannot be trusted.
std::optional<Response> check_framing(const Request& request);

}  // namespace branchline::http
