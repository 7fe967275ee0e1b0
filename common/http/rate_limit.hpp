// How often somebody may ask. Each key has a bucket that time fills; the time is told, so that the
// same requests are always judged alike. The fields follow the IETF draft on RateLimit header
// fields for HTTP and are written here alone.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/base/time.hpp"
#include "common/http/message.hpp"

namespace branchline::http {

struct Quota {
    std::string_view name;       ///< What the fields call it.
    std::uint64_t requests = 0;  ///< In a window; zero: no limit.
    std::chrono::seconds window{60};
};

/// What is left of a quota.
struct Allowance {
    bool allowed = true;
    std::uint64_t left = 0;
    std::chrono::seconds until_whole{0};  ///< Until all of the quota is there again.
    std::chrono::seconds wait{0};         ///< Of a refused request: until it may be sent again.

    bool operator==(const Allowance&) const = default;
};

class Buckets {
public:
    explicit Buckets(const Quota& quota, std::size_t keys_max = 10'000)
        : quota_(quota), keys_max_(keys_max) {}

    const Quota& quota() const { return quota_; }
    /// Takes one request out of the key's bucket, if it has one. `now` never goes back.
    Allowance take(const std::string& key, Milliseconds now);

private:
    void make_room(Milliseconds now);

    Quota quota_;
    std::size_t keys_max_;
    /// When the bucket of a key will be full: emptier is later.
    std::map<std::string, std::chrono::microseconds> full_at_;
};

/// By what an address is counted. Whoever has an IPv6 network of 64 bits has every address in it:
/// such an address is counted by its network, and every other by itself.
std::string network_of(std::string_view address);

/// Adds RateLimit-Policy and RateLimit.
void tell_limit(const Quota& quota, const Allowance& allowance, Response& response);
/// 429 with Retry-After and the two fields.
Response too_many_requests(const Quota& quota, const Allowance& allowance);

}  // namespace branchline::http
