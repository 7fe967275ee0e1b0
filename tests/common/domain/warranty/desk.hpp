// A claim that the importer accepts, with all that is known of it; each case spoils one thing.
#pragma once

#include <catch2/catch.hpp>

#include "common/domain/warranty/defaults.hpp"
#include "common/domain/warranty/evaluate.hpp"
#include "tests/common/domain/warranty/days.hpp"

namespace branchline::test {

/// One part and one operation, worth 174.32; in service since 2024-02-29, failed on 2025-06-10.
struct Desk {
    Desk() {
        claim = {
            .kind = "warranty",
            .brand = "AUDAX",
            .vin = "YV4A22PK4N1000101",
            .failure_on = day("2025-06-10"),
            .odometer_km = 30'000,
            .component = "drivetrain",
            .complaint_code = "C01",
            .cause_code = "F07",
            .correction = "replaced the pump",
            .causal_part = "AU-100",
            .operation = "OP-1",
            .signed_on = day("2025-06-20"),
            .claimed = std::nullopt,
            .lines = {part(1, "AU-100", 9520), labour(2, "OP-1", 1200)},
        };
        add_facts();
        terms = {
            .version = "2025-01",
            .rules = {},
            .coverage = warranty::Coverage{24, 100'000, 0},
        };
        const auto rules = warranty::default_rules();
        terms.rules.assign(rules.begin(), rules.end());
        const auto goodwill = warranty::default_goodwill();
        terms.goodwill.assign(goodwill.begin(), goodwill.end());
    }

    static warranty::Line part(std::int64_t number, std::string_view item, std::int64_t net) {
        return {.kind = "part",
                .item = std::string(item),
                .quantity = 1000,
                .unit_price = net,
                .number = number};
    }
    static warranty::Line labour(std::int64_t number, std::string_view item, std::int64_t hours) {
        return {.kind = "labour",
                .item = std::string(item),
                .quantity = hours,
                .unit_price = 5800,
                .number = number,
                .technician = "T1"};
    }
    static warranty::Line sublet(std::int64_t number, std::int64_t amount) {
        return {.kind = "sublet",
                .item = "towing",
                .quantity = 1000,
                .unit_price = amount,
                .number = number};
    }

    warranty::Judgement judge() const { return evaluate(claim, facts, terms); }
    warranty::Finding finding(std::string_view rule) const {
        for (const auto& found : judge().findings) {
            if (found.rule == rule) return found;
        }
        FAIL("no such rule");
        return {};
    }
    warranty::Outcome outcome(std::string_view rule) const { return finding(rule).outcome; }
    std::string state() const { return std::string(next_state(judge())); }
    warranty::RuleTerms& row(std::string_view rule) {
        for (auto& found : terms.rules) {
            if (found.rule == rule) return found;
        }
        FAIL("no such row");
        return terms.rules.front();
    }
    /// Of the position in the order of the lines' numbers.
    warranty::LineDecision line(std::size_t position) const {
        const auto judged = judge();
        REQUIRE(judged.payable);
        REQUIRE(judged.payable->lines.size() > position);
        return judged.payable->lines[position];
    }
    std::int64_t paid() const {
        const auto judged = judge();
        REQUIRE(judged.payable);
        return judged.payable->paid;
    }

    warranty::Claim claim;
    warranty::Facts facts;
    warranty::Terms terms;

private:
    void add_facts() {
        facts = {
            .today = day("2025-06-21"),
            .registered = true,
            .vehicle = warranty::Vehicle{.in_service_on = day("2024-02-29"), .model = "A1"},
            .authorised = true,
            .highest_reading = 29'000,
            .readings_complete = true,
            .repaired_on = day("2025-06-12"),
            .arrived_on = day("2025-06-21"),
            .signature_believed = true,
            .earlier_claim = "",
            .causal_parts = std::vector<std::string>{"AU100"}
        };
        facts.operations["OP-1"] = {.standard_minutes = 72, .causal_parts = {"AU100"}};
        facts.parts["AU100"] = {.net = 9520};
        facts.evidence.emplace();
        facts.labour_rate = 5800;
        facts.services_complete = true;
        facts.sales_complete = true;
        facts.repairs.emplace();
        facts.certificates.emplace();
    }
};

}  // namespace branchline::test
