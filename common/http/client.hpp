// One blocking request to a daemon, for the command line and for tests.
#pragma once

#include <cstddef>
#include <string>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/http/message.hpp"

namespace branchline::http {

struct Target {
    std::string socket = {};        ///< Path of an admin socket; wins over the address.
    std::string address = {};       ///< "127.0.0.1:8080".
    Milliseconds time_max{30'000};  ///< For everything, from connecting to the last byte.
    std::size_t body_bytes_max = std::size_t{64} * 1024 * 1024;
};

/// Sends method, target, headers and body; path and query are not read. Host, Content-Length and,
/// for writes, Content-Type: application/json are added where absent. Any answer is a Response,
/// whatever its status; nobody there is Code::unavailable, "daemon-not-reachable".
Result<Response> request(const Target& target, const Request& request);

}  // namespace branchline::http
