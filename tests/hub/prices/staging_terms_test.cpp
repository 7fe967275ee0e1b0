// What a person says of a new edition.
#include "hub/prices/staging_terms.hpp"

#include "common/text/json.hpp"
#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

std::string read(const char* body) {
    const auto json = text::parse_json(body);
    REQUIRE(json);
    const auto terms = hub::staging_terms_of(*json);
    if (!terms) return terms.error().id;
    return terms->list + " " + std::to_string(terms->valid_from) + " " + terms->title;
}

}  // namespace

TEST_CASE("price staging terms: list and day are needed, the name is not", "[prices]") {
    CHECK(read(R"({"list":"L","valid_from":"2026-01-01"})") == "L 20454 ");
    CHECK(read(R"({"list":"L","valid_from":"2026-01-02","title":" Spring "})") == "L 20455 Spring");
    CHECK(read(R"({"valid_from":"2026-01-01"})") == "missing-field");
    CHECK(read(R"({"list":"L","valid_from":"01.02.2026"})") == "bad-date");
    CHECK(read(R"({"list":"L","valid_from":"2026-01-01","decimal":"dot"})") != "L 20454 ");
}

TEST_CASE("price staging terms: an unknown list and a day that is past are refused", "[prices]") {
    PriceFixture f;
    const auto check = [&](const std::string& list, std::int64_t day) {
        const auto done = hub::check_staging(f.hub(), {.list = list, .valid_from = day}, kToday);
        return done ? "fine" : done.error().id;
    };
    CHECK(check("SYN-R", kToday) == "fine");
    CHECK(check("SYN-R", kToday + 30) == "fine");
    CHECK(check("SYN-R", kToday - 1) == "past-date");
    CHECK(check("NONE", kToday) == "unknown-list");
}
