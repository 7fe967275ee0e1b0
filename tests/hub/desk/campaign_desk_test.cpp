// A recall from the population to the confirmed car; two branches that complete it without a line.
#include "hub/desk/campaign_desk.hpp"

#include <catch2/catch.hpp>

#include "common/engine/keys.hpp"
#include "hub/desk/account_desk.hpp"
#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

namespace {

constexpr std::string_view kCatalogue = "catalog/AUDAX";

/// Campaign R1, active since November: one part and one operation; the car is in its population. A
/// second dealer has branch B0201.
struct Recall : Case {
    Recall() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& replica) -> Result<> {
            TRY_VOID(hub::add_dealer(replica, "D02", "Another dealer"));
            return hub::grant_brand(replica, "D02", "AUDAX");
        }));
        network.add_node("B0201");
        network.connect("B0201");
        network.settle();
        in_catalogue(keyed(
            "catalog.campaign",
            {
                "AUDAX", "R1"
        },
            {{"title", text("Pump")}, {"kind", text("safety")}, {"starts_on", day("2025-11-01")}}));
        for (const char* state : {"announced", "active"}) {
            engine::RowEdit step = keyed("catalog.campaign", {"AUDAX", "R1"}, {});
            step.transition = state;
            at_stream(hub(), std::string(kCatalogue), step, step_of("catalog.campaign", state));
        }
        item("part", "AU100");
        item("labour", "OP-1");
        in_catalogue(keyed("catalog.campaign_vehicle", {"AUDAX", "R1", vin}, {}));
        for (const char* where : {"B0102", "B0201"}) {
            in_catalogue(keyed("catalog.authorisation",
                               {
                                   "AUDAX", where
            },
                               {{"valid_from", day("2025-01-01")}}));
        }
        network.settle();
    }
    void in_catalogue(const engine::RowEdit& row) {
        at_stream(hub(), std::string(kCatalogue), row);
    }
    void item(std::string_view kind, std::string_view what) {
        in_catalogue(keyed("catalog.campaign_item",
                           {"AUDAX", "R1", std::string(kind), std::string(what)}, {}));
    }
    static std::string stream_of(const std::string& where) {
        return "dealer/D" + where.substr(1, 2);
    }
    /// A claim for the campaign, written and submitted at a branch.
    RowId claimed_at(const std::string& where) {
        Site& site = network.node(where);
        const std::string stream = stream_of(where);
        const RowId order_there =
            at_stream(site, stream,
                      new_row("service.repair_order", {
                                                          {"branch",      text(where)      },
                                                          {"vin",         vin              },
                                                          {"opened_on",   day("2025-12-10")},
                                                          {"closed_on",   day("2025-12-15")},
                                                          {"odometer_km", 30'000           }
        }));
        const std::map<std::string, Value> values{
            {"branch",         text(where)                 },
            {"kind",           text("campaign")            },
            {"campaign",       text("R1")                  },
            {"brand",          text("AUDAX")               },
            {"vin",            vin                         },
            {"repair_order",   to_bytes(order_there.view())},
            {"job",            1                           },
            {"failure_on",     day("2025-12-10")           },
            {"odometer_km",    30'000                      },
            {"complaint_code", text("C01")                 },
            {"cause_code",     text("F07")                 },
            {"correction",     text("replaced a pump")     },
            {"causal_part",    text("AU-100")              },
            {"operation",      text("OP-1")                }
        };
        const RowId claim = at_stream(site, stream, new_row("warranty.claim", values));
        add_line(site, stream, claim, 1, "part", "AU-100", 1000, 0);
        add_line(site, stream, claim, 2, "labour", "OP-1", 1200, 0);
        at_stream(site, stream,
                  step(claim, "submitted",
                       {
                           {"submitted_on", day("2026-01-01")}
        }),
                  command_id("draft", "submitted"));
        return claim;
    }
    void add_line(Site& site,
                  const std::string& stream,
                  const RowId& claim,
                  std::int64_t line,
                  std::string_view kind,
                  std::string_view what,
                  std::int64_t count,
                  std::int64_t price) {
        at_stream(site, stream,
                  new_row("warranty.claim_line", {
                                                     {"branch",     text(site.branch)     },
                                                     {"claim",      to_bytes(claim.view())},
                                                     {"line",       line                  },
                                                     {"kind",       text(kind)            },
                                                     {"item",       text(what)            },
                                                     {"quantity",   count                 },
                                                     {"unit_price", price                 }
        }));
    }
    /// Both desks, as the hub calls them after a group.
    void decide_all() {
        network.settle();
        decide();
        follow();
    }
    void follow() {
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) {
            return campaigns.follow(replica, network.now());
        }));
        network.settle();
    }
    std::string at_hub(const RowId& claim, const std::string& field) {
        return shown(hub(), claim, field);
    }
    std::string place(const std::string& field) {
        return shown_by_key(hub(), "catalog.campaign_vehicle", field);
    }
    std::string told(const std::string& where, const std::string& field) {
        return shown_by_key(network.node(where), "warranty.campaign_status", field);
    }
    std::string shown_by_key(Site& site, std::string_view entity, const std::string& field) {
        const auto row = engine::find_by_key(site.replica(), entity, {"AUDAX", "R1", vin});
        REQUIRE(row);
        return *row ? domain::text_of(**row, field) : "-";
    }
    engine::RowEdit work(std::string_view to, const std::map<std::string, Value>& values = {}) {
        engine::RowEdit row =
            keyed("warranty.campaign_work", {"B0101", "AUDAX", "R1", vin}, values);
        if (!to.empty()) row.transition = std::string(to);
        return row;
    }
    /// What a question says of the car: its progress at a site.
    std::string progress_at(Site& site) {
        const auto& question = warranty::questions()[1];
        const auto answer = question.ask(site.replica(), {.parameters = {{"vin", vin}}});
        REQUIRE(answer);
        REQUIRE(answer->rows.size() == 1);
        return std::get<std::string>(answer->rows[0][8]);
    }
    Value progress_fact(Site& site, std::string_view name) {
        const auto& question = warranty::questions()[2];
        const auto answer = question.ask(
            site.replica(), {
                                .parameters = {{"brand", "AUDAX"}, {"campaign", "R1"}}
        });
        REQUIRE(answer);
        for (const auto& [fact, value] : answer->facts) {
            if (fact == name) return value;
        }
        return {};
    }

    hub::CampaignDesk campaigns;
};

}  // namespace

