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

TEST_CASE("zstd: with little effort it comes back as well", "[compress]") {
    const Bytes plain(5000, 'a');
    const Bytes packed = compress::compress(plain, compress::Effort::little);
    CHECK(packed.size() < plain.size());
    CHECK(compress::decompress(packed, plain.size()) == plain);
}

TEST_CASE("zstd: what is packed is told from what is not", "[compress]") {
    CHECK(compress::is_compressed(compress::compress(Bytes(5000, 'a'))));
    CHECK(compress::is_compressed(compress::compress({}, compress::Effort::little)));
    CHECK_FALSE(compress::is_compressed({}));
    CHECK_FALSE(compress::is_compressed(Bytes{0x28, 0xb5, 0x2f}));
    CHECK_FALSE(compress::is_compressed(Bytes(5000, 'a')));
}

TEST_CASE("zstd: damaged input is refused", "[compress]") {
    Bytes packed = compress::compress(Bytes(5000, 'a'));
    packed.pop_back();
    CHECK_FALSE(compress::decompress(packed, 5000));
    CHECK_FALSE(compress::decompress({}, 5000));
    CHECK_FALSE(compress::decompress(Bytes{1, 2, 3}, 5000));
}
