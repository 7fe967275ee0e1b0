#include "common/compress/zstd.hpp"

#include <catch2/catch.hpp>

using namespace branchline;

TEST_CASE("zstd: what is packed comes back, and a bound of its size is enough", "[compress]") {
    const Bytes plain(5000, 'a');
    const Bytes packed = compress::compress(plain);
    CHECK(packed.size() < plain.size());
    CHECK(compress::decompress(packed, plain.size()) == plain);
}

TEST_CASE("zstd: what would grow beyond the bound is refused before it is unpacked", "[compress]") {
    const Bytes packed = compress::compress(Bytes(5000, 'a'));
    CHECK(compress::decompress(packed, 4999).error().id == "bad-encoding");
}

TEST_CASE("zstd: damaged input is refused", "[compress]") {
    Bytes packed = compress::compress(Bytes(5000, 'a'));
    packed.pop_back();
    CHECK_FALSE(compress::decompress(packed, 5000));
    CHECK_FALSE(compress::decompress({}, 5000));
    CHECK_FALSE(compress::decompress(Bytes{1, 2, 3}, 5000));
}