TEST_CASE("campaign desk: an approved claim confirms the car, and every dealer hears of it",
          "[hub]") {
    Recall c;
    const RowId claim = c.claimed_at("B0101");
    c.decide_all();
    CHECK(c.at_hub(claim, "reason") == "no rule is broken");
    CHECK(c.at_hub(claim, "status") == "approved");
    CHECK(c.place("status") == "confirmed");
    CHECK(c.place("claim") == c.at_hub(claim, "number"));
    CHECK(c.told("B0201", "progress") == "confirmed");
    CHECK(c.told("B0201", "branch") == "B0101");
    CHECK(c.progress_at(c.network.node("B0201")) == "confirmed");
    CHECK(c.progress_fact(c.hub(), "percent") == Value(std::int64_t{100}));
}

TEST_CASE("campaign desk: looking again writes nothing", "[hub]") {
    Recall c;
    c.claimed_at("B0101");
    c.decide_all();
    const auto before = c.hub().replica().digest("network/AUDAX");
    c.follow();
    hub::CampaignDesk another;  // As after a new start.
    REQUIRE(c.network.write(
        c.hub(), [&](sync::Replica& replica) { return another.follow(replica, c.network.now()); }));
    CHECK(c.hub().replica().digest("network/AUDAX") == before);
}

