// Cookies of a request, and what a session is bound to. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace branchline::api {

/// The value of one cookie; nothing when it is absent or came twice.
std::optional<std::string> cookie_of(const http::Request& request, std::string_view name);

inline constexpr std::string_view kOidcWay = "oidc";

/// What must stay as it was for a session to hold: the password, and for one that came from the
/// OpenID provider the link as well.
std::string held_credential(std::string_view way,
                            const std::string& credential_version,
                            const std::string& subject);

}  // namespace branchline::api
