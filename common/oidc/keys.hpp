// The keys that an OpenID provider publishes (RFC 7517).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/tls/signer_key.hpp"

namespace branchline::oidc {

struct NamedKey {
    std::string id;  ///< kid; may be empty.
    tls::SignerKey key;
};
using Keys = std::vector<NamedKey>;

inline constexpr std::size_t kKeysMost = 64;
inline constexpr std::size_t kKeysTextMost = std::size_t{256} * 1024;

/// Keys that sign with an algorithm we take; others are left out, as the standard asks: other kinds
/// and curves, keys for encryption, secrets. Code::invalid "bad-keys" when the document is none.
Result<Keys> read_keys(std::string_view text);

}  // namespace branchline::oidc
