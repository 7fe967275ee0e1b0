// A staged edition is published once, by whoever has seen what it changes.
#include "hub/prices/publishing.hpp"

#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("price publishing: one entry shows the new price from its day on", "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\n");
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n", kToday + 5));
    CHECK(f.publish("000002") == "published");
    CHECK(f.shown("price.row", "A1", "amount", kToday + 4) == "1000");
    CHECK(f.shown("price.row", "A1", "amount", kToday + 5) == "1100");
}

TEST_CASE("price publishing: a second time is refused", "[prices]") {
    PriceFixture f;
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    const std::string basis = f.basis("000001");
    CHECK(f.publish_with("000001", basis) == "published");
    CHECK(f.publish_with("000001", basis) == "already-published");
    CHECK(f.discard("000001") == "already-published");
}

TEST_CASE("price publishing: an edition whose day is past is refused", "[prices]") {
    PriceFixture f;
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    CHECK(f.publish("000001", kToday + 1) == "past-date");
    CHECK(f.publish("000001", kToday) == "published");
}

TEST_CASE("price publishing: what has changed since the comparison is looked at first",
          "[prices]") {
    PriceFixture f;
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n", kToday + 5));
    CHECK(f.publish_with("000001", "") == "compared-before");
    f.prices("PartNo,Price\nA1,10.00\n");
    CHECK(f.publish("000001") == "compared-before");
    CHECK(f.shown("price.row", "A1", "amount", kToday + 5) == "1000");
}

TEST_CASE("price publishing: an edition that a newer one of the same day would hide is refused",
          "[prices]") {
    PriceFixture f;
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    f.prices("PartNo,Price\nA1,10.00\n");
    CHECK(f.publish("000001") == "newer-edition");
}

TEST_CASE("price publishing: what is discarded is never published", "[prices]") {
    PriceFixture f;
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    CHECK(f.discard("000001") == "discarded");
    CHECK(f.publish("000001") == "discarded");
    CHECK(f.discard("000001") == "discarded");
    CHECK(f.list("price.row").empty());
}

TEST_CASE("price publishing: what nobody has staged is not found", "[prices]") {
    PriceFixture f;
    CHECK(f.publish_with("000009", "") == "not-found");
}
