// What a valid signature is, in one table. Verifiers of Ed25519 disagree about these; replicas must
// not, for a verdict hangs on it. The cases were computed from the curve's equations, apart from
// any library: but for the malleable ones each satisfies the equation of verification.
#include <set>

#include <catch2/catch.hpp>

#include "common/crypto/signing.hpp"

namespace branchline::crypto {

namespace {

const std::string kHonest = "2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12";
/// S, and R = S times the base point: a signature under each key of small order, for a message
/// whose hash is a multiple of eight.
const std::string kFree =
    "7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572"
    "d20a1feb8ca954ab000000000000000000000000000000000000000000000000";

/// The first key, and a point of order eight added to it.
const std::string kMixed = "70800703461b8dcbf9a4a6661ef74b8f946a38ccda26da8f3a8a8f5fcd945766";
const std::string kR = "ea1ae779333539db6e92698a03b5ad2ad116f1e0ea8049dcc70c0a8d76ce75d1";
const std::string kMixedR = "1d84c09c915b1e355f4130b3950f6754270b37696f36f1b6ca5d4a9b4cf48860";

struct Row {
    std::string why;
    std::string key;
    std::string message;
    std::string signature;
    bool valid = false;
};

const Row kScalarsAndKeys[] = {
    {"as RFC 8032 signs",                                                  kHonest, "00",
     kR + "08e5414775127af31609e5bc2795a6ab6334c13e7457e3c62466dd5db41f9e08",      true },
    {"S + L in place of S",                                                kHonest, "00",
     kR + "f5b837a48f758c4beda5dc5f068f85c06334c13e7457e3c62466dd5db41f9e18",      false},
    {"S + 15 L, the most that 32 bytes hold",                              kHonest, "00",
     kR + "eb4fa9b900e18d1ca63967493339b7e46434c13e7457e3c62466dd5db41f9ef8",      false},
    {"a key with a part of small order, and an equation that holds",       kMixed,  "00",
     kMixedR + "c6c2485243def3aa6bed25274be5bf20954ef49f43a9a782e1e782f70a59890e", true },
    {"the same key, where the equation holds only after multiplying by 8", kMixed,  "05",
     kMixedR + "9a90628d0146445dab8ea29ae6e73c35182aaba76eeefee2494bfcda5722ba0d", false},
};

struct SmallKey {
    std::string_view key;
    std::string_view message;
};
/// Every encoding of the eight points of small order, canonical or not, with either sign.
constexpr SmallKey kSmallKeys[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "09"},
    {"0000000000000000000000000000000000000000000000000000000000000080", "02"},
    {"0100000000000000000000000000000000000000000000000000000000000000", "06"},
    {"0100000000000000000000000000000000000000000000000000000000000080", "01"},
    {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "0d"},
    {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", "01"},
    {"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "0a"},
    {"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", "03"},
    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "08"},
    {"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "02"},
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "06"},
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "01"},
    {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "08"},
    {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "04"},
};

/// Every encoding of the neutral element as R, with S = hash times the secret key.
constexpr std::string_view kNeutral[] = {
    "0100000000000000000000000000000000000000000000000000000000000000"
    "f05b0a0749206000047b1bb50c2f611fa8d323dfb62995a7c5af9e77e6c8e904",
    "0100000000000000000000000000000000000000000000000000000000000080"
    "cecf787a16d6cc37e9958ece177a20c8118992b7b0952735c8c4540a5f3ba30d",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
    "e605213a78e918af2f1a6bba0e715740ce55e80b1e98bc7498f68f7a7836e206",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "a8cf817c2ffcf83aa07fae9b2dfe795ffbf6cd649d776c769b9671dde6a89d01",
};

bool is_valid(std::string_view key, std::string_view message, std::string_view signature) {
    return verify_bytes(fixed_from_hex<PublicKey>(key).value(), from_hex(message).value(),
                        fixed_from_hex<Signature>(signature).value());
}

}  // namespace

TEST_CASE("signature rule: S is below L, and a key may have a small-order part", "[crypto]") {
    for (const Row& row : kScalarsAndKeys) {
        INFO(row.why);
        CHECK(is_valid(row.key, row.message, row.signature) == row.valid);
    }
}

TEST_CASE("signature rule: a key of small order verifies nothing, however encoded", "[crypto]") {
    std::set<std::string_view> keys;
    for (const SmallKey& row : kSmallKeys) {
        INFO(row.key);
        CHECK_FALSE(is_valid(row.key, row.message, kFree));
        keys.insert(row.key);
    }
    CHECK(keys.size() == 14);
}

TEST_CASE("signature rule: an R of small order is refused, however encoded", "[crypto]") {
    for (const std::string_view signature : kNeutral) {
        INFO(signature);
        CHECK_FALSE(is_valid(kHonest, "00", signature));
    }
}

TEST_CASE("signature rule: verify() refuses what verify_bytes() refuses", "[crypto]") {
    // Every small-order key, over a hash of ours: no prefix makes up for it.
    const NetId net = NetId::from(Bytes(32, 0x11));
    for (const SmallKey& row : kSmallKeys) {
        const auto key = fixed_from_hex<PublicKey>(row.key).value();
        const auto signature = fixed_from_hex<Signature>(kFree).value();
        for (std::uint8_t byte = 0; byte < 32; ++byte) {
            CHECK_FALSE(verify("bl/head/1", net, Hash::from(Bytes(32, byte)), key, signature));
        }
    }
}

}  // namespace branchline::crypto
