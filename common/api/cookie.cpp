#include "common/api/cookie.hpp"

#include <algorithm>

#include "common/crypto/hash.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

std::optional<std::string> cookie_of(const http::Request& request, std::string_view name) {
    std::optional<std::string> out;
    for (const auto& [field, value] : request.headers.all()) {
        if (!text::equal_ignoring_case(field, "Cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = text::trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const std::size_t equals = pair.find('=');
            if (equals == pair.npos || pair.substr(0, equals) != name) continue;
            if (out) return std::nullopt;
            out = std::string(pair.substr(equals + 1));
        }
    }
    return out;
}

std::string held_credential(std::string_view way,
                            const std::string& credential_version,
                            const std::string& subject) {
    if (way != kOidcWay) return credential_version;
    const Hash link = crypto::blake2b("bl/oidc-link/1", {as_bytes(subject)});
    return credential_version + "/" + to_hex(link.view().first(8));
}

}  // namespace branchline::api
