// Addresses that somebody types and that the daemon will ask: read strictly, so that no two readers
// of one address could see different hosts. Pure.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline::http {

struct WebAddress {
    bool secure = true;  ///< https, else http.
    std::string host;    ///< Without the brackets of an IPv6 address.
    std::string port;    ///< Of the scheme where none is written.
    std::string path;    ///< And query; begins with a slash.
};

/// Code::invalid "bad-address", and in words what is wrong: another scheme, a user, a fragment, a
/// character that addresses do not have, no good host or port, or more than 2,000 characters.
Result<WebAddress> read_web_address(std::string_view url);

}  // namespace branchline::http
