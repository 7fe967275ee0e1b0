// A dealer with claims, and the importer's warranty desk that decides them, for the desk's tests.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "common/domain/warranty/defaults.hpp"
#include "common/domain/warranty/questions.hpp"
#include "hub/desk/warranty_desk.hpp"
#include "tests/support/network.hpp"

namespace branchline::test::claims {

using schema::Value;

inline constexpr std::string_view kStream = "dealer/D01";

inline std::int64_t day(std::string_view text) {
    return parse_date(text)->time_since_epoch().count();
}

inline Value text(std::string_view value) {
    return std::string(value);
}

inline std::uint16_t command_id(std::string_view from, std::string_view to) {
    for (const auto& row : domain::registry().by_name("warranty.claim")->flow) {
        if (row.from == from && row.to == to) return row.id;
    }
    FAIL("no such step");
    return 0;
}

/// The first step of an entity's flow that leads to a state.
inline std::uint16_t step_of(std::string_view entity, std::string_view to) {
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

}  // namespace branchline::test::claims
