// Keys as providers publish them: which are taken, which are left out, what is no set of keys.
#include "common/oidc/keys.hpp"

#include <catch2/catch.hpp>

#include "tests/common/oidc/issuer.hpp"

using namespace branchline;
using namespace branchline::oidc;
using tls::Algorithm;

namespace {

Json set_of(const Json& key) {
    return {
        {"keys", Json::array({key})}
    };
}

std::size_t taken(const Json& set) {
    const auto keys = read_keys(text::dump(set));
    REQUIRE(keys);
    return keys->size();
}

Json rsa_with(const std::string& name, const Json& value) {
    Json key = key_of(Algorithm::rs256).published("first");
    key[name] = value;
    return set_of(key);
}

}  // namespace

TEST_CASE("provider keys: each kind is read with its name and its algorithm", "[oidc]") {
    Json set = {
        {"keys", Json::array()}
    };
    const Algorithm all[] = {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa};
    for (const Algorithm algorithm : all) set["keys"].push_back(key_of(algorithm).published("k"));
    const auto keys = read_keys(text::dump(set));
    REQUIRE(keys);
    REQUIRE(keys->size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK((*keys)[i].id == "k");
        CHECK((*keys)[i].key.algorithm() == all[i]);
    }
}

TEST_CASE("provider keys: other kinds, other uses and broken ones are left out", "[oidc]") {
    CHECK(taken(rsa_with("use", "sig")) == 1);
    CHECK(taken(rsa_with("alg", "RS256")) == 1);
    CHECK(taken(rsa_with("use", "enc")) == 0);
    CHECK(taken(rsa_with("alg", "RS512")) == 0);
    CHECK(taken(rsa_with("alg", "HS256")) == 0);
    CHECK(taken(rsa_with("kty", "EC")) == 0);
    CHECK(taken(rsa_with("kty", "oct")) == 0);
    CHECK(taken(rsa_with("crv", "P-256")) == 0);
    CHECK(taken(rsa_with("n", "AQAB")) == 0);
    CHECK(taken(rsa_with("n", "a+b=")) == 0);
    CHECK(taken(rsa_with("e", 65537)) == 0);
    CHECK(taken(rsa_with("kid", std::string(300, 'x'))) == 0);
    CHECK(taken(set_of({
              {"kty", "oct"     },
              {"kid", "first"   },
              {"k",   "c2VjcmV0"}
    })) == 0);
    CHECK(taken(set_of("text")) == 0);
    CHECK(taken(set_of(Json::array())) == 0);
    Json curve = key_of(Algorithm::es256).published("first");
    curve["crv"] = "P-384";
    CHECK(taken(set_of(curve)) == 0);
}

TEST_CASE("provider keys: what is no set of keys is refused", "[oidc]") {
    for (const std::string& bad :
         {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys":{}})"),
          std::string(R"({"keys":[],"keys":[]})"), std::string("<html>"),
          std::string(kKeysTextMost + 1, ' ')}) {
        const auto keys = read_keys(bad);
        REQUIRE_FALSE(keys);
        CHECK(keys.error().id == "bad-keys");
    }
    Json many = {
        {"keys", Json::array()}
    };
    for (std::size_t i = 0; i <= kKeysMost; ++i) many["keys"].push_back(Json::object());
    CHECK_FALSE(read_keys(text::dump(many)));
}
