// Compression of frames and files, with a bound on what a hostile input may expand to.
#pragma once

#include "common/base/bytes.hpp"

namespace branchline::compress {

/// zstd at level 3 without a dictionary; levels differ by less than a tenth in size here.
Bytes compress(ByteView plain);
/// Refuses input that is damaged or would exceed `size_max`, before allocating for it.
Result<Bytes> decompress(ByteView packed, std::size_t size_max);

}  // namespace branchline::compress
