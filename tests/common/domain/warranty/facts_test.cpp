// What a replica knows of a claim, at the branch and at the importer.
#include "common/domain/warranty/facts.hpp"

#include "common/domain/warranty/checks.hpp"
#include "common/domain/warranty/defaults.hpp"
#include "common/domain/warranty/history.hpp"
#include "common/domain/warranty/questions.hpp"
#include "common/engine/keys.hpp"
#include "sync/entry/entry.hpp"
#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using test::Books;
using test::day;
using test::kVin;
using test::text;
using warranty::Seat;

namespace {

/// A step of the claim's status, as `why` tells it.
engine::Why::Step step(std::string_view status, std::string_view branch, std::int64_t on) {
    return {.value = text(status),
            .branch = std::string(branch),
            .log = "",
            .seq = 1,
            .at = Instant(std::chrono::days(on)),
            .standing = "settled",
            .wins = true,
            .reason = {}};
}

}  // namespace

TEST_CASE("facts: the importer's own stream tells the hub from a branch", "[warranty]") {
    Books books;
    CHECK(warranty::seat_of(books.store) == Seat::branch);
    books.store.held_streams.emplace_back("hub");
    CHECK(warranty::seat_of(books.store) == Seat::hub);
}

TEST_CASE("facts: a vehicle that is not there is unknown at the branch, missing at the hub",
          "[warranty]") {
    Books books;
    const RowId claim = books.claim();
    CHECK_FALSE(books.facts(claim, Seat::branch).registered);
    CHECK(books.facts(claim, Seat::hub).registered == false);
    CHECK_FALSE(books.facts(claim, Seat::branch).vehicle);
    CHECK_FALSE(books.facts(claim, Seat::branch).readings_complete);
    CHECK(books.facts(claim, Seat::hub).readings_complete);
}

TEST_CASE("facts: a car that has left the dealer is registered, and no more is known of it",
          "[warranty]") {
    Books books;
    books.add("dealer/D01", "vehicles.vehicle",
              {
                  kVin
    },
              {{"brand", text("AUDAX")},
               {"in_service_on", day("2025-02-01")},
               {"left_on", day("2025-03-01")}});
    const RowId claim = books.claim();
    CHECK(books.facts(claim, Seat::branch).registered == true);
    CHECK_FALSE(books.facts(claim, Seat::branch).vehicle);
}

TEST_CASE("facts: without a day in service the day of the sale counts", "[warranty]") {
    Books books;
    books.add("dealer/D01", "vehicles.vehicle",
              {
                  kVin
    },
              {{"brand", text("AUDAX")}, {"sold_on", day("2025-01-31")}});
    const RowId claim = books.claim();
    CHECK(books.facts(claim, Seat::branch).vehicle->in_service_on == day("2025-01-31"));
}

TEST_CASE("facts: an authorisation counts from its first day to its last", "[warranty]") {
    Books books;
    books.add("catalog/AUDAX", "catalog.authorisation",
              {
                  "AUDAX", "B0101"
    },
              {{"valid_from", day("2025-12-10")}, {"valid_until", day("2025-12-11")}});
    const auto authorised = [&](std::string_view failure) {
        return books
            .facts(books.claim({
                       {"failure_on", day(failure)}
        }),
                   Seat::branch)
            .authorised;
    };
    CHECK(authorised("2025-12-09") == false);
    CHECK(authorised("2025-12-10") == true);
    CHECK(authorised("2025-12-11") == true);
    CHECK(authorised("2025-12-12") == false);
    books.store.held_streams = {"policy", "dealer/D01"};
    CHECK_FALSE(authorised("2025-12-10"));
}

TEST_CASE("facts: of the rules the version counts that came last by the day of the failure",
          "[warranty]") {
    Books books;
    books.rule("2025-01", "W04", "2025-01-01");
    books.rule("2025-01", "W05", "2025-01-01");
    books.rule("2026-01", "W04", "2026-01-01");
    const auto terms = [&](std::string_view on) {
        const auto found = warranty::terms_of(books.store, "AUDAX", day(on));
        REQUIRE(found);
        return *found;
    };
    CHECK(terms("2024-12-31").version.empty());
    CHECK(terms("2025-12-31").version == "2025-01");
    CHECK(terms("2025-12-31").rules.size() == 2);
    CHECK(terms("2026-01-01").version == "2026-01");
    CHECK(terms("2026-01-01").rules.size() == 1);
}

TEST_CASE("facts: of two versions of the rules of one day the later one counts", "[warranty]") {
    Books books;
    books.rule("10", "W04", "2026-01-01");
    books.rule("9", "W04", "2026-01-01");
    const auto terms = warranty::terms_of(books.store, "AUDAX", day("2026-01-01"));
    REQUIRE(terms);
    CHECK(terms->version == "10");
}

