#include "sync/webhooks/signing.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hmac.hpp"
#include "common/crypto/signing.hpp"

using namespace branchline;

namespace {

// The example of the Standard Webhooks specification's own libraries.
const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

}  // namespace

TEST_CASE("webhook signing: the example of the specification comes out", "[webhooks]") {
    const auto signature = sync::webhook_signature({kSecret}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                                   1'614'265'330, R"({"test": 2432232314})");
    REQUIRE(signature);
    CHECK(*signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("webhook signing: two secrets give two signatures", "[webhooks]") {
    SeededRandom random{1};
    const std::string other = sync::new_webhook_secret(random);
    const auto one = sync::webhook_signature({kSecret}, "m", 1, "{}");
    const auto both = sync::webhook_signature({other, kSecret}, "m", 1, "{}");
    REQUIRE(one);
    REQUIRE(both);
    CHECK(both->ends_with(" " + *one));
    CHECK(both->size() == 2 * one->size() + 1);
}

TEST_CASE("webhook signing: a new secret has its prefix and 32 bytes", "[webhooks]") {
    SeededRandom random{1};
    const std::string secret = sync::new_webhook_secret(random);
    REQUIRE(secret.starts_with("whsec_"));
    CHECK(crypto::from_base64(secret.substr(6))->size() == 32);
    CHECK(sync::new_webhook_secret(random) != secret);
}

TEST_CASE("webhook signing: a pair signs what its public half verifies", "[webhooks]") {
    SeededRandom random{1};
    const std::string secret = sync::new_webhook_pair(random);
    REQUIRE(secret.starts_with("whsk_"));
    const auto open = sync::webhook_public_key(secret);
    REQUIRE(open);
    REQUIRE(open->starts_with("whpk_"));
    const auto signature = sync::webhook_signature({secret}, "m", 1, "{}");
    REQUIRE(signature);
    REQUIRE(signature->starts_with("v1a,"));
    const Bytes key = *crypto::from_base64(open->substr(5));
    const Bytes bytes = *crypto::from_base64(signature->substr(4));
    CHECK(crypto::verify_bytes(PublicKey::from(key), as_bytes("m.1.{}"), Signature::from(bytes)));
    CHECK_FALSE(
        crypto::verify_bytes(PublicKey::from(key), as_bytes("m.2.{}"), Signature::from(bytes)));
}

TEST_CASE("webhook signing: while a receiver changes over, both kinds sign", "[webhooks]") {
    SeededRandom random{1};
    const auto both =
        sync::webhook_signature({sync::new_webhook_pair(random), kSecret}, "m", 1, "{}");
    REQUIRE(both);
    CHECK(both->starts_with("v1a,"));
    CHECK(both->find(" v1,") != std::string::npos);
    CHECK(sync::webhook_public_key(kSecret)->empty());
    CHECK_FALSE(sync::webhook_public_key("whsk_AAAA"));
}

TEST_CASE("webhook signing: what is no secret signs nothing", "[webhooks]") {
    CHECK_FALSE(sync::webhook_signature({"secret"}, "m", 1, "{}"));
    CHECK_FALSE(sync::webhook_signature({"whsec_***"}, "m", 1, "{}"));
}
