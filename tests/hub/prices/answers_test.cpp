// Comparisons and rejected rows as the endpoints answer them.
#include "hub/prices/answers.hpp"

#include "common/text/json.hpp"
#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("price answers: counts, the greatest changes in percent, and lines from a place on",
          "[prices]") {
    std::vector<price::PriceChange> changes;
    for (int i = 1; i <= 12; ++i) changes.push_back({"A" + std::to_string(i), 1000, 1000 + i * 10});
    const hub::Compared compared{"L", "000002", "b", price::Comparison(std::move(changes))};
    const auto json = hub::comparison_json(compared, 1000, true);
    CHECK(json["counts"]["raised"] == 12);
    CHECK(json["counts"]["missing"] == 0);
    CHECK(json["old"] == true);
    CHECK(json["above"] == 2);
    REQUIRE(json["rises"].size() == 10);
    CHECK(json["rises"][0]["part"] == "A12");
    CHECK(json["rises"][0]["before"] == "10.00");
    CHECK(json["rises"][0]["after"] == "11.20");
    CHECK(json["rises"][0]["percent"] == "12.00");
    CHECK(json["falls"].empty());
    const auto rest = hub::lines_json(compared, price::Difference::raised, 10, 5);
    REQUIRE(rest.size() == 2);
    CHECK(rest[1]["part"] == "A1");
    CHECK(hub::lines_json(compared, price::Difference::raised, 99, 5).empty());
}

TEST_CASE("price answers: rejected rows have line, column and reason, and no formula", "[prices]") {
    PriceFixture f;
    const auto upload = f.upload("PartNo,Price\nA1,10.00\n=cmd|' /C calc'!A0,1\nA2,+1+1\n");
    auto job = hub::stage_upload(f.shelf, upload);
    REQUIRE(job);
    REQUIRE(f.run(**job));
    const auto json = hub::rejects_json(upload->rejects(), 1);
    REQUIRE(json);
    CHECK((*json)["count"].get<int>() >= 1);
    REQUIRE((*json)["items"].size() == 1);
    CHECK((*json)["items"][0]["column"] == "Price");
    CHECK((*json)["items"][0]["line"] == "4");
    CHECK((*json)["items"][0]["value"] == "'+1+1");
    const auto file = hub::rejects_file(upload->rejects());
    REQUIRE(file);
    CHECK(file->find(",+1") == std::string::npos);
    CHECK(file->find(",=") == std::string::npos);
}

TEST_CASE("price answers: without a rejected row there is the head alone", "[prices]") {
    const auto json = hub::rejects_json("/nowhere/at-all.csv", 10);
    REQUIRE(json);
    CHECK((*json)["count"] == 0);
    CHECK((*json)["items"].empty());
    CHECK(hub::rejects_file("/nowhere/at-all.csv")->starts_with("line,row,column"));
}
