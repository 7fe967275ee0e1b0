#include "common/http/guard.hpp"

#include <algorithm>

#include "common/base/characters.hpp"
#include "common/http/problem.hpp"
#include "common/text/text.hpp"

namespace branchline::http {

namespace {

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), is_digit);
}

Response malformed(std::string_view detail) {
    return problem(400, "malformed-request", detail);
}

/// Browsers say which page made them ask, also where they send no Origin: for pictures, scripts and
/// frames. Links and bookmarks lead here from anywhere; what they show, the other page cannot read.
bool is_from_another_page(const Request& request) {
    constexpr std::string_view kSite = "Sec-Fetch-Site";
    const Headers& headers = request.headers;
    if (!headers.has(kSite)) return false;
    const std::string_view site = headers.get(kSite);
    const bool ours = site == "same-origin" || site == "none";
    if (ours && headers.count(kSite) == 1) return false;
    const bool is_link = !is_write(request.method) && headers.get("Sec-Fetch-Mode") == "navigate" &&
                         headers.get("Sec-Fetch-Dest") == "document";
    return !is_link;
}

}  // namespace

std::optional<Response> check_origin(const Request& request,
                                     std::span<const std::string> hosts,
                                     std::string_view scheme) {
    if (request.peer == Peer::admin_socket) return std::nullopt;
    const std::string_view host = request.headers.get("Host");
    const bool ours = std::any_of(hosts.begin(), hosts.end(), [host](const std::string& name) {
        return text::equal_ignoring_case(name, host);
    });
    if (!ours) {
        return problem(421, "wrong-host", "this server does not go by the name in the Host field",
                       "Use the configured address, or add the name to the configuration.");
    }
    const std::size_t origins = request.headers.count("Origin");
    const std::string own = std::string(scheme) + "://" + std::string(host);
    const bool same = origins == 0 || (origins == 1 && text::equal_ignoring_case(
                                                           request.headers.get("Origin"), own));
    if (same && !is_from_another_page(request)) return std::nullopt;
    return problem(403, "wrong-origin", "requests from pages of another origin are refused");
}

std::optional<Response> check_framing(const Request& request) {
    const Headers& headers = request.headers;
    const std::size_t lengths = headers.count("Content-Length");
    const std::size_t encodings = headers.count("Transfer-Encoding");
    if (lengths > 0 && encodings > 0) {
        return malformed("both Content-Length and Transfer-Encoding");
    }
    if (lengths > 1 || (lengths == 1 && !is_number(headers.get("Content-Length")))) {
        return malformed("Content-Length must be one number, given once");
    }
    const bool chunked = text::equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked");
    if (encodings > 1 || (encodings == 1 && !chunked)) {
        return malformed("Transfer-Encoding may only be \"chunked\", given once");
    }
    if (headers.count("Host") > 1) return malformed("more than one Host field");
    if (!request.target.starts_with('/')) return malformed("the request target must be a path");
    return std::nullopt;
}

}  // namespace branchline::http
