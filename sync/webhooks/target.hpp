// Where webhooks may go. An address that somebody types must not make the daemon knock at doors
// behind the firewall, so: https, to public addresses, as they were resolved and checked. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/http/web_address.hpp"

namespace branchline::sync {

using WebhookTarget = http::WebAddress;

/// Reads an address such as https://crm.example/hooks?x=1. With `private_too` http is one as well.
Result<WebhookTarget> read_webhook_target(std::string_view url, bool private_too);

/// True for an IPv4 or IPv6 address, as text, that the internet routes: neither this machine nor a
/// private network, a link, a cloud's own services, a group, documentation or a tunnel.
bool is_public_address(std::string_view address);

/// Refuses unless every address is public, or `private_too`; a name that leads to both is refused.
Result<> check_addresses(const std::vector<std::string>& addresses, bool private_too);

}  // namespace branchline::sync
