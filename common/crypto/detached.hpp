// Ed25519 over plain bytes, as other people's formats ask for it. Our own signatures bind a purpose
// and a network, signing.hpp.
#pragma once

#include "common/base/bytes.hpp"

namespace branchline::crypto {

inline constexpr std::size_t kSeedBytes = 32;

/// 32 bytes, of exactly 32 secret ones.
Bytes ed25519_public(ByteView seed);
/// 64 bytes.
Bytes ed25519_sign(ByteView seed, ByteView message);

}  // namespace branchline::crypto
