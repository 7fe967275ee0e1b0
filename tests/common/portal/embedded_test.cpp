#include "common/portal/embedded.hpp"

#include <catch2/catch.hpp>

#include "common/http/assets.hpp"

using namespace branchline;

TEST_CASE("portal: what is linked into a program can be served, or is nothing at all", "[portal]") {
    const auto pack = http::AssetPack::read(portal::embedded());
    REQUIRE(pack.has_value());
    CHECK(pack->assets.empty() == portal::embedded().empty());
    CHECK(pack->assets.empty() == (pack->find("/index.html") == nullptr));
}
