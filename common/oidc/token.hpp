// Whether an ID token (OpenID Connect Core 1.0, 3.1.3.7) is what we have asked for. A pure
// function: the token, the provider's keys, what is expected and the time go in, who it is comes
// out.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.hpp"
#include "common/oidc/keys.hpp"

namespace branchline::oidc {

struct Expected {
    std::string issuer;
    std::string client;        ///< Our own id at the provider.
    std::string nonce;         ///< Of this sign-in.
    std::string access_token;  ///< That came with it; compared where the token has at_hash.
};

struct Claims {
    std::string subject;
    std::string email;  ///< In small letters; empty unless the provider says it is verified.
};

inline constexpr std::size_t kTokenMost = std::size_t{16} * 1024;
/// How far our clock and the provider's may be apart.
inline constexpr std::chrono::seconds kClocksApart{60};
/// A token is made for the sign-in that is under way.
inline constexpr std::chrono::minutes kTokenAgeMost{15};

/// Code::invalid: "token-malformed", "token-too-large". Code::refused: "algorithm-refused",
/// "unknown-key" (the keys may be old: ask for them again), "bad-signature", "wrong-issuer",
/// "wrong-audience", "token-expired", "token-too-old", "token-from-the-future", "wrong-nonce",
/// "wrong-access-token". No text quotes the token.
Result<Claims> check_token(std::string_view token,
                           const Keys& keys,
                           const Expected& expected,
                           Instant now);

}  // namespace branchline::oidc
