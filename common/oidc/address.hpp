// Addresses of a provider: https, or this machine's own where a provider is tried out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/http/web_address.hpp"

namespace branchline::oidc {

using Address = http::WebAddress;

/// Code::invalid "bad-address": neither https nor http of this machine, with a user, with a
/// fragment, or with characters that addresses do not have.
Result<Address> read_address(std::string_view url);

/// What the name of an address without TLS means must be this machine.
Result<> check_addresses(const Address& address, const std::vector<std::string>& addresses);

/// A place of our own that a page may go on to: a path here, with query and fragment, and nothing
/// that a browser could take for another site.
bool is_local_path(std::string_view path);

}  // namespace branchline::oidc
