// A branch files a claim without a line, the importer's desk decides it, the branch reads why.
#include "hub/desk/warranty_desk.hpp"

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "common/domain/warranty/defaults.hpp"
#include "common/domain/warranty/history.hpp"
#include "common/domain/warranty/questions.hpp"
#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

constexpr std::string_view kStream = "dealer/D01";

std::int64_t day(std::string_view text) {
    return parse_date(text)->time_since_epoch().count();
}

Value text(std::string_view value) {
    return std::string(value);
}

std::uint16_t command_id(std::string_view from, std::string_view to) {
    for (const auto& row : domain::registry().by_name("warranty.claim")->flow) {
        if (row.from == from && row.to == to) return row.id;
    }
    FAIL("no such step");
    return 0;
}

/// The first step of an entity's flow that leads to a state.
std::uint16_t step_of(std::string_view entity, std::string_view to) {
    for (const auto& row : domain::registry().by_name(entity)->flow) {
        if (row.to == to) return row.id;
    }
    FAIL("no such step");
    return 0;
}

/// A brand with its terms, a dealer with two branches, a car in service since 2025-02-01 and a
/// repair order that was opened on 2025-12-10 and closed on 2025-12-15. It is 2026-01-01.
struct Case {
    Case() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "AUDAX", "Audax"));
            TRY_VOID(hub::add_dealer(hub, "D01", "Synthetic dealer"));
            TRY_VOID(hub::add_price_list(hub, {"NET", "AUDAX", "net", "EUR", "Net"}));
            return hub::grant_brand(hub, "D01", "AUDAX");
        }));
        add_rules();
        add_terms();
        add_prices();
        for (const char* branch : {"B0101", "B0102"}) {
            network.add_node(branch);
            network.connect(branch);
        }
        network.settle();
        add_vehicle();
        order = at(branch(), new_row("service.repair_order", {
                                                                 {"branch",      text("B0101")    },
                                                                 {"vin",         vin              },
                                                                 {"opened_on",   day("2025-12-10")},
                                                                 {"closed_on",   day("2025-12-15")},
                                                                 {"odometer_km", 30'000           }
        }));
        network.settle();
    }

    Site& branch() { return network.node("B0101"); }
    Site& hub() { return network.hub(); }

    /// Commits one row and answers its id.
    RowId at(Site& site, const engine::RowEdit& row, std::uint16_t command = 0) {
        return at_stream(site, std::string(kStream), row, command);
    }
    RowId at_stream(Site& site,
                    const std::string& stream,
                    const engine::RowEdit& row,
                    std::uint16_t command = 0) {
        engine::Edit edit = edit_of(stream, row);
        edit.command = command;
        const auto done = network.commit(site, edit);
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }

    void add_rules() {
        const std::string stream = "catalog/AUDAX";
        for (const auto& rule : warranty::default_rules()) {
            std::map<std::string, Value> values{
                {"severity",   text(name_of(rule.severity))},
                {"valid_from", day("2025-01-01")           },
                {"active",     rule.active                 }
            };
            const auto add = [&](const std::string& field, const warranty::Known& term) {
                if (term) values[field] = *term;
            };
            add("days", rule.days);
            add("grace_days", rule.grace_days);
            add("percent", rule.percent);
            add("months", rule.months);
            add("kilometres", rule.kilometres);
            add("amount_max", rule.amount_max);
            at_stream(hub(), stream,
                      keyed("catalog.warranty_rule", {"AUDAX", "2025-01", rule.rule}, values));
        }
        for (const auto& row : warranty::default_goodwill()) {
            at_stream(hub(), stream,
                      keyed("catalog.goodwill",
                            {
                                "AUDAX", "2025-01", row.place
            },
                            {{"months", row.months},
                             {"kilometres", row.kilometres},
                             {"services", row.services},
                             {"importer_percent", row.importer_percent},
                             {"dealer_percent", row.dealer_percent},
                             {"customer_percent", row.customer_percent}}));
        }
    }

    /// The part of the drafts, its net price, and the rate that is agreed with the dealer.
    void add_prices() {
        const auto publish = [&](const std::string& stream, const std::string& scope,
                                 const std::string& edition, const engine::RowEdit& row) {
            at_stream(hub(), stream, row);
            at_stream(hub(), stream,
                      keyed(edition,
                            {
                                scope, "1"
            },
                            {{"published", true}, {"valid_from", 20'000}, {"row_count", 1}}));
        };
        publish("catalog/AUDAX", "AUDAX", "catalog.edition",
                keyed("catalog.part",
                      {
                          "AUDAX", "AU100", "1"
        },
                      {{"valid_from", 20'000}}));
        publish("price/NET", "NET", "price.edition",
                keyed("price.row",
                      {
                          "NET", "AU100", "1"
        },
                      {{"valid_from", 20'000}, {"amount", 9520}}));
        at(hub(), keyed("warranty.agreement",
                        {
                            "D01", "AUDAX", "1"
        },
                        {{"valid_from", day("2025-01-01")},
                         {"labour_rate", 5800},
                         {"price_list", text("NET")}}));
    }

    void add_terms() {
        const std::string stream = "catalog/AUDAX";
        at_stream(hub(), stream,
                  keyed("catalog.warranty_plan",
                        {
                            "AUDAX", "P3", "drivetrain"
        },
                        {{"months", 24}, {"kilometres", 100'000}}));
        at_stream(hub(), stream,
                  keyed("catalog.authorisation",
                        {
                            "AUDAX", "B0101"
        },
                        {{"valid_from", day("2025-01-01")}}));
        at_stream(hub(), stream,
                  keyed("catalog.operation",
                        {
                            "AUDAX", "OP-1"
        },
                        {{"standard_minutes", 72},
                         {"component", text("drivetrain")},
                         {"causal_parts", std::vector<std::string>{"AU-100"}}}));
    }

    void add_vehicle() {
        at(hub(), keyed("vehicles.vehicle",
                        {
                            vin
        },
                        {{"brand", text("AUDAX")},
                         {"in_service_on", day("2025-02-01")},
                         {"warranty_plan", text("P3")}}));
    }

    /// A draft with one part and one operation, worth 174.32.
    RowId draft(std::map<std::string, Value> changes = {}) {
        std::map<std::string, Value> values{
            {"branch",         text("B0101")          },
            {"kind",           text("warranty")       },
            {"brand",          text("AUDAX")          },
            {"vin",            vin                    },
            {"repair_order",   to_bytes(order.view()) },
            {"job",            1                      },
            {"failure_on",     day("2025-12-10")      },
            {"odometer_km",    30'000                 },
            {"complaint_code", text("C01")            },
            {"cause_code",     text("F07")            },
            {"correction",     text("replaced a pump")},
            {"causal_part",    text("AU-100")         },
            {"operation",      text("OP-1")           }
        };
        for (auto& [name, value] : changes) values[name] = value;
        const RowId claim = at(branch(), new_row("warranty.claim", values));
        add_line(claim, 1, "part", "AU-100", 1000, 9520);
        add_line(claim, 2, "labour", "OP-1", 1200, 5800);
        return claim;
    }
    void add_line(const RowId& claim,
                  std::int64_t line,
                  std::string_view kind,
                  std::string_view item,
                  std::int64_t quantity,
                  std::int64_t price) {
        at(branch(), new_row("warranty.claim_line", {
                                                        {"branch",     text("B0101")         },
                                                        {"claim",      to_bytes(claim.view())},
                                                        {"line",       line                  },
                                                        {"kind",       text(kind)            },
                                                        {"item",       text(item)            },
                                                        {"quantity",   quantity              },
                                                        {"unit_price", price                 }
        }));
    }

    engine::RowEdit step(const RowId& claim,
                         std::string_view to,
                         const std::map<std::string, Value>& values = {}) {
        engine::RowEdit row = change("warranty.claim", claim, values);
        row.transition = std::string(to);
        return row;
    }
    void submit(const RowId& claim, std::string_view from = "draft") {
        at(branch(),
           step(claim, "submitted",
                {
                    {"submitted_on", day("2026-01-01")}
        }),
           command_id(from, "submitted"));
    }
    RowId submitted(const std::map<std::string, Value>& changes = {}) {
        const RowId claim = draft(changes);
        submit(claim);
        network.settle();
        return claim;
    }

    /// The desk's turn.
    void decide() {
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) {
            return desk.decide_claims(replica, network.now());
        }));
        network.settle();
    }
    std::string shown(Site& site, const RowId& claim, const std::string& field) {
        return text_of(site.replica(), "warranty.claim", claim, field);
    }
    /// What stands at every replica alike.
    std::string everywhere(const RowId& claim, const std::string& field) {
        const std::string there = shown(hub(), claim, field);
        for (const char* name : {"B0101", "B0102"}) {
            CHECK(shown(network.node(name), claim, field) == there);
        }
        return there;
    }
    /// Rules hit, as the branch reads them: "W09 1" for the first submission.
    std::vector<std::string> hits(const RowId& claim) {
        const auto& entity = branch().replica().entity("warranty.rule_hit");
        const auto page = branch().replica().list(
            entity, {.filters = {{entity.field("claim"), to_bytes(claim.view())}}});
        REQUIRE(page);
        std::vector<std::string> out;
        for (const auto& hit : page->records) {
            out.push_back(domain::text_of(hit, "rule") + " " +
                          std::to_string(domain::integer_of(hit, "submitted")));
        }
        std::sort(out.begin(), out.end());
        return out;
    }
    /// Decisions on lines, as the branch reads them: line, approved amount, text.
    std::vector<std::string> lines(const RowId& claim) {
        const auto& entity = branch().replica().entity("warranty.line_decision");
        const auto page = branch().replica().list(
            entity, {.filters = {{entity.field("claim"), to_bytes(claim.view())}}});
        REQUIRE(page);
        std::vector<std::string> out;
        for (const auto& row : page->records) {
            out.push_back(std::to_string(domain::integer_of(row, "line")) + " " +
                          std::to_string(domain::integer_of(row, "approved")) + " " +
                          domain::text_of(row, "text"));
        }
        std::sort(out.begin(), out.end());
        return out;
    }
    /// A service that was done in June.
    void add_service() {
        const RowId id =
            at(branch(), new_row("service.repair_order", {
                                                             {"branch",      text("B0101")    },
                                                             {"vin",         vin              },
                                                             {"opened_on",   day("2025-06-01")},
                                                             {"maintenance", true             }
        }));
        for (const char* to : {"in_work", "done"}) {
            engine::RowEdit row = change("service.repair_order", id, {});
            row.transition = to;
            at(branch(), row, step_of("service.repair_order", to));
        }
        network.settle();
    }
    void check_digests() {
        const auto there = hub().replica().digest(std::string(kStream));
        for (const char* name : {"B0101", "B0102"}) {
            CHECK(network.node(name).replica().digest(std::string(kStream)) == there);
        }
    }
    std::map<std::string, std::string> outcomes(Site& site, const RowId& claim) {
        const auto& check = warranty::questions().front();
        const auto answer = check.ask(
            site.replica(), {.parameters = {{"id", to_hex(claim)}}, .today = day("2026-01-01")});
        REQUIRE(answer);
        std::map<std::string, std::string> out;
        for (const auto& row : answer->rows) {
            out[std::get<std::string>(row[0])] = std::get<std::string>(row[1]);
        }
        for (const auto& [name, value] : answer->facts) {
            if (const auto* word = std::get_if<std::string>(&value)) out[name] = *word;
        }
        return out;
    }

    Network network;
    hub::WarrantyDesk desk;
    const std::string vin = "YV4A22PK4N1000101";
    RowId order;
};

}  // namespace

TEST_CASE("desk: a claim filed without a line is approved and read at the branch", "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.submit(claim);
    CHECK(c.shown(c.branch(), claim, "status") == "submitted");
    c.network.connect("B0101");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "verdict") == "ACCEPT");
    CHECK(c.everywhere(claim, "approved") == "17432");
    CHECK(c.everywhere(claim, "rules_version") == "2025-01");
    CHECK(c.everywhere(claim, "reason") == "no rule is broken");
    CHECK(c.everywhere(claim, "importer_share") == "17432");
    CHECK(c.everywhere(claim, "decided_on") == std::to_string(day("2026-01-01")));
    CHECK(c.hits(claim).empty());
    c.check_digests();
}

TEST_CASE("desk: a rejected claim names its rules, one hit each", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"odometer_km", 100'001 },
        {"cause_code",  text("")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.everywhere(claim, "verdict") == "REJECT");
    CHECK(c.everywhere(claim, "approved") == "-");
    CHECK(c.everywhere(claim, "reason") ==
          "W05: covered to 100000 km, failed at 100001 km; W09: missing: cause code");
    CHECK(c.hits(claim) == std::vector<std::string>{"W05 1", "W09 1"});
    c.check_digests();
}

TEST_CASE("desk: a returned claim is completed, submitted again and approved", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"correction", text("")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "returned");
    c.network.advance(std::chrono::days(25));  // Behind the deadline, but it had arrived in time.
    c.at(c.branch(), change("warranty.claim", claim,
                            {
                                {"correction", text("replaced the pump")}
    }));
    c.submit(claim, "returned");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.hits(claim) == std::vector<std::string>{"W09 1"});
    c.check_digests();
}

TEST_CASE("desk: the second claim for a job is rejected, the first one stands", "[hub]") {
    Case c;
    const RowId first = c.submitted();
    const RowId second = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "approved");
    CHECK(c.everywhere(second, "status") == "rejected");
    CHECK(c.everywhere(second, "reason") ==
          "W08: the job was claimed before with " + c.everywhere(first, "number"));
    const RowId other_job = c.submitted({
        {"job", 2}
    });
    c.decide();
    CHECK(c.everywhere(other_job, "status") == "approved");
}

TEST_CASE("desk: a withdrawn claim does not stand in the way of a better one", "[hub]") {
    Case c;
    const RowId first = c.submitted();
    c.at(c.branch(), c.step(first, "withdrawn"), command_id("submitted", "withdrawn"));
    const RowId second = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "withdrawn");
    CHECK(c.everywhere(second, "status") == "approved");
}

TEST_CASE("desk: a withdrawal that comes after the decision is refused everywhere", "[hub]") {
    Case c;
    const RowId claim = c.submitted();
    c.network.cut("B0101");
    c.decide();
    c.at(c.branch(), c.step(claim, "withdrawn"), command_id("submitted", "withdrawn"));
    CHECK(c.shown(c.branch(), claim, "status") == "withdrawn");
    c.network.connect("B0101");
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "approved") == "17432");
    for (Site* site : {&c.hub(), &c.branch(), &c.network.node("B0102")}) {
        const auto rejected = site->replica().rejected(std::string(kStream));
        REQUIRE(rejected);
        REQUIRE(rejected->size() == 1);
        CHECK(rejected->front().reason.code == "ALREADY_DECIDED");
    }
    c.check_digests();
}

TEST_CASE("desk: a claim that was sent back and not answered lapses, with its reason", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"correction", text("")}
    });
    c.decide();
    REQUIRE(c.everywhere(claim, "status") == "returned");
    const auto after = [&](std::int64_t days) {
        c.network.advance(std::chrono::duration_cast<Milliseconds>(std::chrono::days(days)));
        REQUIRE(c.network.write(c.hub(), [&](sync::Replica& replica) {
            return c.desk.lapse_claims(replica, c.network.now());
        }));
        c.network.settle();
        return c.everywhere(claim, "status");
    };
    CHECK(after(warranty::kDaysToAnswer) == "returned");
    CHECK(after(warranty::kDaysOnTheWay) == "returned");
    CHECK(after(1) == "lapsed");
    CHECK(c.everywhere(claim, "reason") == "nothing came within 30 days");
    c.check_digests();
}

TEST_CASE("desk: what the rules cannot decide waits for a person, who decides with a reason",
          "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"kind", text("delivery")}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.everywhere(claim, "verdict") == "REVIEW");
    CHECK(c.everywhere(claim, "reason") == "for a person: a delivery claim");
    c.at(c.hub(),
         c.step(
             claim, "approved_reduced",
             {
                 {"verdict",  text("REDUCE")    },
                 {"reason",   text("half of it")},
                 {"approved", 8716              }
    }),
         command_id("in_review", "approved_reduced"));
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "approved_reduced");
    CHECK(c.everywhere(claim, "reason") == "half of it");
    CHECK(c.everywhere(claim, "approved") == "8716");
    c.check_digests();
}