TEST_CASE("facts: cover comes from the model's plan and the operation's component", "[warranty]") {
    Books books;
    books.add("dealer/D01", "vehicles.vehicle",
              {
                  kVin
    },
              {{"brand", text("AUDAX")}, {"model", text("A1")}, {"model_year", 2025}});
    books.add("catalog/AUDAX", "catalog.model",
              {
                  "AUDAX", "A1", "2025"
    },
              {{"warranty_plan", text("P3")}});
    books.add("catalog/AUDAX", "catalog.warranty_plan",
              {
                  "AUDAX", "P3", "drivetrain"
    },
              {{"months", 24}, {"kilometres", 100'000}});
    books.add("catalog/AUDAX", "catalog.operation",
              {
                  "AUDAX", "OP-1"
    },
              {{"standard_minutes", 72},
               {"component", text("drivetrain")},
               {"causal_parts", std::vector<std::string>{"AU-100"}}});
    const auto covered = books.dossier(books.claim({
                                           {"operation", text("OP-1")}
    }),
                                       Seat::branch);
    REQUIRE(covered.terms.coverage);
    CHECK(covered.terms.coverage->months == 24);
    CHECK(covered.facts.causal_parts == std::vector<std::string>{"AU100"});
    CHECK_FALSE(books.dossier(books.claim(), Seat::branch).terms.coverage);
}

TEST_CASE("facts: the first submission and the first answer to it are found in the status",
          "[warranty]") {
    Books books;
    auto refused = step("withdrawn", "B0101", 20'450);
    refused.standing = "rejected";
    engine::Why why{.value = {}, .rule = "state", .writes = {}};
    why.writes = {step("submitted", "B0101", 20'440), step("returned", "hub", 20'430),
                  step("submitted", "B0101", 20'420), step("draft", "B0101", 20'400)};
    why.writes.insert(why.writes.begin(), refused);
    books.store.told_why = why;
    const RowId claim = books.claim();
    const auto record = books.store.find(books.store.entity("warranty.claim"), claim);
    const auto history = warranty::history_of(books.store, *record);
    REQUIRE(history);
    CHECK(history->submissions == 2);
    CHECK(history->submitted_at == Instant(std::chrono::days(20'420)));
    CHECK(history->answered_at == Instant(std::chrono::days(20'430)));
    const auto found = books.dossier(claim, Seat::hub);
    CHECK(found.claim.signed_on == 20'420);
    CHECK(found.facts.arrived_on == 20'430);
    CHECK(found.facts.signature_believed == true);
}

TEST_CASE("facts: a day of signing more than a day off its stamp is not believed", "[warranty]") {
    Books books;
    books.store.told_why = engine::Why{.value = {}, .rule = "state", .writes = {}};
    books.store.told_why->writes = {step("submitted", "B0101", 20'420)};
    const auto believed = [&](std::int64_t signed_on) {
        return books
            .facts(books.claim({
                       {"submitted_on", signed_on}
        }),
                   Seat::hub)
            .signature_believed;
    };
    CHECK(believed(20'418) == false);
    CHECK(believed(20'419) == true);
    CHECK(believed(20'421) == true);
    CHECK(believed(20'422) == false);
}

TEST_CASE("facts: every rule that is asked has a row in the defaults", "[warranty]") {
    const auto defaults = warranty::default_rules();
    for (const auto& check : warranty::checks()) {
        CAPTURE(check.rule);
        CHECK(std::any_of(defaults.begin(), defaults.end(),
                          [&](const auto& row) { return row.rule == check.rule; }));
        CHECK(domain::registry().by_name("warranty.claim")->field(check.field) != nullptr);
    }
}

TEST_CASE("keys: a key names the row that entries name, and a voided row is none", "[engine]") {
    Books books;
    const RowId id = books.add("catalog/AUDAX", "catalog.model", {"AUDAX", "A1", "2025"}, {});
    const schema::Entity& models = books.store.entity("catalog.model");
    const std::vector<std::string> key{"AUDAX", "A1", "2025"};
    CHECK(engine::keyed_row_id(models, key) == id);
    CHECK(engine::keyed_row_id(models, key) == sync::keyed_row_id(models.id, key));
    CHECK(engine::find_by_key(books.store, "catalog.model", key)->has_value());
    CHECK_FALSE(
        engine::find_by_key(books.store, "catalog.model", {"AUDAX", "A2", "2025"})->has_value());
    books.store.record(models, id).life = "void";
    CHECK_FALSE(engine::find_by_key(books.store, "catalog.model", key)->has_value());
    books.store.broken = Error{Code::io, "disk-failed", "", ""};
    CHECK_FALSE(engine::find_by_key(books.store, "catalog.model", key));
}

TEST_CASE("claim check: an answer has the verdict and a row for each rule", "[warranty]") {
    Books books;
    const RowId claim = books.claim();
    const auto answer = warranty::questions().front().ask(
        books.store, {.parameters = {{"id", to_hex(claim)}}, .today = day("2026-01-01")});
    REQUIRE(answer);
    CHECK(answer->rows.size() == warranty::checks().size());
    CHECK(answer->columns.size() == answer->rows.front().size());
    CHECK_FALSE(warranty::questions().front().ask(books.store, {.parameters = {{"id", "x"}}}));
}
