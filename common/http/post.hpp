// One request to somebody else's server: HTTPS with the system's certificates, never a redirect,
// never a proxy, only to addresses that the caller has looked at. libcurl is included by post.cpp
// alone.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/http/message.hpp"

namespace branchline::http {

struct PostTarget {
    bool secure = true;
    std::string host;
    std::string port;
    std::string path;                    ///< And query.
    std::vector<std::string> addresses;  ///< What `host` means; it is not asked for again.
    Milliseconds time_max{15'000};
    /// A longer answer is a failure, "answer-too-large". None: any length, of which the first 4 KiB
    /// are kept.
    std::optional<std::size_t> whole_max = {};
    const std::atomic<bool>* stop = nullptr;  ///< Ends the request when it becomes true.
};

/// What a name means at this moment, as texts of IPv4 and IPv6 addresses. Blocks.
Result<std::vector<std::string>> addresses_of(const std::string& host);

/// Sends headers and body. Any answer is a Response, whatever its status. Blocks.
Result<Response> post(const PostTarget& target, const Headers& headers, const std::string& body);
/// Asks for something. As post().
Result<Response> get(const PostTarget& target, const Headers& headers);

}  // namespace branchline::http
