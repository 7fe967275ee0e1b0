// A small certificate authority of the importer for the names of its branches, and the requests
// that branches send it. Keys are P-256, which every browser takes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/time.hpp"

namespace branchline::tls {

/// Both in PEM. The key is a secret.
struct KeyAndRequest {
    std::string key;
    std::string request;
};
/// A new key and a request for these names: host names, or addresses of machines. Code::invalid,
/// "bad-name", for what is neither, or for none at all.
Result<KeyAndRequest> make_request(std::span<const std::string> names);

/// Both in PEM. The key is a secret: whoever has it can pose as any site to those who trust it.
struct Authority {
    std::string certificate;
    std::string key;
};
Result<Authority> make_authority(const std::string& organisation, Instant now, int days);

/// What browsers take at most.
inline constexpr int kServerDaysMax = 397;
/// A certificate for the names of a request, and behind it the authority's own. Of the request
/// nothing counts but its key and its names. Code::invalid: "bad-request", "bad-days".
Result<std::string> issue(const Authority& authority,
                          std::string_view request,
                          Instant now,
                          int days);

}  // namespace branchline::tls