TEST_CASE("desk: a claim above what is payable is not approved by itself", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"claimed", 20'000}
    });
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.everywhere(claim, "reason") == "for a person: 200.00 are claimed, 174.32 payable");
}

TEST_CASE("desk: the branch reads what is paid of each line, and which rule cut it", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    c.add_line(claim, 3, "sublet", "towing", 1000, 8000);
    c.submit(claim);
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "in_review");
    CHECK(c.hits(claim) == std::vector<std::string>{"W22 1"});
    CHECK(c.lines(claim) ==
          std::vector<std::string>{"1 10472 104.72 of 104.72", "2 6960 69.60 of 69.60",
                                   "3 0 0.00 of 80.00; W22: no invoice of the vendor of towing"});
    c.check_digests();
}

TEST_CASE("desk: goodwill is paid by importer, dealer and customer", "[hub]") {
    Case c;
    for (int i = 0; i < 3; ++i) c.add_service();
    const RowId claim = c.submitted({
        {"kind",        text("goodwill")},
        {"odometer_km", 100'001         }
    });
    CHECK(c.outcomes(c.branch(), claim)["W20"] == "passed");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
    CHECK(c.everywhere(claim, "approved") == "8716");
    CHECK(c.everywhere(claim, "importer_share") == "8716");
    CHECK(c.everywhere(claim, "dealer_share") == "3486");
    CHECK(c.everywhere(claim, "customer_share") == "5230");
}

TEST_CASE("desk: a rejected claim is appealed once, within its days", "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"odometer_km", 100'001}
    });
    c.decide();
    REQUIRE(c.everywhere(claim, "status") == "rejected");
    const auto appeal = [&](std::int64_t on) {
        engine::Edit edit = edit_of(std::string(kStream), c.step(claim, "appealed",
                                                                 {
                                                                     {"appealed_on", on}
        }));
        edit.command = command_id("rejected", "appealed");
        const auto done = c.network.commit(c.branch(), edit);
        return done ? std::string() : done.error().what;
    };
    CHECK(appeal(day("2026-02-01")).find("30 days") != std::string::npos);
    CHECK(appeal(day("2026-01-31")).empty());
    c.network.settle();
    CHECK(c.everywhere(claim, "status") == "appealed");
    c.at(c.hub(), c.step(claim, "in_review"), command_id("appealed", "in_review"));
    c.at(c.hub(),
         c.step(claim, "rejected",
                {
                    {"decided_on", day("2026-01-31")}
    }),
         command_id("in_review", "rejected"));
    c.network.settle();
    CHECK(appeal(day("2026-02-01")).find("appealed before") != std::string::npos);
    CHECK(c.everywhere(claim, "status") == "rejected");
}

