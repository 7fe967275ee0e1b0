// Byte strings, fixed-size keys and hashes, hexadecimal.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView view) {
    return {view.begin(), view.end()};
}
inline void append(Bytes& to, ByteView bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}
inline bool equal(ByteView a, ByteView b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// Appends an unsigned number, most significant byte first, in `width` bytes.
void append_big_endian(Bytes& to, std::uint64_t value, int width);
/// Reads a most-significant-first number of at most eight bytes.
std::uint64_t read_big_endian(ByteView bytes);

/// N bytes with value semantics. `Tag` keeps a key from being passed where a hash is wanted.
template <std::size_t N, class Tag>
struct FixedBytes {
    static constexpr std::size_t kSize = N;
    std::array<std::uint8_t, N> bytes{};

    auto operator<=>(const FixedBytes&) const = default;
    operator ByteView() const { return {bytes.data(), N}; }  // NOLINT(google-explicit-constructor)
    ByteView view() const { return {bytes.data(), N}; }
    bool is_zero() const {
        return std::all_of(bytes.begin(), bytes.end(), [](auto b) { return b == 0; });
    }

    /// Precondition: exactly N bytes.
    static FixedBytes from(ByteView view) {
        FixedBytes out;
        std::copy_n(view.begin(), std::min(view.size(), N), out.bytes.begin());
        return out;
    }
};

using Hash = FixedBytes<32, struct HashTag>;      ///< BLAKE2b-256.
using LogId = FixedBytes<32, struct LogIdTag>;    ///< Names a log for ever.
using NetId = FixedBytes<32, struct NetIdTag>;    ///< Hash of the first trust manifest.
using PublicKey = FixedBytes<32, struct KeyTag>;  ///< Ed25519 public key of an incarnation.
using TransportKey = FixedBytes<32, struct TransportKeyTag>;  ///< X25519 (CURVE) public key.
using Signature = FixedBytes<64, struct SignatureTag>;        ///< Ed25519, detached.
using RowId = FixedBytes<16, struct RowIdTag>;

std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);

/// Parses exactly 2 * N lower- or upper-case hexadecimal digits.
template <class Fixed>
Result<Fixed> fixed_from_hex(std::string_view text) {
    TRY(const Bytes bytes, from_hex(text));
    if (bytes.size() != Fixed::kSize) {
        return fail(Code::invalid, "bad-hex",
                    "expected " + std::to_string(Fixed::kSize * 2) + " hexadecimal digits, got " +
                        std::to_string(text.size()));
    }
    return Fixed::from(bytes);
}

}  // namespace branchline

template <std::size_t N, class Tag>
struct std::hash<branchline::FixedBytes<N, Tag>> {
    std::size_t operator()(const branchline::FixedBytes<N, Tag>& value) const noexcept {
        std::size_t out = 0;  // Keys and hashes are uniform: their first bytes will do.
        std::memcpy(&out, value.bytes.data(), std::min(sizeof out, N));
        return out;
    }
};
