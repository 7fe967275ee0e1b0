// What is told of campaigns: of one car, and of one campaign.
#include "common/domain/warranty/campaign_questions.hpp"

#include "common/domain/text.hpp"
#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using schema::Value;
using test::Books;
using test::day;
using test::kVin;
using test::text;

namespace {

/// Campaign R1 of three cars, one of them on another list.
struct CampaignBooks : Books {
    CampaignBooks() {
        catalogue(
            "catalog.campaign",
            {
                "R1"
        },
            {{"title", text("pump")}, {"kind", text("safety")}, {"starts_on", day("2025-01-01")}});
        for (const char* vin : {"V1", "V2"}) {
            catalogue("catalog.campaign_vehicle", {"R1", vin}, {});
        }
        car = add("catalog/AUDAX", "catalog.campaign_vehicle", {"AUDAX", "R1", kVin}, {});
    }
    engine::Answer progress() {
        const auto answer = warranty::campaign_progress(
            store, {
                       .parameters = {{"brand", "AUDAX"}, {"campaign", "R1"}}
        });
        REQUIRE(answer);
        return *answer;
    }
    Value fact(std::string_view name) {
        const engine::Answer answer = progress();
        for (const auto& [known, value] : answer.facts) {
            if (known == name) return value;
        }
        return text("no such fact");
    }
    RowId car;
};

Value number(std::int64_t value) {
    return value;
}

}  // namespace

TEST_CASE("campaign question: cars are counted by state", "[warranty]") {
    CampaignBooks books;
    books.store.set(books.store.entity("catalog.campaign_vehicle"), books.car, "status",
                    text("confirmed"));
    CHECK(books.fact("population") == number(3));
    CHECK(books.fact("open") == number(2));
    CHECK(books.fact("confirmed") == number(1));
    CHECK(books.fact("percent") == number(33));
    CHECK(books.progress().rows.size() == 3);
}

TEST_CASE("campaign question: a car that is out of it is not due", "[warranty]") {
    CampaignBooks books;
    books.store.set(books.store.entity("catalog.campaign_vehicle"), books.car, "status",
                    text("exported"));
    CHECK(books.fact("due") == number(2));
    CHECK(books.fact("exported") == number(1));
    CHECK(books.fact("percent") == number(0));
}

TEST_CASE("campaign question: an unknown campaign is told as such", "[warranty]") {
    Books books;
    const auto answer = warranty::campaign_progress(
        books.store, {
                         .parameters = {{"brand", "AUDAX"}, {"campaign", "R9"}}
    });
    REQUIRE_FALSE(answer);
    CHECK(answer.error().id == "not-found");
}

TEST_CASE("campaign question: a draft is nobody's business at a car", "[warranty]") {
    CampaignBooks books;
    const engine::Asked asked{.parameters = {{"vin", kVin}}};
    const auto before = warranty::campaigns_of_car(books.store, asked);
    REQUIRE(before);
    CHECK(before->rows.empty());
    const auto& campaigns = books.store.entity("catalog.campaign");
    const auto page = books.store.list(campaigns, {});
    REQUIRE(page);
    books.store.set(campaigns, page->records.front().id, "status", text("active"));
    const auto after = warranty::campaigns_of_car(books.store, asked);
    REQUIRE(after);
    REQUIRE(after->rows.size() == 1);
    CHECK(after->rows[0][1] == text("R1"));
    CHECK(after->rows[0][8] == text("open"));
}
