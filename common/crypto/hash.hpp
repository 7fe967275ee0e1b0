// BLAKE2b-256 with a domain prefix. The prefix is hashed as bytes before the input, so that a hash
// made for one purpose never equals a hash made for another.
#pragma once

#include <initializer_list>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::crypto {

/// BLAKE2b-256(prefix || part || part ...).
Hash blake2b(std::string_view prefix, std::initializer_list<ByteView> parts);

/// Constant-time comparison, for secrets.
bool equal_secret(ByteView a, ByteView b);

}  // namespace branchline::crypto
