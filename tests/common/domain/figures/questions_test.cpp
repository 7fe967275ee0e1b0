// The question "kpis": scopes, periods, what is told and what is refused.
#include "common/domain/figures/questions.hpp"

#include "common/domain/figures/indicators.hpp"
#include "tests/common/domain/figures/books.hpp"

using namespace branchline;
using test::day;
using test::text;

namespace {

struct Asking : test::FigureBooks {
    Result<engine::Answer> ask(const std::map<std::string, std::string>& parameters) {
        return figures::questions().front().ask(
            store, {.parameters = parameters, .today = day("2026-11-30")});
    }
    std::string refused(const std::map<std::string, std::string>& parameters) {
        const auto answer = ask(parameters);
        return answer ? "answered" : answer.error().id;
    }
    void car(const std::string& vin, std::string_view arrived) {
        add("dealer/D01", "vehicles.vehicle",
            {
                vin
        },
            {{"brand", text("AUDAX")},
             {"arrived_on", day(arrived)},
             {"status", text("dealer_stock")}});
    }
};

std::size_t column_of(const engine::Answer& answer, std::string_view name) {
    const auto found = std::find(answer.columns.begin(), answer.columns.end(), name);
    REQUIRE(found != answer.columns.end());
    return static_cast<std::size_t>(found - answer.columns.begin());
}

schema::Value cell(const engine::Answer& answer, std::string_view id, std::string_view column) {
    for (const auto& row : answer.rows) {
        if (row.front() == text(id)) return row[column_of(answer, column)];
    }
    FAIL(id);
    return {};
}

}  // namespace

TEST_CASE("kpis: without a period the thirty days up to today, beside the thirty before",
          "[figures]") {
    Asking asking;
    const auto answer = asking.ask({});
    REQUIRE(answer);
    const std::map<std::string, schema::Value> facts(answer->facts.begin(), answer->facts.end());
    CHECK(facts.at("from") == text("2026-11-01"));
    CHECK(facts.at("to") == text("2026-11-30"));
    CHECK(facts.at("previous_from") == text("2026-10-02"));
    CHECK(facts.at("previous_to") == text("2026-10-31"));
    CHECK(facts.at("dealer") == schema::Value());
    CHECK(answer->rows.size() == figures::indicators().size());
    for (const auto& row : answer->rows) CHECK(row.size() == answer->columns.size());
}

TEST_CASE("kpis: a figure has its value, the one before, its parts and its rows", "[figures]") {
    Asking asking;
    asking.car("V1", "2026-07-01");  // 152 days old, and 122 a period before.
    asking.car("V2", "2026-08-20");  // 102 days old, and 72 a period before.
    asking.car("V3", "2026-11-20");
    const auto answer = asking.ask({
        {"dealer", "D01"  },
        {"brand",  "AUDAX"}
    });
    REQUIRE(answer);
    CHECK(cell(*answer, "stock-aged", "value") == text("66.7"));
    CHECK(cell(*answer, "stock-aged", "previous") == text("50.0"));
    CHECK(cell(*answer, "stock-aged", "numerator") == schema::Value(std::int64_t{2}));
    CHECK(cell(*answer, "stock-aged", "count") == schema::Value(std::int64_t{3}));
    CHECK(cell(*answer, "stock-aged", "missing") == schema::Value());
    CHECK(cell(*answer, "stock-aged", "rows") ==
          text("vehicles?filter=status:eq:dealer_stock&filter=brand:eq:AUDAX"));
    CHECK(cell(*answer, "claim-days", "rows") ==
          text("account-documents?filter=kind:eq:credit_memo&filter=brand:eq:AUDAX&"
               "filter=dealer:eq:D01&filter=issued_on:ge:2026-11-01&"
               "filter=issued_on:le:2026-11-30"));
}

TEST_CASE("kpis: what has no rows has no value and says so", "[figures]") {
    Asking asking;
    const auto answer = asking.ask({});
    REQUIRE(answer);
    CHECK(cell(*answer, "claim-first-pass", "value") == schema::Value());
    CHECK(cell(*answer, "claim-first-pass", "missing") == text("no-rows"));
}

TEST_CASE("kpis: a branch has no figure of cars", "[figures]") {
    Asking asking;
    asking.car("V1", "2026-07-01");
    const auto answer = asking.ask({
        {"branch", "B0101"}
    });
    REQUIRE(answer);
    CHECK(cell(*answer, "stock-aged", "missing") == text("not-by-branch"));
}

TEST_CASE("kpis: a region counts its dealers, and no others", "[figures]") {
    Asking asking;
    asking.store.held_streams.emplace_back("dealer/D02");
    const auto in_region = [&](const char* dealer, std::string_view region) {
        const schema::Entity& dealers = asking.store.entity("org.dealer");
        asking.store.set(dealers, engine::keyed_row_id(dealers, {dealer}), "region", text(region));
    };
    in_region("D01", "North");
    in_region("D02", "South");
    asking.car("V1", "2026-07-01");
    asking.car("V2", "2026-11-20");
    for (const auto& [region, count] : std::map<std::string, std::int64_t>{
             {"North", 2},
             {"South", 0}
    }) {
        CAPTURE(region);
        const auto answer = asking.ask({
            {"region", region}
        });
        REQUIRE(answer);
        CHECK(cell(*answer, "stock-aged", "count") == schema::Value(count));
    }
    const auto both = asking.ask({
        {"region", "North"},
        {"dealer", "D02"  }
    });
    REQUIRE(both);
    CHECK(cell(*both, "stock-aged", "count") == schema::Value(std::int64_t{0}));
}

TEST_CASE("kpis: a region that no dealer is in, or whose dealers are elsewhere, is refused",
          "[figures]") {
    Asking asking;
    const schema::Entity& dealers = asking.store.entity("org.dealer");
    asking.store.set(dealers, engine::keyed_row_id(dealers, {"D02"}), "region", text("South"));
    CHECK(asking.refused({
              {"region", "West"}
    }) == "unknown-region");
    CHECK(asking.refused({
              {"region", "South"}
    }) == "not-here");
}

TEST_CASE("kpis: a code that nobody has and a period that is none are refused", "[figures]") {
    Asking asking;
    CHECK(asking.refused({
              {"brand", "NONE"}
    }) == "unknown-brand");
    CHECK(asking.refused({
              {"dealer", "D99"}
    }) == "unknown-dealer");
    CHECK(asking.refused({
              {"branch", "B9999"}
    }) == "unknown-branch");
    CHECK(asking.refused({
              {"dealer", "D02"}
    }) == "not-here");
    CHECK(asking.refused({
              {"from", "2026-11-02"},
              {"to",   "2026-11-01"}
    }) == "invalid-period");
    CHECK(asking.refused({
              {"from", "2000-01-01"}
    }) == "invalid-period");
    CHECK(asking.refused({
              {"from", "today"}
    }) == "bad-date");
    CHECK(asking.refused({
              {"from", "2026-11-01"},
              {"to",   "2026-11-01"}
    }) == "answered");
}
