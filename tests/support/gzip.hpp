// A gzip file written by hand: stored blocks, so that a test needs no compressor.
#pragma once

#include <algorithm>

#include "common/base/bytes.hpp"

namespace branchline::test {

inline void append_little_endian(Bytes& to, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// The CRC of IEEE 802.3, bit by bit.
inline std::uint32_t crc32_of(ByteView bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

inline Bytes gzipped(ByteView plain) {
    Bytes out{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
    std::size_t at = 0;
    do {
        const auto size =
            static_cast<std::uint32_t>(std::min<std::size_t>(plain.size() - at, 65535));
        out.push_back(at + size == plain.size() ? 1 : 0);
        append_little_endian(out, size, 2);
        append_little_endian(out, ~size, 2);
        append(out, plain.subspan(at, size));
        at += size;
    } while (at < plain.size());
    append_little_endian(out, crc32_of(plain), 4);
    append_little_endian(out, static_cast<std::uint32_t>(plain.size()), 4);
    return out;
}

}  // namespace branchline::test
