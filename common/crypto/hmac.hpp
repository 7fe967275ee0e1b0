// HMAC-SHA256 and base64 with padding, as other people's formats ask for them. Our own hashes are
// BLAKE2b, hash.hpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace branchline::crypto {

/// RFC 2104 over all parts in order; the key may have any length.
Hash hmac_sha256(ByteView key, std::initializer_list<ByteView> parts);
/// The plain digest of the bytes, without a domain prefix.
Hash sha256(ByteView bytes);
/// 64 bytes.
Bytes sha512(ByteView bytes);

/// RFC 4648, with padding.
std::string to_base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);

}  // namespace branchline::crypto
