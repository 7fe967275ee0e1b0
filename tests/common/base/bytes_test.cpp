#include "common/base/bytes.hpp"

#include <catch2/catch.hpp>

using namespace branchline;

TEST_CASE("bytes: hexadecimal goes there and back", "[base]") {
    const Bytes bytes{0x00, 0x7f, 0x80, 0xff};
    CHECK(to_hex(bytes) == "007f80ff");
    CHECK(from_hex("007F80ff") == bytes);
    CHECK(from_hex("") == Bytes());
}

TEST_CASE("bytes: what is not hexadecimal is refused with its place", "[base]") {
    CHECK(from_hex("abc").error().id == "bad-hex");
    CHECK(from_hex("0g").error().what == "not a hexadecimal digit at 0");
    CHECK(from_hex("00-1").error().what == "not a hexadecimal digit at 2");
}

TEST_CASE("bytes: a fixed size is demanded exactly", "[base]") {
    CHECK(fixed_from_hex<RowId>(std::string(32, 'a')));
    CHECK_FALSE(fixed_from_hex<RowId>(std::string(30, 'a')));
    CHECK_FALSE(fixed_from_hex<RowId>(std::string(34, 'a')));
}

TEST_CASE("bytes: numbers are written most significant byte first", "[base]") {
    Bytes out;
    append_big_endian(out, 0x010203, 4);
    CHECK(out == Bytes{0, 1, 2, 3});
    CHECK(read_big_endian(out) == 0x010203);
    CHECK(read_big_endian({}) == 0);
}
