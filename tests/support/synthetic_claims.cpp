#include "tests/support/synthetic_claims.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/domain/warranty/checks.hpp"
#include "common/domain/warranty/defaults.hpp"

namespace branchline::test {

namespace {

using warranty::Line;

constexpr std::int64_t kInService = 19'782;  // 2024-02-29
constexpr std::int64_t kFailure = 20'249;    // 2025-06-10

class Draw {
public:
    Draw(std::uint64_t seed, std::uint64_t index)
        : random_((seed + 1) * 0x9E3779B97F4A7C15ULL ^ (index + 1) * 0xD1B54A32D192ED03ULL) {}

    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>((random_.next() >> 16U) %
                                         static_cast<std::uint64_t>(bound));
    }
    /// From -reach to reach.
    std::int64_t around(std::int64_t reach) { return below(2 * reach + 1) - reach; }
    bool once_in(std::int64_t times) { return below(times) == 0; }
    std::string_view one_of(std::initializer_list<std::string_view> words) {
        return words.begin()[below(static_cast<std::int64_t>(words.size()))];
    }

private:
    SeededRandom random_;
};

/// A claim in order, then spoiled here and there.
class Author {
public:
    Author(std::uint64_t seed, std::uint64_t index) : draw_(seed, index) {}

    SyntheticClaim write() {
        write_claim();
        write_facts();
        write_terms();
        write_lines();
        write_kind();
        spoil_claim();
        spoil_facts();
        spoil_lines();
        spoil_terms();
        return std::move(out_);
    }

private:
    bool seldom() { return draw_.once_in(14); }

    template <class Value>
    void forget(std::optional<Value>& fact) {
        if (draw_.once_in(40)) fact = std::nullopt;
    }

    void write_claim() {
        out_.claim = {
            .kind = std::string(draw_.one_of(
                {"warranty", "warranty", "warranty", "goodwill", "campaign", "parts", "delivery"})),
            .brand = "AUDAX",
            .vin = "YV4A22PK4N1000101",
            .failure_on = kFailure + draw_.around(5),
            .odometer_km = 12'000 + draw_.below(10'000),
            .component = "drivetrain",
            .complaint_code = "C01",
            .cause_code = "F07",
            .correction = "replaced the pump",
            .causal_part = "AU-100",
            .operation = "OP-1",
            .signed_on = kFailure + 10,
            .claimed = std::nullopt,
            .lines = {}};
    }

    void write_facts() {
        auto& facts = out_.facts;
        facts = {
            .today = kFailure + 11,
            .registered = true,
            .vehicle = warranty::Vehicle{.in_service_on = kInService, .model = "A1"},
            .authorised = true,
            .highest_reading = 11'000,
            .readings_complete = true,
            .repaired_on = kFailure + 2,
            .arrived_on = kFailure + 11,
            .signature_believed = true,
            .earlier_claim = "",
            .causal_parts = std::vector<std::string>{"AU100",                     "AU200"      }
        };
        facts.evidence.emplace();
        facts.labour_rate = 5800;
        facts.campaign_done = "";
        facts.services = draw_.below(5);
        facts.services_complete = !seldom();
        facts.sales_complete = !draw_.once_in(3);
        facts.repairs.emplace();
        facts.certificates.emplace();
        write_statistics();
    }

