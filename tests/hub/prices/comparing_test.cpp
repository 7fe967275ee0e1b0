// A staged edition beside what counts on its day.
#include "hub/prices/comparing.hpp"

#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("price comparing: what counts on the edition's day is compared, not what counts today",
          "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\n");
    f.prices("PartNo,Price\nA1,12.00\n", kToday + 10);
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n", kToday + 5));
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n", kToday + 20));
    CHECK(f.counts("000003") == "added 0 missing 0 raised 1 lowered 0 unchanged 0");
    CHECK(f.counts("000004") == "added 0 missing 0 raised 0 lowered 1 unchanged 0");
}

TEST_CASE("price comparing: parts of many pages are matched", "[prices]") {
    PriceFixture f;
    std::string before = "PartNo,Price\n";
    std::string after = before;
    for (int i = 0; i < 1200; ++i) {
        before += "A" + std::to_string(i) + ",5.00\n";
        if (i >= 100) after += "A" + std::to_string(i) + (i % 2 == 0 ? ",6.00\n" : ",5.00\n");
    }
    f.prices(before);
    REQUIRE(f.stage(after + "B1,1.00\n"));
    CHECK(f.counts("000002") == "added 1 missing 100 raised 550 lowered 0 unchanged 550");
}

TEST_CASE("price comparing: another list changes nothing of the basis, a publication does",
          "[prices]") {
    PriceFixture f;
    const auto basis = [&](std::int64_t day) {
        const auto found = hub::basis_of(f.hub(), hub::prices_of("SYN-R"), day);
        REQUIRE(found);
        return *found;
    };
    const std::string empty = basis(kToday);
    f.import({.file = f.put("net.csv", "PartNo,Price\nA1,1.00\n")},
             hub::price_target("SYN-N", hub::DecimalMark::unknown));
    CHECK(basis(kToday) == empty);
    f.prices("PartNo,Price\nA1,12.00\n", kToday + 10);
    CHECK(basis(kToday) == empty);
    CHECK(basis(kToday + 10) != empty);
}

TEST_CASE("price comparing: the shelf keeps the last comparisons and every staged edition",
          "[prices]") {
    PriceFixture f;
    for (int i = 0; i < 4; ++i) REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    CHECK(f.shelf.compared("SYN-R", "000001") == nullptr);
    CHECK(f.shelf.compared("SYN-R", "000004") != nullptr);
    CHECK(f.shelf.staged("SYN-R", "000001", kToday)->prices.size() == 1);
    f.shelf.drop("SYN-R", "000001");
    CHECK(f.shelf.staged("SYN-R", "000001", kToday).error().id == "no-rows");
}
