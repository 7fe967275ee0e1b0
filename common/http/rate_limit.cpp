#include "common/http/rate_limit.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "common/http/problem.hpp"

namespace branchline::http {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::string_view kPolicyField = "RateLimit-Policy";
constexpr std::string_view kLeftField = "RateLimit";

seconds rounded_up(microseconds time) {
    return std::chrono::ceil<seconds>(std::max(time, microseconds(0)));
}

}  // namespace

Allowance Buckets::take(const std::string& key, Milliseconds now) {
    if (quota_.requests == 0) return {};
    const microseconds window = quota_.window;
    const microseconds each =
        std::max(microseconds(1), window / static_cast<std::int64_t>(quota_.requests));
    if (!full_at_.contains(key)) make_room(now);
    microseconds& full_at = full_at_[key];
    const microseconds from = std::max(full_at, microseconds(now));
    const microseconds after = from + each;
    Allowance out;
    out.allowed = after - now <= window;
    if (out.allowed) {
        full_at = after;
    } else {
        out.wait = std::max(seconds(1), rounded_up(after - now - window));
    }
    const microseconds missing = full_at - now;
    out.left = static_cast<std::uint64_t>((window - missing) / each);
    out.until_whole = rounded_up(missing);
    return out;
}

/// A full bucket is as good as none. Where every bucket is in use the fullest one goes.
void Buckets::make_room(Milliseconds now) {
    if (full_at_.size() < keys_max_) return;
    std::erase_if(full_at_, [now](const auto& row) { return row.second <= now; });
    if (full_at_.size() < keys_max_) return;
    full_at_.erase(std::min_element(full_at_.begin(), full_at_.end(),
                                    [](auto& a, auto& b) { return a.second < b.second; }));
}

std::string network_of(std::string_view address) {
    constexpr std::size_t kNetworkBytes = 8;
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const std::string without_zone(address.substr(0, address.find('%')));
    std::array<std::uint8_t, 16> six{};
    if (::inet_pton(AF_INET6, without_zone.c_str(), six.data()) != 1) return std::string(address);
    if (std::equal(kMapped.begin(), kMapped.end(), six.begin())) {
        return fmt::format("{}.{}.{}.{}", six[12], six[13], six[14], six[15]);
    }
    std::fill(six.begin() + kNetworkBytes, six.end(), std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET6, six.data(), text.data(), text.size());
    return std::string(text.data()) + "/64";
}

void tell_limit(const Quota& quota, const Allowance& allowance, Response& response) {
    if (quota.requests == 0) return;
    response.headers.add(
        std::string(kPolicyField),
        fmt::format("\"{}\";q={};w={}", quota.name, quota.requests, quota.window.count()));
    response.headers.add(
        std::string(kLeftField),
        fmt::format("\"{}\";r={};t={}", quota.name, allowance.left, allowance.until_whole.count()));
}

Response too_many_requests(const Quota& quota, const Allowance& allowance) {
    Response out = problem(
        429, "too-many-requests",
        fmt::format("more than {} requests in {} seconds", quota.requests, quota.window.count()),
        fmt::format("Wait {} seconds. Many records at once go as lines in one request.",
                    allowance.wait.count()));
    out.headers.set("Retry-After", std::to_string(allowance.wait.count()));
    tell_limit(quota, allowance, out);
    return out;
}

}  // namespace branchline::http
