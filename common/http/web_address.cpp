#include "common/http/web_address.hpp"

#include <algorithm>

#include "common/base/characters.hpp"

namespace branchline::http {

namespace {

constexpr std::size_t kUrlMost = 2000;

std::unexpected<Error> bad_address(std::string_view why) {
    return fail(Code::invalid, "bad-address", std::string(why),
                "Write https://host/path, without a user and without a fragment.");
}

bool is_clean(std::string_view url) {
    return url.size() <= kUrlMost && std::all_of(url.begin(), url.end(), [](char c) {
               return c > ' ' && c < 0x7f && c != '#' && c != '\\' && c != '@';
           });
}

bool is_port(std::string_view port) {
    return !port.empty() && port.size() <= 5 && port != "0" &&
           std::all_of(port.begin(), port.end(), is_digit) &&
           std::stoul(std::string(port)) <= 65'535;
}

bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
        return is_small_letter(c) || is_capital(c) || is_digit(c) || c == '.' || c == '-' ||
               c == ':';
    });
}

}  // namespace

Result<WebAddress> read_web_address(std::string_view url) {
    WebAddress out;
    out.secure = url.starts_with("https://");
    if (!out.secure && !url.starts_with("http://")) return bad_address("is neither https nor http");
    if (!is_clean(url)) return bad_address("holds what it must not");
    url.remove_prefix(out.secure ? 8 : 7);
    const std::size_t end = std::min(url.find_first_of("/?"), url.size());
    std::string_view authority = url.substr(0, end);
    out.path = url.substr(end);
    if (!out.path.starts_with('/')) out.path.insert(0, "/");
    out.port = out.secure ? "443" : "80";
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    if (colon != authority.npos) {
        out.port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    const bool six = authority.starts_with('[') && authority.ends_with(']');
    if (six) authority = authority.substr(1, authority.size() - 2);
    out.host = authority;
    const bool colons = authority.find(':') != authority.npos;
    if (!is_host(authority) || colons != six || !is_port(out.port)) {
        return bad_address("has no good host or port");
    }
    return out;
}

}  // namespace branchline::http
