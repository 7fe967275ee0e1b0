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

/// A new secret as receivers take it: whsec_ and base64.
std::string new_webhook_secret(Random& random);

/// The value of webhook-signature: one v1 signature over "id.timestamp.body" for each secret. Two
/// secrets are both good while a receiver changes from one to the other.
Result<std::string> webhook_signature(const std::vector<std::string>& secrets,
                                      std::string_view id,
                                      std::int64_t timestamp,
                                      std::string_view body);

}  // namespace branchline::sync
