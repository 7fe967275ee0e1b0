// Verifiers: ours, other people's, and what is none.
#include "common/crypto/password.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::crypto;

namespace {

const Bytes kSalt(kSaltSize, 0x5a);

std::string verifier_of(std::string_view password) {
    const auto made = make_verifier(password, kSalt, kLeastCost);
    REQUIRE(made);
    return *made;
}

}  // namespace

TEST_CASE("password: the right one fits its verifier and a wrong one does not", "[password]") {
    const std::string verifier = verifier_of("correct horse");
    CHECK(verifier.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    CHECK(fits_verifier("correct horse", verifier));
    CHECK_FALSE(fits_verifier("correct horsf", verifier));
    CHECK_FALSE(fits_verifier("", verifier));
    CHECK(fits_verifier("", verifier_of("")));
}

TEST_CASE("password: another salt makes another verifier", "[password]") {
    const auto other = make_verifier("same", Bytes(kSaltSize, 1), kLeastCost);
    REQUIRE(other);
    CHECK(*other != verifier_of("same"));
    CHECK(fits_verifier("same", *other));
}

TEST_CASE("password: what is no verifier fits nothing", "[password]") {
    const std::string verifier = verifier_of("pw");
    for (const std::string& wrong :
         {std::string(), std::string("pw"), std::string("$argon2id$"),
          std::string("$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2Fs$aGFzaA"),
          verifier.substr(0, verifier.size() - 1), verifier + "x", std::string(500, '$')}) {
        CAPTURE(wrong);
        CHECK_FALSE(fits_verifier("pw", wrong));
    }
}

TEST_CASE("password: a verifier that would exhaust the machine is refused unread", "[password]") {
    const std::string rest = "$WlpaWlpaWlpaWlpaWlpaWg$4nyKmWzJ6bmAWHZ3aTQ1JZ3mXZ0Vb8Gz5S4o2bYlYDE";
    CHECK_FALSE(fits_verifier("pw", "$argon2id$v=19$m=4194304,t=1,p=1" + rest));
    CHECK_FALSE(fits_verifier("pw", "$argon2id$v=19$m=8,t=4000000,p=1" + rest));
    CHECK_FALSE(fits_verifier("pw", "$argon2id$v=19$m=8,t=1,p=64" + rest));
    CHECK_FALSE(fits_verifier("pw", "$argon2id$v=19$m=99999999999999999999,t=1,p=1" + rest));
}
