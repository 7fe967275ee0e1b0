// BLAKE2b-256 with a domain prefix. The prefix is hashed as bytes before the input, so that a hash
// made for one purpose never equals a hash made for another.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::crypto {

/// BLAKE2b-256(prefix || part || part ...).
Hash blake2b(std::string_view prefix, std::initializer_list<ByteView> parts);

/// The same hash over input that comes in pieces, such as a file on its way out.
class Blake2b {
public:
    explicit Blake2b(std::string_view prefix);
    void add(ByteView part);
    /// Of all that was added; call once.
    Hash finish();

private:
    alignas(64) std::array<std::uint8_t, 384> state_{};  ///< libsodium's, which says its size.
};

/// Constant-time comparison, for secrets.
bool equal_secret(ByteView a, ByteView b);

}  // namespace branchline::crypto
