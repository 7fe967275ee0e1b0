// What a replica knows of a claim beside its lines.
#include "common/domain/warranty/case_facts.hpp"

#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using test::Books;
using test::day;
using test::kVin;
using test::text;
using test::Values;
using warranty::Seat;

namespace {

RowId order(Books& books, const Values& changes) {
    Values values{
        {"branch",    text("B0101")    },
        {"vin",       kVin             },
        {"opened_on", day("2025-06-01")}
    };
    for (const auto& [name, value] : changes) values[name] = value;
    const RowId id = books.add("dealer/D01", "service.repair_order", {}, values);
    books.store.set(books.store.entity("service.repair_order"), id, "status", text("closed"));
    return id;
}

void submit(Books& books, const RowId& claim) {
    books.store.set(books.store.entity("warranty.claim"), claim, "status", text("submitted"));
}

/// A safety campaign with one part, and the car in its population.
struct CampaignBooks : Books {
    CampaignBooks() {
        catalogue(
            "catalog.campaign",
            {
                "R1"
        },
            {{"title", text("pump")}, {"kind", text("safety")}, {"starts_on", day("2025-01-01")}});
        catalogue("catalog.campaign_item",
                  {
                      "R1", "part", "AU-100"
        },
                  {{"quantity", 1000}});
        catalogue("catalog.campaign_vehicle", {"R1", kVin}, {});
    }
    RowId recall() {
        return claim({
            {"kind",     text("campaign")},
            {"campaign", text("R1")      }
        });
    }
};

}  // namespace

TEST_CASE("case facts: a campaign comes with its work and the car's place in it", "[warranty]") {
    CampaignBooks books;
    const auto facts = books.facts(books.recall(), Seat::branch);
    REQUIRE(facts.campaign);
    CHECK(facts.campaign->exists);
    CHECK(facts.campaign->status == "draft");
    CHECK(facts.campaign->kind == "safety");
    CHECK(facts.campaign->vehicle_status == "open");
    REQUIRE(facts.campaign->items.size() == 1);
    CHECK(facts.campaign->items[0].item == "AU100");
    CHECK_FALSE(books.facts(books.claim(), Seat::branch).campaign);
}

TEST_CASE("case facts: a campaign that is not there is unknown only without the catalogue",
          "[warranty]") {
    Books books;
    const RowId claim = books.claim({
        {"kind",     text("campaign")},
        {"campaign", text("R9")      }
    });
    CHECK_FALSE(books.facts(claim, Seat::branch).campaign->exists);
    books.store.held_streams = {"policy", "dealer/D01"};
    CHECK_FALSE(books.facts(claim, Seat::branch).campaign);
}

TEST_CASE("case facts: another claim completes a campaign; the hub sees that there is none",
          "[warranty]") {
    CampaignBooks books;
    const RowId claim = books.recall();
    CHECK(books.facts(claim, Seat::hub).campaign_done == "");
    CHECK_FALSE(books.facts(claim, Seat::branch).campaign_done);
    const RowId other = books.recall();
    CHECK(books.facts(claim, Seat::hub).campaign_done == "");  // A draft.
    submit(books, other);
    CHECK(books.facts(claim, Seat::hub).campaign_done == to_hex(other));
    CHECK(books.facts(claim, Seat::branch).campaign_done == to_hex(other));
    books.store.set(books.store.entity("warranty.claim"), other, "status", text("rejected"));
    CHECK(books.facts(claim, Seat::hub).campaign_done == "");
}

TEST_CASE("case facts: services of the network are counted up to the failure", "[warranty]") {
    Books books;
    const Values service{
        {"maintenance", true}
    };
    order(books, service);
    order(books,
          {
              {"maintenance", true             },
              {"branch",      text("B0201")    },
              {"opened_on",   day("2025-12-10")}
    });
    order(books, {
                     {"maintenance", true             },
                     {"opened_on",   day("2025-12-11")}
    });
    order(books, {});
    const RowId claim = books.claim();
    CHECK(books.facts(claim, Seat::hub).services == 2);
    CHECK(books.facts(claim, Seat::hub).services_complete);
    CHECK_FALSE(books.facts(claim, Seat::branch).services_complete);
}

