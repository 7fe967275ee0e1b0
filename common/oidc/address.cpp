#include "common/oidc/address.hpp"

#include <algorithm>

#include "common/base/characters.hpp"

namespace branchline::oidc {

namespace {

constexpr std::size_t kPathMost = 1000;

std::unexpected<Error> bad_address(std::string_view url, std::string_view why) {
    return fail(Code::invalid, "bad-address",
                std::string(url.substr(0, 200)) + " " + std::string(why),
                "Write https://host/path; http is for a provider on this machine alone.");
}

bool is_loopback_text(std::string_view address) {
    return address == "::1" || (address.starts_with("127.") && address.size() <= 15);
}

bool is_loopback_name(std::string_view host) {
    const auto fits = [](char c) { return is_digit(c) || c == '.'; };
    const bool digits = std::all_of(host.begin(), host.end(), fits);
    return host == "localhost" || host == "::1" || (digits && is_loopback_text(host));
}

/// They could end an attribute of a page that shows the address.
bool holds_quotes(std::string_view url) {
    return url.find_first_of("\"'<>") != url.npos;
}

}  // namespace

Result<Address> read_address(std::string_view url) {
    auto out = http::read_web_address(url);
    if (!out) return bad_address(url, out.error().what);
    if (holds_quotes(url)) return bad_address("the address", "holds what it must not");
    if (out->secure || is_loopback_name(out->host)) return out;
    return bad_address(url, "is not https");
}

Result<> check_addresses(const Address& address, const std::vector<std::string>& addresses) {
    const bool here = std::all_of(addresses.begin(), addresses.end(), is_loopback_text);
    if (!addresses.empty() && (address.secure || here)) return {};
    return fail(Code::unavailable, "no-address", address.host + " does not lead to this machine");
}

bool is_local_path(std::string_view path) {
    // The characters of RFC 3986 without ' and ; so that the path ends nothing that it stands in.
    static constexpr std::string_view kMarks = "-._~!$&()*+,=:@%/?#[]";
    const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
        return is_small_letter(c) || is_capital(c) || is_digit(c) ||
               kMarks.find(c) != std::string_view::npos;
    });
    return plain && path.size() <= kPathMost && path.starts_with('/') && !path.starts_with("//") &&
           !path.starts_with("/api/");
}

}  // namespace branchline::oidc
