#include "common/compress/zstd.hpp"

#include <zstd.h>

#include "common/base/assert.hpp"

namespace branchline::compress {

Bytes compress(ByteView plain, Effort effort) {
    const int level = effort == Effort::usual ? 3 : 1;
    Bytes out(ZSTD_compressBound(plain.size()));
    const std::size_t size =
        ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), level);
    ASSERT(ZSTD_isError(size) == 0);
    out.resize(size);
    return out;
}

bool is_compressed(ByteView bytes) {
    constexpr std::uint8_t kMagic[] = {0x28, 0xb5, 0x2f, 0xfd};
    return bytes.size() > sizeof(kMagic) && equal(bytes.first(sizeof(kMagic)), kMagic);
}

Result<Bytes> decompress(ByteView packed, std::size_t size_max) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > size_max) {
        return fail(Code::invalid, "bad-encoding", "compressed data of unknown or excessive size");
    }
    Bytes out(static_cast<std::size_t>(size));
    const std::size_t got = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(got) != 0 || got != out.size()) {
        return fail(Code::invalid, "bad-encoding", "damaged compressed data");
    }
    return out;
}

}  // namespace branchline::compress