TEST_CASE("case facts: repairs of the same component at the same branch are remembered",
          "[warranty]") {
    Books books;
    books.catalogue("catalog.operation",
                    {
                        "OP-1"
    },
                    {{"standard_minutes", 72}, {"component", text("drivetrain")}});
    const RowId own = order(books, {
                                       {"operation", text("OP-1")}
    });
    const Values values{
        {"component",    text("drivetrain")  },
        {"repair_order", to_bytes(own.view())}
    };
    const RowId claim = books.claim(values);
    CHECK(books.facts(claim, Seat::branch).repairs->empty());  // Its own order is none.
    order(books, {
                     {"operation",   text("OP-1")     },
                     {"closed_on",   day("2025-06-03")},
                     {"odometer_km", 20'000           }
    });
    order(books, {
                     {"operation", text("OP-1") },
                     {"branch",    text("B0102")}
    });
    order(books, {});  // Nobody knows what was done.
    const RowId other = order(books, {});
    const RowId earlier = books.claim({
        {"component",    text("drivetrain")    },
        {"repair_order", to_bytes(other.view())}
    });
    submit(books, earlier);
    const auto repairs = books.facts(claim, Seat::branch).repairs;
    REQUIRE(repairs->size() == 2);
    CHECK(repairs->front().repaired_on == day("2025-06-03"));
    CHECK(repairs->front().odometer_km == 20'000);
    CHECK_FALSE(books.facts(books.claim(), Seat::branch).repairs);
}

TEST_CASE("case facts: the sale of a part is found by invoice and number", "[warranty]") {
    Books books;
    books.add("dealer/D01", "service.part_sale",
              {
    },
              {{"branch", text("B0101")},
               {"invoice", text("I-7")},
               {"part", text("AU 100")},
               {"sold_on", day("2025-02-01")}});
    const auto sold = [&](std::string_view invoice, std::string_view part) {
        return books
            .facts(books.claim({
                       {"kind",             text("parts")},
                       {"original_invoice", text(invoice)},
                       {"causal_part",      text(part)   }
        }),
                   Seat::hub)
            .part_sold_on;
    };
    CHECK(sold("I-7", "AU-100") == day("2025-02-01"));
    CHECK_FALSE(sold("I-7", "AU-200"));
    CHECK_FALSE(sold("I-8", "AU-100"));
    CHECK(books.facts(books.claim(), Seat::hub).sales_complete);
    CHECK_FALSE(books.facts(books.claim(), Seat::branch).sales_complete);
}

TEST_CASE("case facts: an approval is the one that the claim names", "[warranty]") {
    Books books;
    const RowId approval = books.add("dealer/D01", "warranty.approval",
                                     {
    },
                                     {{"branch", text("B0101")},
                                      {"brand", text("AUDAX")},
                                      {"vin", kVin},
                                      {"operations", std::vector<std::string>{"OP-1"}},
                                      {"amount_max", 200'000},
                                      {"extra_minutes", 30}});
    CHECK_FALSE(books.dossier(books.claim(), Seat::branch).claim.names_approval);
    const auto found = books.dossier(books.claim({
                                         {"approval", to_bytes(approval.view())}
    }),
                                     Seat::branch);
    CHECK(found.claim.names_approval);
    REQUIRE(found.facts.approval);
    CHECK(found.facts.approval->status == "requested");
    CHECK(found.facts.approval->amount_max == 200'000);
    CHECK(found.facts.approval->extra_minutes == 30);
    CHECK(found.facts.approval->operations == std::vector<std::string>{"OP-1"});
    const auto missing = books.facts(books.claim({
                                         {"approval", to_bytes(RowId{}.view())}
    }),
                                     Seat::branch);
    CHECK_FALSE(missing.approval);
}

TEST_CASE("case facts: an attachment without a file proves nothing, a part on the shelf does",
          "[warranty]") {
    Books books;
    const RowId claim = books.claim({
        {"trouble_codes", std::vector<std::string>{"P0087"}}
    });
    const auto attach = [&](std::string_view kind, const Values& more) {
        Values values{
            {"branch", text("B0101")         },
            {"claim",  to_bytes(claim.view())},
            {"kind",   text(kind)            }
        };
        for (const auto& [name, value] : more) values[name] = value;
        books.add("dealer/D01", "warranty.attachment", {}, values);
    };
    attach("photo", {});
    attach("old_part", {});
    attach("invoice", {
                          {"file", Bytes(32, 0xab)},
                          {"line", 3}
    });
    const auto found = books.dossier(claim, Seat::branch).claim;
    REQUIRE(found.attachments.size() == 2);
    CHECK(found.trouble_codes == std::vector<std::string>{"P0087"});
}

TEST_CASE("case facts: certificates are the dealer's, statistics those of the month before",
          "[warranty]") {
    Books books;
    const auto certify = [&](const char* dealer) {
        books.add("dealer/D01", "service.certificate",
                  {
                      dealer, "T1", "high-voltage"
        },
                  {{"valid_from", day("2025-01-01")}});
    };
    certify("D01");
    certify("D02");
    const auto month = [&](const char* name, int value) {
        books.add("dealer/D01", "warranty.statistic",
                  {
                      "D01", "AUDAX", name
        },
                  {{"value", value}, {"group_size", 10}, {"value_sum", 1000}});
    };
    CHECK_FALSE(books.facts(books.claim(), Seat::branch).statistics);
    month("2025-10", 1);
    month("2025-11", 2);
    month("2025-12", 3);  // The month of the failure is not over.
    const auto facts = books.facts(books.claim(), Seat::branch);
    CHECK(facts.certificates->size() == 1);
    REQUIRE(facts.statistics);
    CHECK(facts.statistics->month == "2025-11");
    CHECK(facts.statistics->value.own == 2);
    CHECK(facts.statistics->value.sum == 1000);
}

TEST_CASE("case facts: rules come with their terms and the goodwill matrix of their version",
          "[warranty]") {
    Books books;
    books.catalogue("catalog.warranty_rule",
                    {
                        "2025-01", "W15"
    },
                    {{"severity", text("REDUCE")},
                     {"valid_from", day("2025-01-01")},
                     {"active", true},
                     {"months", 12},
                     {"kilometres", 20'000},
                     {"amount_max", 5},
                     {"deviations", 2}});
    for (const char* version : {"2025-01", "2026-01"}) {
        books.catalogue("catalog.goodwill",
                        {
                            version, "01"
        },
                        {{"months", 12}, {"importer_percent", 50}});
    }
    const auto terms = warranty::terms_of(books.store, "AUDAX", day("2025-12-31"));
    REQUIRE(terms);
    REQUIRE(terms->rules.size() == 1);
    CHECK(terms->rules[0].months == 12);
    CHECK(terms->rules[0].kilometres == 20'000);
    CHECK(terms->rules[0].amount_max == 5);
    CHECK(terms->rules[0].deviations == 2);
    REQUIRE(terms->goodwill.size() == 1);
    CHECK(terms->goodwill[0].importer_percent == 50);
}
