// Compression of frames and files, with a bound on what a hostile input may expand to.
#pragma once

#include <cstdint>

#include "common/base/bytes.hpp"

namespace branchline::compress {

enum class Effort : std::uint8_t {
    usual,   ///< zstd's level 3; higher ones gain less than a tenth here.
    little,  ///< Level 1: nearly as small, in half the time.
};
/// zstd without a dictionary.
Bytes compress(ByteView plain, Effort effort = Effort::usual);
/// Does it begin as compress() begins?
bool is_compressed(ByteView bytes);
/// Refuses input that is damaged or would exceed `size_max`, before allocating for it.
Result<Bytes> decompress(ByteView packed, std::size_t size_max);

}  // namespace branchline::compress
