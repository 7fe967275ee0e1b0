#include "sync/webhooks/target.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace branchline::sync {

namespace {

struct Block {
    std::uint32_t first;
    unsigned bits;
};

/// IANA's special-purpose registry, 2026: nothing there is a receiver on the internet.
constexpr Block kSpecial[] = {
    {0x00000000, 8 }, // this network
    {0x0a000000, 8 }, // private
    {0x64400000, 10}, // carriers
    {0x7f000000, 8 }, // loopback
    {0xa9fe0000, 16}, // link-local, and clouds' metadata
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // protocol assignments
    {0xc0000200, 24}, // documentation
    {0xc0586300, 24}, // relays
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // measurements
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 4 }, // groups
    {0xf0000000, 4 }, // reserved
};

bool is_public_v4(std::uint32_t address) {
    return std::none_of(std::begin(kSpecial), std::end(kSpecial), [&](const Block& block) {
        return (address >> (32 - block.bits)) == (block.first >> (32 - block.bits));
    });
}

/// Global unicast alone, without documentation and what carries an IPv4 address inside.
bool is_public_v6(const std::array<std::uint8_t, 16>& a) {
    const bool global = (a[0] & 0xe0) == 0x20;
    const bool teredo = a[0] == 0x20 && a[1] == 0x01 && a[2] == 0 && a[3] == 0;
    const bool documentation = a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8;
    const bool six_to_four = a[0] == 0x20 && a[1] == 0x02;
    return global && !teredo && !documentation && !six_to_four;
}

std::unexpected<Error> bad_target(std::string_view what) {
    return fail(Code::invalid, "bad-target", std::string(what),
                "Write https://host/path, without a user and without a fragment.");
}

}  // namespace

Result<WebhookTarget> read_webhook_target(std::string_view url, bool private_too) {
    auto out = http::read_web_address(url);
    const bool plain = url.starts_with("http://");
    if ((!out && !plain && !url.starts_with("https://")) || (plain && !private_too)) {
        return bad_target("a webhook's address begins with https://");
    }
    if (!out) return bad_target("a webhook's address " + out.error().what);
    return out;
}

bool is_public_address(std::string_view address) {
    const std::string text(address);
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) return is_public_v4(ntohl(four.s_addr));
    std::array<std::uint8_t, 16> six{};
    return inet_pton(AF_INET6, text.c_str(), six.data()) == 1 && is_public_v6(six);
}

Result<> check_addresses(const std::vector<std::string>& addresses, bool private_too) {
    if (addresses.empty()) {
        return fail(Code::unavailable, "no-address", "the host's name leads nowhere");
    }
    for (const std::string& address : addresses) {
        if (private_too || is_public_address(address)) continue;
        return fail(Code::forbidden, "private-target",
                    fmt::format("{} is not an address of the public internet", address),
                    "An operator may allow private receivers: --webhook-targets private.");
    }
    return {};
}

}  // namespace branchline::sync