    void write_statistics() {
        const std::int64_t own = 95 + draw_.below(12);
        const warranty::Comparison one{own, 900 + own, 90'000 + own * own};
        out_.facts.statistics = warranty::Statistics{"2025-05", 10, one, one};
    }

    void write_terms() {
        auto& terms = out_.terms;
        terms.version = "2025-01";
        terms.coverage = warranty::Coverage{24, 100'000, draw_.once_in(5) ? 2'500 : 0};
        const auto rules = warranty::default_rules();
        terms.rules.assign(rules.begin(), rules.end());
        for (auto& row : terms.rules) row.active = true;
        const auto goodwill = warranty::default_goodwill();
        terms.goodwill.assign(goodwill.begin(), goodwill.end());
        terms.goodwill.push_back({"02", "", 24, 40'000, 1, 33, 33, 34});
        terms.goodwill.push_back({"00", "body", 6, 10'000, 0, 100, 0, 0});
    }

    Line& add(std::string_view kind, std::string_view item, std::int64_t price) {
        Line line{.kind = std::string(kind),
                  .item = std::string(item),
                  .quantity = 1000,
                  .unit_price = price,
                  .number = static_cast<std::int64_t>(out_.claim.lines.size()) + 1,
                  .technician = kind == "labour" ? "T1" : ""};
        out_.claim.lines.push_back(std::move(line));
        return out_.claim.lines.back();
    }

    void write_lines() {
        auto& facts = out_.facts;
        add("part", "AU-100", 9520);
        facts.parts["AU100"] = {.net = 9520};
        add("labour", "OP-1", 5800).quantity = 1100;
        facts.operations["OP-1"] = {
            .standard_minutes = 72, .causal_parts = {"AU100", "AU200"}
        };
        if (draw_.once_in(2)) {
            add("part", "AU-200", 1234).quantity = 1000 * (1 + draw_.below(4));
            facts.parts["AU200"] = {
                .models = {"A1", "A2"},
                  .net = 1234
            };
        }
        if (draw_.once_in(2)) {
            add("labour", "OP-2", 5800).quantity = 50 * (1 + draw_.below(20));
            facts.operations["OP-2"] = {
                .standard_minutes = 60, .models = {"A2", "A1"}
            };
        }
        if (draw_.once_in(3)) {
            add("sublet", "towing", 25'000 + draw_.below(8'000));
            out_.claim.attachments.push_back({"invoice", out_.claim.lines.back().number});
        }
        if (draw_.once_in(3)) {
            (*facts.evidence)["OP-1"] = {"photo", "trouble_code"};
            out_.claim.attachments.push_back({"photo", 0});
            out_.claim.trouble_codes = {"P0087", "P0088"};
        }
        if (draw_.once_in(4)) {
            facts.operations["OP-1"].skill = "high-voltage";
            facts.certificates->push_back({"T1", "high-voltage", kFailure - 100, kFailure + 100});
            facts.certificates->push_back({"T2", "high-voltage", kFailure - 100, {}});
        }
        if (draw_.once_in(4)) write_approval();
    }

    void write_approval() {
        out_.facts.operations["OP-1"].needs_approval = true;
        out_.claim.names_approval = true;
        out_.facts.approval = warranty::Approval{
            .status = "granted",
            .vin = out_.claim.vin,
            .operations = {"OP-1", "OP-2"},
            .amount_max = 60'000,
            .valid_until = kFailure + 5,
            .extra_minutes = draw_.below(40)
        };
    }

    void write_kind() {
        auto& claim = out_.claim;
        if (claim.kind == warranty::kCampaignKind) write_campaign();
        if (claim.kind == warranty::kGoodwillKind) {
            claim.failure_on = kInService + 24 * 30 + draw_.below(24 * 31);
            claim.odometer_km = 80'000 + draw_.below(60'000);
            if (draw_.once_in(3)) claim.component = "body";
        }
        if (claim.kind == warranty::kPartsKind) {
            claim.original_invoice = "I-7";
            out_.facts.part_sold_on = claim.failure_on - 700 - draw_.below(60);
        }
    }

    void write_campaign() {
        auto& claim = out_.claim;
        claim.campaign = "R1";
        std::erase_if(claim.lines, [](const Line& line) { return line.kind == "sublet"; });
        auto& campaign = out_.facts.campaign.emplace();
        campaign = {.status = "active",
                    .kind = std::string(draw_.one_of({"safety", "service", "satisfaction"})),
                    .starts_on = claim.failure_on - draw_.below(9),
                    .stops_on = claim.failure_on + draw_.below(9),
                    .items = {},
                    .vehicle_status = "open"};
        for (const Line& line : claim.lines) {
            const std::string item = line.kind == "part" ? "AU" + line.item.substr(3) : line.item;
            campaign.items.push_back({line.kind, item, line.quantity});
        }
    }

    void spoil_claim() {
        auto& claim = out_.claim;
        if (seldom()) claim.vin = draw_.one_of({"YV4A22PK4N100010", "1M8GDM9A1KP042788"});
        if (seldom()) claim.failure_on = kInService + 731 + draw_.around(2);
        if (seldom()) claim.odometer_km = 100'000 + draw_.around(1);
        if (seldom()) claim.odometer_km = 11'000 + draw_.around(1);
        if (draw_.once_in(40)) claim.odometer_proven = true;
        if (seldom()) claim.correction.clear();
        if (seldom()) claim.causal_part = "AU-900";
        if (seldom()) claim.signed_on = kFailure + 32 + draw_.around(1);
        if (seldom()) claim.claimed = 15'000 + draw_.below(5'000);
        if (seldom()) claim.claimed = 150'000 + draw_.around(1);
        if (seldom()) claim.attachments.clear();
        if (seldom()) claim.trouble_codes.clear();
        if (seldom()) claim.names_approval = !claim.names_approval;
        if (seldom()) claim.original_invoice.clear();
        if (seldom()) claim.campaign.clear();
    }

    void spoil_facts() {
        auto& facts = out_.facts;
        if (seldom()) facts.registered = false;
        if (seldom()) facts.authorised = false;
        if (seldom()) facts.vehicle->in_service_on = std::nullopt;
        if (seldom()) facts.vehicle->in_service_on = out_.claim.failure_on + draw_.around(1);
        if (seldom()) facts.vehicle->blocked = true;
        if (seldom()) facts.vehicle->block_reason = "stolen";
        if (seldom()) facts.vehicle->model = draw_.one_of({"", "A2", "A3"});
        if (seldom()) facts.readings_complete = false;
        if (seldom()) facts.arrived_on = kFailure + 32 + draw_.below(12);
        if (seldom()) facts.signature_believed = false;
        if (seldom()) facts.earlier_claim = "B0101-WC-01-000007";
        if (seldom()) facts.campaign_done = "B0201-WC-01-000008";
        if (seldom()) facts.labour_rate = 5800 + draw_.around(1);
        for (int i = 0; i < 3; ++i) add_repair();
        spoil_campaign();
        forget(facts.registered);
        forget(facts.vehicle);
        forget(facts.authorised);
        forget(facts.highest_reading);
        forget(facts.repaired_on);
        forget(facts.arrived_on);
        forget(facts.signature_believed);
        forget(facts.earlier_claim);
        if (draw_.once_in(12)) facts.causal_parts = std::nullopt;
        forget(facts.evidence);
        forget(facts.labour_rate);
        forget(facts.approval);
        forget(facts.campaign);
        if (draw_.once_in(6)) facts.campaign_done = std::nullopt;
        if (draw_.once_in(5)) facts.part_sold_on = std::nullopt;
        forget(facts.repairs);
        forget(facts.certificates);
        forget(facts.statistics);
    }

    void add_repair() {
        if (!seldom()) return;
        out_.facts.repairs->push_back(
            {.document = fmt::format("B0101-RO-01-{:06}", draw_.below(3)),
             .repaired_on = out_.claim.failure_on - 29 - draw_.below(3),
             .odometer_km = out_.claim.odometer_km - 999 - draw_.below(3)});
    }

    void spoil_campaign() {
        auto& campaign = out_.facts.campaign;
        if (!campaign) return;
        if (seldom()) campaign->exists = false;
        if (seldom()) campaign->status = draw_.one_of({"announced", "closed"});
        if (seldom()) campaign->stops_on = out_.claim.failure_on - draw_.below(2);
        if (seldom()) campaign->vehicle_status = draw_.one_of({"", "confirmed", "exported"});
        if (seldom()) campaign->items.pop_back();
        if (seldom()) campaign->items.push_back({"part", "AU300", 1000});
    }

    void spoil_lines() {
        auto& facts = out_.facts;
        if (draw_.once_in(60)) out_.claim.lines.clear();
        for (Line& line : out_.claim.lines) {
            if (seldom()) line.quantity += 10 * draw_.below(100);
            if (draw_.once_in(200)) line.quantity = -line.quantity;
            if (seldom()) line.unit_price += draw_.around(1);
            if (seldom()) line.worked_on = kFailure + 100 + draw_.below(2);
            if (seldom()) line.technician = draw_.one_of({"", "T2", "T3"});
        }
        for (auto& [code, operation] : facts.operations) {
            if (seldom()) operation.includes = {"OP-2", "OP-3"};
            if (seldom()) operation.exists = false;
            if (seldom()) operation.valid_from = out_.claim.failure_on + draw_.below(2);
            if (seldom()) operation.skill = "high-voltage";
        }
        for (auto& [number, part] : facts.parts) {
            if (seldom()) part.exists = false;
            if (seldom()) part.successor = number + "B";
            if (draw_.once_in(3)) part.wear_item = true;
            if (seldom()) part.models = {"A3", "A2"};
            forget(part.net);
        }
        if (draw_.once_in(30)) facts.operations.erase("OP-1");
        if (draw_.once_in(30)) facts.parts.erase("AU100");
        if (seldom() && facts.evidence) (*facts.evidence)["AU100"] = {"old_part", "photo"};
    }

    void spoil_terms() {
        auto& terms = out_.terms;
        if (draw_.once_in(3)) terms.wear = warranty::Coverage{36, 90'000, 0};
        forget(terms.coverage);
        for (auto& row : terms.rules) {
            if (draw_.once_in(200)) row.active = false;
        }
        if (draw_.once_in(100)) terms = {};
    }

    Draw draw_;
    SyntheticClaim out_;
};

template <class Items>
void mix(Items& items, Draw& draw) {
    for (std::size_t i = items.size(); i > 1; --i) {
        const auto j = static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(i)));
        std::swap(items[i - 1], items[j]);
    }
}

void mix_catalogue(warranty::Facts& facts, Draw& draw) {
    for (auto& [code, operation] : facts.operations) {
        mix(operation.causal_parts, draw);
        mix(operation.includes, draw);
        mix(operation.models, draw);
    }
    for (auto& [number, part] : facts.parts) mix(part.models, draw);
    if (!facts.evidence) return;
    for (auto& [item, kinds] : *facts.evidence) mix(kinds, draw);
}

}  // namespace

SyntheticClaim synthetic_claim(std::uint64_t seed, std::uint64_t index) {
    return Author(seed, index).write();
}

void shuffle(SyntheticClaim& synthetic, std::uint64_t seed) {
    Draw draw(seed, 0);
    auto& [claim, facts, terms] = synthetic;
    mix(claim.lines, draw);
    mix(claim.attachments, draw);
    mix(claim.trouble_codes, draw);
    mix(terms.rules, draw);
    mix(terms.goodwill, draw);
    mix_catalogue(facts, draw);
    if (facts.causal_parts) mix(*facts.causal_parts, draw);
    if (facts.approval) mix(facts.approval->operations, draw);
    if (facts.campaign) mix(facts.campaign->items, draw);
    if (facts.repairs) mix(*facts.repairs, draw);
    if (facts.certificates) mix(*facts.certificates, draw);
}

}  // namespace branchline::test