TEST_CASE("desk: a vehicle that nobody has registered is rejected at the hub, open at the branch",
          "[hub]") {
    Case c;
    const RowId claim = c.submitted({
        {"vin", text("YV4A22PK4N1000102")}
    });
    CHECK(c.outcomes(c.branch(), claim)["W01"] == "undetermined");
    CHECK(c.outcomes(c.hub(), claim)["W01"] == "broken");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.hits(claim) == std::vector<std::string>{"W01 1"});
}

TEST_CASE("desk: readings of before the failure count, later ones do not", "[hub]") {
    Case c;
    const auto read = [&](std::string_view on, std::int64_t km) {
        c.at(c.branch(), new_row("service.repair_order", {
                                                             {"branch",      text("B0101")},
                                                             {"vin",         c.vin        },
                                                             {"opened_on",   day(on)      },
                                                             {"odometer_km", km           }
        }));
    };
    read("2025-12-20", 31'000);
    read("2025-06-01", 30'000);
    const RowId first = c.submitted();
    c.decide();
    CHECK(c.everywhere(first, "status") == "approved");
    read("2025-07-01", 30'001);
    const RowId second = c.submitted({
        {"job", 2}
    });
    c.decide();
    CHECK(c.everywhere(second, "status") == "returned");
    CHECK(c.hits(second) == std::vector<std::string>{"W06 1"});
}

TEST_CASE("desk: a claim that comes too late counts from the day it was signed, for some days",
          "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.submit(claim);  // On 2026-01-01; due on 2026-01-14, in grace until 2026-01-08.
    c.network.advance(std::chrono::days(14));
    c.network.connect("B0101");
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.hits(claim) == std::vector<std::string>{"W07 1"});
}

TEST_CASE("desk: a day of signing that the log does not bear out is not believed", "[hub]") {
    Case c;
    c.network.cut("B0101");
    const RowId claim = c.draft();
    c.network.advance(std::chrono::days(16));
    c.at(c.branch(),
         c.step(claim, "submitted",
                {
                    {"submitted_on", day("2026-01-13")}
    }),
         command_id("draft", "submitted"));
    c.network.connect("B0101");
    c.network.settle();
    CHECK(c.outcomes(c.hub(), claim)["status"] == "submitted");
    c.decide();
    CHECK(c.everywhere(claim, "status") == "rejected");
    CHECK(c.everywhere(claim, "reason") ==
          "W07: due at the importer on 2026-01-14, and its log does not bear out that it was "
          "signed on 2026-01-13");
}

TEST_CASE("desk: rules are those of the day of the failure", "[hub]") {
    Case c;
    c.at_stream(
        c.hub(), "catalog/AUDAX",
        keyed("catalog.warranty_rule",
              {
                  "AUDAX", "2026-01", "W09"
    },
              {{"severity", text("REJECT")}, {"valid_from", day("2025-12-11")}, {"active", true}}));
    const RowId before = c.submitted({
        {"correction", text("")}
    });
    const RowId after = c.submitted({
        {"correction", text("")         },
        {"failure_on", day("2025-12-11")},
        {"job",        2                }
    });
    c.decide();
    CHECK(c.everywhere(before, "rules_version") == "2025-01");
    CHECK(c.everywhere(before, "status") == "returned");
    CHECK(c.everywhere(after, "rules_version") == "2026-01");
    CHECK(c.everywhere(after, "status") == "rejected");
}

TEST_CASE("desk: the pre-check at the branch tells what it cannot know", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    auto seen = c.outcomes(c.branch(), claim);
    for (const char* rule : {"W01", "W02", "W03", "W04", "W05", "W08", "W09", "W10", "W11", "W12",
                             "W13", "W14", "W15", "W16", "W17", "W19", "W23", "W24"}) {
        CAPTURE(rule);
        CHECK(seen[rule] == "passed");
    }
    CHECK(seen["W06"] == "undetermined");
    CHECK(seen["W07"] == "undetermined");
    CHECK(seen["verdict"] == "ACCEPT");
    CHECK(seen["payable"] == "174.32");
    CHECK(seen["next"] == "in_review");
}

TEST_CASE("desk: a claim is found by its printed number too, and a wrong one is an error",
          "[hub]") {
    Case c;
    const RowId claim = c.draft();
    const auto& check = warranty::questions().front();
    const std::string number = c.shown(c.branch(), claim, "number");
    CHECK(check.ask(c.branch().replica(), {.parameters = {{"id", number}}}));
    const auto missing = check.ask(c.branch().replica(), {.parameters = {{"id", "WC-1"}}});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Code::not_found);
}

TEST_CASE("desk: drafts wait, and a desk with nothing to do writes nothing", "[hub]") {
    Case c;
    const RowId claim = c.draft();
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "draft");
    const auto before = c.hub().replica().status(std::string(kStream));
    c.decide();
    c.decide();
    CHECK(c.hub().replica().status(std::string(kStream))->entries == before->entries);
    c.submit(claim);
    c.network.settle();
    c.decide();
    CHECK(c.everywhere(claim, "status") == "approved");
}

TEST_CASE("desk: a decision that does not fit goes to a person instead of undoing the group",
          "[hub]") {
    Case c;
    // The finding would name a part at full length, longer than a text may be.
    const RowId odd = c.submitted({
        {"causal_part", std::string(4096, 'A')},
        {"job", 2}
    });
    const RowId claim = c.submitted();
    c.decide();
    CHECK(c.everywhere(odd, "status") == "in_review");
    CHECK(c.everywhere(odd, "reason").starts_with("for a person: the decision could not be"));
    CHECK(c.hits(odd).empty());
    CHECK(c.everywhere(claim, "status") == "approved");
    c.check_digests();
}
