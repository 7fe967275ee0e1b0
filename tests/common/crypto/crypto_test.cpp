#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/crypto/keys.hpp"
#include "common/crypto/signing.hpp"
#include "tests/support/folder.hpp"

namespace branchline::crypto {

namespace {

namespace fs = std::filesystem;

using test::Folder;

Bytes hex(std::string_view text) {
    return from_hex(text).value();
}

SigningKey key_of(std::uint64_t seed) {
    SeededRandom random(seed);
    Bytes secret(32);
    random.fill(secret);
    return SigningKey::from_seed(secret);
}

const NetId kNet = NetId::from(Bytes(32, 0x11));
const NetId kOtherNet = NetId::from(Bytes(32, 0x12));
const Hash kHash = Hash::from(Bytes(32, 0x21));

/// The vectors, or nothing and a warning that names what was skipped.
nlohmann::json load_vectors(const std::string& file, const std::string& test) {
    std::ifstream in(fs::path(BRANCHLINE_VECTORS) / file);
    if (!in) {
        WARN("SKIPPED: " << test << ": shared/vectors/" << file << " is absent");
        return nullptr;
    }
    return nlohmann::json::parse(in);
}

/// A signature of a wrong length cannot be written as our type, which is a refusal as well.
bool accepts(const std::string& key, const std::string& message, const std::string& signature) {
    const auto public_key = fixed_from_hex<PublicKey>(key);
    const auto sig = fixed_from_hex<Signature>(signature);
    return public_key && sig && verify_bytes(*public_key, hex(message), *sig);
}

}  // namespace

TEST_CASE("hash: is BLAKE2b-256 of prefix and parts in order", "[crypto]") {
    CHECK(to_hex(blake2b("", {as_bytes("abc")})) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    CHECK(blake2b("a", {as_bytes("b"), as_bytes("c")}) == blake2b("", {as_bytes("abc")}));
}

TEST_CASE("hash: another prefix gives another hash", "[crypto]") {
    CHECK(blake2b("bl/row/1", {as_bytes("x")}) != blake2b("bl/log/1", {as_bytes("x")}));
}

TEST_CASE("hash: no input at all has a hash", "[crypto]") {
    CHECK(to_hex(blake2b("", {})) ==
          "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST_CASE("secrets: compare equal only byte for byte and in length", "[crypto]") {
    CHECK(equal_secret(as_bytes("token"), as_bytes("token")));
    CHECK_FALSE(equal_secret(as_bytes("token"), as_bytes("tokem")));
    CHECK_FALSE(equal_secret(as_bytes("token"), as_bytes("token2")));
    CHECK(equal_secret({}, {}));
}

TEST_CASE("signature: is accepted for what was signed", "[crypto]") {
    const SigningKey key = key_of(1);
    CHECK(verify("bl/head/1", kNet, kHash, key.public_key(), key.sign("bl/head/1", kNet, kHash)));
}

TEST_CASE("signature: fits no other purpose, network, hash or key", "[crypto]") {
    const SigningKey key = key_of(1);
    const Signature made = key.sign("bl/head/1", kNet, kHash);
    CHECK_FALSE(verify("bl/cert/1", kNet, kHash, key.public_key(), made));
    CHECK_FALSE(verify("bl/head/1", kOtherNet, kHash, key.public_key(), made));
    CHECK_FALSE(verify("bl/head/1", kNet, Hash{}, key.public_key(), made));
    CHECK_FALSE(verify("bl/head/1", kNet, kHash, key_of(2).public_key(), made));
}

TEST_CASE("signature: one flipped bit anywhere is refused", "[crypto]") {
    const SigningKey key = key_of(3);
    const Signature made = key.sign("bl/head/1", kNet, kHash);
    for (std::size_t i = 0; i < Signature::kSize; ++i) {
        Signature bad = made;
        bad.bytes[i] ^= 1;
        CHECK_FALSE(verify("bl/head/1", kNet, kHash, key.public_key(), bad));
    }
}

TEST_CASE("signature: a key of zeros verifies nothing", "[crypto]") {
    CHECK_FALSE(verify("bl/head/1", kNet, kHash, PublicKey{}, Signature{}));
}

TEST_CASE("signing key: comes back from its seed", "[crypto]") {
    const SigningKey key = key_of(4);
    CHECK(SigningKey::from_seed(key.seed()).public_key() == key.public_key());
}

TEST_CASE("signing key: RFC 8032 test 1 derives the published key", "[crypto]") {
    const auto seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    CHECK(to_hex(SigningKey::from_seed(seed).public_key()) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST_CASE("third-party vectors: all of wycheproof's Ed25519 get its verdict", "[crypto]") {
    const auto all = load_vectors("wycheproof/ed25519_test.json", "wycheproof Ed25519");
    if (all.is_null()) return;
    int count = 0;
    for (const auto& group : all["testGroups"]) {
        for (const auto& test : group["tests"]) {
            INFO("tcId " << test["tcId"] << " " << test["comment"]);
            const bool valid = test["result"] == "valid";
            CHECK(accepts(group["publicKey"]["pk"], test["msg"], test["sig"]) == valid);
            ++count;
        }
    }
    CHECK(count == 151);
}

TEST_CASE("third-party vectors: of ed25519-speccheck only case 3 is accepted", "[crypto]") {
    const auto all = load_vectors("ed25519-speccheck/cases.json", "ed25519-speccheck");
    if (all.is_null()) return;
    std::string accepted;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& test = all[i];
        if (accepts(test["pub_key"], test["message"], test["signature"])) {
            accepted += std::to_string(i) + " ";
        }
    }
    CHECK(all.size() == 10);
    CHECK(accepted == "3 ");
}

TEST_CASE("transport pair: RFC 7748 derives the published key", "[crypto]") {
    const auto secret = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    CHECK(to_hex(transport_pair_from_secret(secret).public_key) ==
          "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
}

TEST_CASE("transport pair: follows its random source and comes back from its secret", "[crypto]") {
    SeededRandom random(5);
    const TransportPair pair = make_transport_pair(random);
    CHECK(transport_pair_from_secret(pair.secret).public_key == pair.public_key);
    CHECK(make_transport_pair(random).public_key != pair.public_key);
}

TEST_CASE("system random: two draws differ", "[crypto]") {
    SystemRandom random;
    Bytes a(32);
    Bytes b(32);
    random.fill(a);
    random.fill(b);
    CHECK(a != b);
}

TEST_CASE("base64url: what is written reads back, nothing at all too", "[crypto]") {
    // Found by token_fuzz: of no characters an undefined pointer was passed on.
    CHECK(from_base64url("") == Bytes());
    CHECK(from_base64url(to_base64url({})) == Bytes());
    for (const std::size_t size : {1U, 2U, 3U, 33U}) {
        const Bytes bytes(size, 0xfb);
        CHECK(from_base64url(to_base64url(bytes)) == bytes);
    }
    CHECK(to_base64url(Bytes{0xfb, 0xff}) == "-_8");
}

TEST_CASE("base64url: other characters, padding and stray bits are refused", "[crypto]") {
    for (const char* text : {"+/8", "-_8=", "-_9", "A", "AA A", "AAA\n"}) {
        INFO(text);
        CHECK_FALSE(from_base64url(text));
    }
}

TEST_CASE("base64url: of all bytes 64 are taken, each in one meaning", "[crypto]") {
    // Found by token_fuzz: libsodium 1.0.18 takes every byte above ASCII for some character.
    std::set<Bytes> meanings;
    int taken = 0;
    for (int byte = 0; byte < 256; ++byte) {
        const auto read = from_base64url("AA" + std::string(1, static_cast<char>(byte)) + "A");
        if (!read) continue;
        ++taken;
        meanings.insert(*read);
    }
    CHECK(taken == 64);
    CHECK(meanings.size() == 64);
}

TEST_CASE("key file: is private and reads back", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    const Bytes secret(32, 0x5a);
    REQUIRE(write_key_file(path, secret));
    CHECK(read_key_file(path, 32).value() == secret);
    CHECK((fs::status(path).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("key file: is never overwritten", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    const Bytes secret(32, 0x5a);
    REQUIRE(write_key_file(path, secret));
    CHECK(write_key_file(path, Bytes(32, 0x77)).error().id == "key-file-exists");
    CHECK(read_key_file(path, 32).value() == secret);
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("key file: a draft left by a power cut is no obstacle", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    std::ofstream(folder / "incarnation.draft") << "half";
    REQUIRE(write_key_file(path, Bytes(32, 0x5a)));
    CHECK(read_key_file(path, 32).value() == Bytes(32, 0x5a));
}

TEST_CASE("key file: one that others may read is refused", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    REQUIRE(write_key_file(path, Bytes(32)));
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    const auto got = read_key_file(path, 32);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == Code::configuration);
    CHECK(got.error().id == "key-file-exposed");
}

TEST_CASE("key file: shorter or longer than asked is refused as corrupt", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    REQUIRE(write_key_file(path, Bytes(32)));
    CHECK(read_key_file(path, 33).error().id == "key-file-corrupt");
    CHECK(read_key_file(path, 31).error().id == "key-file-corrupt");
}

TEST_CASE("key file: a secret of others has any length, without line breaks", "[crypto]") {
    const Folder folder;
    const auto path = folder / "secret";
    const auto put = [&](const std::string& text, int mode) {
        std::ofstream(path) << text;
        fs::permissions(path, fs::perms(mode));
        const auto secret = read_secret_file(path);
        return secret ? *secret : secret.error().id;
    };
    CHECK(put("a secret\r\n", 0600) == "a secret");
    CHECK(put("a secret", 0400) == "a secret");
    CHECK(put("a secret", 0640) == "key-file-exposed");
    CHECK(put("\n", 0600) == "secret-file-unusable");
    CHECK(put(std::string(4096, 'x'), 0600).size() == 4096);
    CHECK(put(std::string(4097, 'x'), 0600) == "secret-file-unusable");
    CHECK(read_secret_file(folder / "none").error().code == Code::not_found);
}

TEST_CASE("key file: a missing one and a symbolic link are refused", "[crypto]") {
    const Folder folder;
    const auto path = folder / "incarnation";
    CHECK(read_key_file(path, 32).error().code == Code::not_found);
    REQUIRE(write_key_file(path, Bytes(32)));
    fs::create_symlink(path, folder / "link");
    CHECK(read_key_file(folder / "link", 32).error().id == "disk-failed");
}

TEST_CASE("key file: a missing folder is an error of the disk", "[crypto]") {
    const Folder folder;
    CHECK(write_key_file(folder / "none" / "key", Bytes(32)).error().id == "disk-failed");
}

}  // namespace branchline::crypto
