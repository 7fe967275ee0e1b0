// An edition that waits for a person: from a file, from the prices in force.
#include "hub/prices/staging.hpp"

#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("price staging: an edition from a file shows no price, and says what it is", "[prices]") {
    PriceFixture f;
    const auto done = f.stage("PartNo,Price\nA-1,12.50\nA-2,7\n");
    CHECK(figures_of(done) == "read 2 taken 2 unchanged 0 rejected 0");
    CHECK(note_of(done, "edition") == "000001");
    CHECK(done->result == "/api/v1/price-editions/by-key/SYN-R/000001/comparison");
    CHECK(f.list("price.row").empty());
    const auto editions = f.list("price.edition");
    REQUIRE(editions.size() == 1);
    CHECK(domain::text_of(editions[0], "title") == "Spring");
    CHECK(domain::integer_of(editions[0], "row_count") == 2);
    CHECK_FALSE(domain::flag_of(editions[0], "published"));
    CHECK(f.counts("000001") == "added 2 missing 0 raised 0 lowered 0 unchanged 0");
}

TEST_CASE("price staging: rows that say what counts already are written all the same", "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\nA2,20.00\n");
    const auto done = f.stage("PartNo,Price\nA1,10.00\nA2,21.00\n");
    CHECK(figures_of(done) == "read 2 taken 2 unchanged 0 rejected 0");
    CHECK(f.counts("000002") == "added 0 missing 0 raised 1 lowered 0 unchanged 1");
    CHECK(f.shown("price.row", "A2", "amount") == "2000");
}

TEST_CASE("price staging: bad rows are told, where the file lies is not", "[prices]") {
    PriceFixture f;
    const auto upload = f.upload("PartNo,Price\nA1,10.00\n=1+1,x\nA3,0\n");
    auto job = hub::stage_upload(f.shelf, upload);
    REQUIRE(job);
    const auto done = f.run(**job);
    CHECK(figures_of(done) == "read 3 taken 1 unchanged 0 rejected 2");
    CHECK(note_of(done, "rejects").empty());
    CHECK(note_of(done, "upload") == upload->id());
    CHECK(std::filesystem::exists(upload->rejects()));
    CHECK_FALSE(std::filesystem::exists(upload->file()));
}

TEST_CASE("price staging: a file of which no row can be taken makes no edition", "[prices]") {
    PriceFixture f;
    CHECK(figures_of(f.stage("PartNo,Price\nA1,many\n")) == "no-rows");
    CHECK(figures_of(f.stage("Part,Colour\nA1,red\n")) == "missing-column");
    CHECK(f.list("price.edition").empty());
}

TEST_CASE("price staging: a file is staged once, and only when it is all here", "[prices]") {
    PriceFixture f;
    const auto upload = f.upload("PartNo,Price\nA1,10.00\n");
    REQUIRE(hub::stage_upload(f.shelf, upload));
    CHECK(hub::stage_upload(f.shelf, upload).error().id == "already-staged");
    const auto half = f.uploads.open({.list = "SYN-R"}, 100);
    REQUIRE(half);
    CHECK(hub::stage_upload(f.shelf, *half).error().id == "incomplete");
}

TEST_CASE("price staging: the prices in force are moved by percent, each rounded once",
          "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\nA2,0.50\n");
    const auto done = f.move(350);
    CHECK(figures_of(done) == "read 2 taken 2 rejected 0");
    CHECK(f.publish("000002") == "published");
    CHECK(f.shown("price.row", "A1", "amount") == "1035");
    CHECK(f.shown("price.row", "A2", "amount") == "52");
}

TEST_CASE("price staging: what would cost nothing keeps its price", "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\nA2,0.01\n");
    CHECK(figures_of(f.move(-9000)) == "read 2 taken 1 rejected 1");
    CHECK(f.counts("000002") == "added 0 missing 1 raised 0 lowered 1 unchanged 0");
}

TEST_CASE("price staging: no change, more than all and more than tenfold are refused", "[prices]") {
    PriceFixture f;
    for (const std::int64_t by : {0, -9001, -10000, 100001}) {
        CHECK(figures_of(f.move(by)) == "bad-percent");
    }
    CHECK(figures_of(f.move(100)) == "no-rows");
}

TEST_CASE("price staging: what is broken off can be discarded and not published", "[prices]") {
    PriceFixture f;
    std::string rows = "PartNo,Price\n";
    for (int i = 0; i < 3000; ++i) rows += "A" + std::to_string(i) + ",5.00\n";
    auto job = hub::stage_upload(f.shelf, f.upload(rows));
    REQUIRE(job);
    REQUIRE(f.run(**job, 8));
    REQUIRE(f.list("price.edition").size() == 1);
    CHECK(f.publish_with("000001", "any") == "no-rows");
    CHECK(f.discard("000001") == "discarded");
}

TEST_CASE("price staging: a comparison can be made again from what was kept", "[prices]") {
    PriceFixture f;
    f.prices("PartNo,Price\nA1,10.00\n");
    REQUIRE(f.stage("PartNo,Price\nA1,11.00\n"));
    hub::Shelf later(f.folder / "staged");
    CHECK(later.compared("SYN-R", "000002") == nullptr);
    auto staged = later.staged("SYN-R", "000002", kToday);
    REQUIRE(staged);
    const auto job = hub::compare_again(later, "SYN-R", *std::move(staged));
    REQUIRE(f.run(*job));
    CHECK(later.compared("SYN-R", "000002")->comparison.count(price::Difference::raised) == 1);
}
