// Against the vectors of RFC 4231, FIPS 180 and RFC 4648.
#include "common/crypto/hmac.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::crypto;

TEST_CASE("hmac: the vectors of RFC 4231 come out", "[crypto]") {
    CHECK(to_hex(hmac_sha256(Bytes(20, 0x0b), {as_bytes("Hi There")})) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(to_hex(hmac_sha256(as_bytes("Jefe"),
                             {as_bytes("what do ya want "), as_bytes("for nothing?")})) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(
        to_hex(hmac_sha256(Bytes(131, 0xaa),
                           {as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")})) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("hmac: the plain digest is SHA-256", "[crypto]") {
    CHECK(to_hex(sha256(as_bytes("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("hmac: the long digest is SHA-512", "[crypto]") {
    CHECK(to_hex(sha512(as_bytes("abc"))) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("hmac: base64 with padding goes both ways", "[crypto]") {
    for (const auto& [plain, text] : {
             std::pair{"",       ""        },
             {"f",      "Zg=="    },
             {"fo",     "Zm8="    },
             {"foo",    "Zm9v"    },
             {"foobar", "Zm9vYmFy"}
    }) {
        CAPTURE(text);
        CHECK(to_base64(as_bytes(plain)) == text);
        const auto read = from_base64(text);
        REQUIRE(read);
        CHECK(as_text(*read) == plain);
    }
}

TEST_CASE("hmac: what is no base64 is refused", "[crypto]") {
    for (const char* wrong : {"Zg", "Zg=", "Z", "Zm9v!", "Zm 9v", "Zm9vZg==Zg==", "-_-_"}) {
        CAPTURE(wrong);
        CHECK_FALSE(from_base64(wrong));
    }
}
