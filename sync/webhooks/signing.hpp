// Standard Webhooks: what is signed, and how a secret is written. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"

namespace branchline::sync {

inline constexpr std::string_view kSecretPrefix = "whsec_";
inline constexpr std::size_t kSecretBytes = 32;

/// Of a pair whose secret half never leaves the daemon, and of its public half.
inline constexpr std::string_view kPairPrefix = "whsk_";
inline constexpr std::string_view kPublicPrefix = "whpk_";

/// A new secret as receivers take it: whsec_ and base64.
std::string new_webhook_secret(Random& random);
/// A new pair: whsk_ and the base64 of its seed.
std::string new_webhook_pair(Random& random);
/// whpk_ and the base64 of 32 bytes, which anybody may know; empty for a secret that is shared.
Result<std::string> webhook_public_key(std::string_view secret);

/// The value of webhook-signature: one signature over "id.timestamp.body" for each secret, v1
/// (HMAC-SHA256) of a shared one and v1a (Ed25519) of a pair. Two secrets are both good while a
/// receiver changes from one to the other.
Result<std::string> webhook_signature(const std::vector<std::string>& secrets,
                                      std::string_view id,
                                      std::int64_t timestamp,
                                      std::string_view body);

}  // namespace branchline::sync