TEST_CASE("campaign desk: of two dealers that completed it without a line the first in is paid",
          "[hub]") {
    Recall c;
    c.network.cut("B0101");
    c.network.cut("B0201");
    const RowId signed_first = c.claimed_at("B0201");
    c.network.advance(Milliseconds(60'000));
    const RowId arrived_first = c.claimed_at("B0101");
    c.network.connect("B0101");
    c.decide_all();
    c.network.connect("B0201");
    c.decide_all();
    CHECK(c.at_hub(arrived_first, "status") == "approved");
    CHECK(c.at_hub(arrived_first, "flagged") == "-");
    CHECK(c.at_hub(signed_first, "status") == "rejected");
    CHECK(c.at_hub(signed_first, "verdict") == "REJECT");
    CHECK(c.at_hub(signed_first, "reason").find("W18: R1 already completed") == 0);
    CHECK(c.at_hub(signed_first, "flagged") == "true");
    CHECK(c.place("claim") == c.at_hub(arrived_first, "number"));
    CHECK(c.progress_fact(c.hub(), "done") == Value(std::int64_t{1}));
}

TEST_CASE("campaign desk: of two branches of one dealer that come together one is paid", "[hub]") {
    Recall c;
    c.network.cut("B0101");
    c.network.cut("B0102");
    const RowId first = c.claimed_at("B0101");
    c.network.advance(Milliseconds(60'000));
    const RowId second = c.claimed_at("B0102");
    c.network.connect("B0101");
    c.network.connect("B0102");
    c.decide_all();
    CHECK(c.at_hub(first, "status") == "approved");
    CHECK(c.at_hub(second, "status") == "rejected");
    CHECK(c.at_hub(second, "flagged") == "true");
}

TEST_CASE("campaign desk: a claim in review holds its place against one that comes later",
          "[hub]") {
    Recall c;
    c.network.cut("B0201");
    const RowId signed_first = c.claimed_at("B0201");
    c.network.advance(Milliseconds(60'000));
    const RowId held = c.claimed_at("B0101");
    c.network.settle();
    c.at(c.hub(), c.step(held, "in_review"), command_id("submitted", "in_review"));
    c.network.connect("B0201");
    c.decide_all();
    CHECK(c.at_hub(signed_first, "status") == "rejected");
    CHECK(c.at_hub(signed_first, "flagged") == "true");
    CHECK(c.told("B0101", "progress") == "completed");
    CHECK(c.place("status") == "open");
}

TEST_CASE("campaign desk: another dealer's pre-check knows what has been told", "[hub]") {
    Recall c;
    const RowId draft = c.claimed_at("B0101");
    CHECK(c.outcomes(c.branch(), draft)["W18"] == "passed");
    c.decide_all();
    CHECK(c.outcomes(c.branch(), draft)["W18"] == "passed");  // It is the one that counts.
    const RowId late = c.claimed_at("B0201");
    CHECK(c.outcomes(c.network.node("B0201"), late)["W18"] == "broken");
}

TEST_CASE("campaign desk: a claim that is reversed opens the car again", "[hub]") {
    Recall c;
    const RowId claim = c.claimed_at("B0101");
    c.decide_all();
    hub::AccountDesk accounts;
    REQUIRE(c.network.write(c.hub(), [&](sync::Replica& replica) {
        return accounts.settle_claims(replica, c.network.now());
    }));
    c.at(c.hub(), c.step(claim, "reversed"), command_id("credited", "reversed"));
    c.follow();
    CHECK(c.place("status") == "open");
    CHECK(c.told("B0201", "progress") == "open");
    CHECK(c.told("B0201", "claim").empty());
}

TEST_CASE("campaign desk: what a branch plans and has the parts for is told to others", "[hub]") {
    Recall c;
    c.at(c.branch(), c.work("", {
                                    {"scheduled_on", day("2026-01-05")}
    }));
    c.at(c.branch(), c.work("scheduled"), 0x081c);
    c.network.settle();
    c.follow();
    CHECK(c.told("B0201", "progress") == "scheduled");
    c.at(c.branch(), c.work("parts_ready"), 0x081d);
    CHECK(c.progress_at(c.branch()) == "parts_ready");  // Its own word is newer.
    c.network.settle();
    c.follow();
    CHECK(c.told("B0201", "progress") == "parts_ready");
}

TEST_CASE("campaign desk: a car is completed by a repair order, on a day", "[hub]") {
    Recall c;
    c.at(c.branch(), c.work(""));
    engine::Edit edit = edit_of(std::string(kStream), c.work("completed"));
    edit.command = 0x081e;
    const auto refused = c.network.commit(c.branch(), edit);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.starts_with("COMPLETION_UNPROVEN"));
    c.at(c.branch(),
         c.work(
             "completed",
             {
                 {"repair_order", to_bytes(c.order.view())},
                 {"completed_on", day("2025-12-15")       }
    }),
         0x081e);
    c.network.settle();
    c.follow();
    CHECK(c.told("B0201", "progress") == "completed");
    CHECK(c.told("B0201", "claim").empty());
}

TEST_CASE("campaign desk: a car that was scrapped is not due any more", "[hub]") {
    Recall c;
    engine::RowEdit scrap = keyed("catalog.campaign_vehicle",
                                  {
                                      "AUDAX", "R1", c.vin
    },
                                  {{"evidence", text("Certificate 4711")}});
    scrap.transition = "scrapped";
    c.at_stream(c.hub(), std::string(kCatalogue), scrap, 0x0409);
    CHECK(c.progress_fact(c.hub(), "due") == Value(std::int64_t{0}));
    CHECK(c.progress_fact(c.hub(), "scrapped") == Value(std::int64_t{1}));
    CHECK(c.progress_fact(c.hub(), "percent") == Value());
    const RowId claim = c.claimed_at("B0101");
    c.decide_all();
    CHECK(c.at_hub(claim, "status") == "rejected");
    CHECK(c.at_hub(claim, "reason") == "W18: the car is scrapped in R1");
    CHECK(c.at_hub(claim, "flagged") == "-");
}
