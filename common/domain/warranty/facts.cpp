#include "common/domain/warranty/facts.hpp"

#include <algorithm>

#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/case_facts.hpp"
#include "common/domain/warranty/history.hpp"
#include "common/domain/warranty/line_facts.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::warranty {

namespace {

using domain::flag_of;
using domain::has_value;
using domain::integer_of;
using domain::text_of;
using engine::find_by_key;
using engine::Record;
using engine::Store;
using schema::Value;

/// The component of a plan that wear items have their cover by.
constexpr std::string_view kWearComponent = "WEAR";

/// Looks up one claim after the other, in the order of the rules.
class Gathering {
public:
    Gathering(Store& store, Dossier& out, Seat seat) : store_(store), out_(out), seat_(seat) {}

    Result<> run() {
        read_claim();
        TRY_VOID(find_operation());
        TRY_VOID(find_vehicle());
        TRY_VOID(find_authorisation());
        TRY(out_.terms, terms_of(store_, out_.claim.brand, out_.claim.failure_on));
        TRY_VOID(find_coverage());
        TRY_VOID(find_readings());
        TRY_VOID(find_submission());
        TRY_VOID(find_earlier_claim());
        TRY_VOID(find_lines());
        TRY_VOID(find_line_facts(store_, out_));
        return find_case_facts(store_, out_, seat_);
    }

private:
    void read_claim() {
        const Record& r = out_.record;
        out_.claim = {.kind = text_of(r, "kind"),
                      .brand = text_of(r, "brand"),
                      .vin = text_of(r, "vin"),
                      .failure_on = integer_of(r, "failure_on"),
                      .odometer_km = integer_of(r, "odometer_km"),
                      .odometer_proven = flag_of(r, "odometer_proven"),
                      .component = text_of(r, "component"),
                      .complaint_code = text_of(r, "complaint_code"),
                      .cause_code = text_of(r, "cause_code"),
                      .correction = text_of(r, "correction"),
                      .causal_part = text_of(r, "causal_part"),
                      .operation = text_of(r, "operation"),
                      .signed_on = known(r, "submitted_on"),
                      .claimed = known(r, "claimed"),
                      .lines = {},
                      .campaign = text_of(r, "campaign"),
                      .original_invoice = text_of(r, "original_invoice"),
                      .names_approval = has_value(r, "approval"),
                      .trouble_codes = domain::set_of(r, "trouble_codes")};
    }

    Result<std::optional<Record>> operation_named(const std::string& code) {
        return find_by_key(store_, "catalog.operation", {out_.claim.brand, code});
    }

    Result<> find_operation() {
        Claim& claim = out_.claim;
        if (claim.operation.empty()) return {};
        TRY(const auto row, operation_named(claim.operation));
        if (!row) return {};
        std::vector<std::string> parts = domain::set_of(*row, "causal_parts");
        for (std::string& part : parts) part = domain::normalised_part(part);
        out_.facts.causal_parts = std::move(parts);
        if (claim.component.empty()) claim.component = text_of(*row, "component");
        return {};
    }

    Result<> find_vehicle() {
        if (out_.claim.vin.empty()) return {};
        TRY(vehicle_, find_by_key(store_, "vehicles.vehicle", {out_.claim.vin}));
        if (vehicle_) out_.facts.registered = true;
        // Of a vehicle that has left, this dealer knows no more than that it exists.
        const bool is_here = vehicle_ && (seat_ == Seat::hub || !has_value(*vehicle_, "left_on"));
        if (is_here) {
            auto start = known(*vehicle_, "in_service_on");
            if (!start) start = known(*vehicle_, "sold_on");
            out_.facts.vehicle =
                Vehicle{start, flag_of(*vehicle_, "warranty_block"),
                        text_of(*vehicle_, "block_reason"), text_of(*vehicle_, "model")};
        }
        if (vehicle_ || seat_ == Seat::branch) return {};
        TRY(const auto place, find_by_key(store_, "vehicles.place", {out_.claim.vin}));
        out_.facts.registered = place.has_value();
        return {};
    }

    Result<> find_authorisation() {
        const std::string& brand = out_.claim.brand;
        if (!holds(store_, schema::stream_name(schema::StreamKind::catalog, brand))) return {};
        TRY(const auto row,
            find_by_key(store_, "catalog.authorisation", {brand, text_of(out_.record, "branch")}));
        const std::int64_t day = out_.claim.failure_on;
        out_.facts.authorised = row && integer_of(*row, "valid_from") <= day &&
                                day <= known(*row, "valid_until").value_or(day);
        return {};
    }

    Result<std::string> plan_of(const Record& vehicle) {
        std::string own = text_of(vehicle, "warranty_plan");
        if (!own.empty() || !has_value(vehicle, "model_year")) return own;
        TRY(const auto model, find_by_key(store_, "catalog.model",
                                          {out_.claim.brand, text_of(vehicle, "model"),
                                           std::to_string(integer_of(vehicle, "model_year"))}));
        return model ? text_of(*model, "warranty_plan") : std::string();
    }

    Result<> find_coverage() {
        if (!vehicle_ || !out_.facts.vehicle) return {};
        TRY(const std::string plan, plan_of(*vehicle_));
        if (plan.empty()) return {};
        TRY(out_.terms.wear, cover_of(plan, std::string(kWearComponent)));
        if (out_.claim.component.empty()) return {};
        TRY(out_.terms.coverage, cover_of(plan, out_.claim.component));
        return {};
    }

    Result<std::optional<Coverage>> cover_of(const std::string& plan,
                                             const std::string& component) {
        TRY(const auto row,
            find_by_key(store_, "catalog.warranty_plan", {out_.claim.brand, plan, component}));
        if (!row) return std::nullopt;
        return Coverage{integer_of(*row, "months"), integer_of(*row, "kilometres"),
                        integer_of(*row, "deductible")};
    }

    void add_reading(std::int64_t day, const std::optional<std::int64_t>& km) {
        if (!km || day >= out_.claim.failure_on) return;
        auto& highest = out_.facts.highest_reading;
        highest = std::max(highest.value_or(*km), *km);
    }

    /// Readings from before the day of the failure: its own repair order is of that day.
    Result<> find_readings() {
        out_.facts.readings_complete = seat_ == Seat::hub;
        TRY(const auto orders, rows_with(store_, "service.repair_order", "vin", out_.claim.vin));
        const auto own_order = row_of(out_.record, "repair_order");
        for (const Record& order : orders) {
            if (order.id == own_order || text_of(order, "status") == "cancelled") continue;
            add_reading(integer_of(order, "opened_on"), known(order, "odometer_km"));
        }
        TRY(const auto events, rows_with(store_, "vehicles.event", "vin", out_.claim.vin));
        for (const Record& event : events) {
            const Instant at{Milliseconds(integer_of(event, "happened_at"))};
            add_reading(domain::day_of(at), known(event, "odometer_km"));
        }
        if (!vehicle_) return {};
        // What the car brought along when it came from another dealer.
        add_reading(integer_of(*vehicle_, "arrived_on"), known(*vehicle_, "arrived_km"));
        if (!has_value(*vehicle_, "odometer_km")) return {};
        const schema::Entity& vehicles = *vehicle_->entity;
        TRY(const engine::Why why,
            store_.why(vehicles, vehicle_->id, *vehicles.field("odometer_km")));
        for (const auto& step : why.writes) {
            if (step.wins) add_reading(domain::day_of(step.at), known(*vehicle_, "odometer_km"));
        }
        return {};
    }

    /// A claim that came back is judged by the day of its first submission.
    Result<> find_submission() {
        TRY(history_, history_of(store_, out_.record));
        const History& history = history_;
        out_.submissions = history.submissions;
        if (const auto id = row_of(out_.record, "repair_order")) {
            const auto order = store_.find(store_.entity("service.repair_order"), *id);
            if (order) out_.facts.repaired_on = known(*order, "closed_on");
        }
        if (!out_.facts.repaired_on) out_.facts.repaired_on = known(out_.record, "repaired_on");
        if (!history.submitted_at) return {};
        const std::int64_t stamped = domain::day_of(*history.submitted_at);
        auto& signed_on = out_.claim.signed_on;
        if (!signed_on || history.submissions > 1) signed_on = stamped;
        // Dates are those of the branch's time zone, stamps are in UTC.
        out_.facts.signature_believed = stamped - 1 <= *signed_on && *signed_on <= stamped + 1;
        if (history.answered_at) {
            out_.facts.arrived_on = domain::day_of(*history.answered_at);
        } else if (seat_ == Seat::hub) {
            out_.facts.arrived_on = out_.facts.today;
        }
        return {};
    }

    /// Of two claims for one job the one submitted first holds.
    Result<> find_earlier_claim() {
        const Record& own = out_.record;
        TRY(const auto claims, rows_with(store_, "warranty.claim", "vin", out_.claim.vin));
        out_.facts.earlier_claim = "";
        for (const Record& other : claims) {
            const std::string status = text_of(other, "status");
            const bool same = row_of(other, "repair_order") == row_of(own, "repair_order") &&
                              integer_of(other, "job") == integer_of(own, "job");
            if (!same || other.id == own.id || status == "draft" || status == "withdrawn") continue;
            TRY(const History history, history_of(store_, other));
            if (is_later({history, other.id}, {history_, own.id})) continue;
            const std::string number = text_of(other, "number");
            out_.facts.earlier_claim = number.empty() ? to_hex(other.id) : number;
            return {};
        }
        return {};
    }

    Result<> find_lines() {
        const Value own = to_bytes(out_.record.id.view());
        TRY(const auto lines, rows_with(store_, "warranty.claim_line", "claim", own));
        for (const Record& row : lines) {
            out_.claim.lines.push_back({.kind = text_of(row, "kind"),
                                        .item = text_of(row, "item"),
                                        .quantity = integer_of(row, "quantity"),
                                        .unit_price = integer_of(row, "unit_price"),
                                        .number = integer_of(row, "line"),
                                        .technician = text_of(row, "technician"),
                                        .worked_on = known(row, "worked_on")});
        }
        TRY(const auto attachments, rows_with(store_, "warranty.attachment", "claim", own));
        for (const Record& row : attachments) {
            // Without a file or its hash nobody can tell what was attached; a part on the shelf has
            // a label.
            const bool is_there = has_value(row, "file") || has_value(row, "hash") ||
                                  text_of(row, "kind") == "old_part" ||
                                  text_of(row, "kind") == "trouble_code";
            if (!is_there) continue;
            out_.claim.attachments.push_back(
                {.kind = text_of(row, "kind"), .line = integer_of(row, "line")});
        }
        out_.claim = in_order(std::move(out_.claim));
        return {};
    }

    Store& store_;
    Dossier& out_;
    Seat seat_;
    std::optional<Record> vehicle_;
    History history_;
};

}  // namespace

Seat seat_of(const Store& store) {
    return holds(store, schema::stream_name(schema::StreamKind::hub)) ? Seat::hub : Seat::branch;
}

namespace {

Result<std::vector<GoodwillTerms>> goodwill_of(Store& store,
                                               const std::string& brand,
                                               const std::string& version) {
    TRY(const auto rows, rows_with(store, "catalog.goodwill", "brand", brand));
    std::vector<GoodwillTerms> out;
    for (const Record& row : rows) {
        if (text_of(row, "version") != version) continue;
        out.push_back({.place = text_of(row, "place"),
                       .component = text_of(row, "component"),
                       .months = integer_of(row, "months"),
                       .kilometres = integer_of(row, "kilometres"),
                       .services = integer_of(row, "services"),
                       .importer_percent = integer_of(row, "importer_percent"),
                       .dealer_percent = integer_of(row, "dealer_percent"),
                       .customer_percent = integer_of(row, "customer_percent")});
    }
    return out;
}

}  // namespace

Result<Terms> terms_of(Store& store, const std::string& brand, std::int64_t day) {
    TRY(auto rows, rows_with(store, "catalog.warranty_rule", "brand", brand));
    std::erase_if(rows, [&](const Record& row) { return integer_of(row, "valid_from") > day; });
    const auto newest = std::max_element(rows.begin(), rows.end(), comes_before);
    Terms out;
    if (newest == rows.end()) return out;
    out.version = text_of(*newest, "version");
    for (const Record& row : rows) {
        if (text_of(row, "version") != out.version) continue;
        const auto severity = severity_of(text_of(row, "severity"));
        out.rules.push_back({.rule = text_of(row, "rule"),
                             .severity = severity.value_or(Severity::reject),
                             .active = flag_of(row, "active"),
                             .days = known(row, "days"),
                             .grace_days = known(row, "grace_days"),
                             .percent = known(row, "percent"),
                             .months = known(row, "months"),
                             .kilometres = known(row, "kilometres"),
                             .amount_max = known(row, "amount_max"),
                             .deviations = known(row, "deviations")});
    }
    TRY(out.goodwill, goodwill_of(store, brand, out.version));
    std::sort(out.rules.begin(), out.rules.end(),
              [](const RuleTerms& a, const RuleTerms& b) { return a.rule < b.rule; });
    return out;
}

Result<Dossier> gather(Store& store, Record record, Seat seat, std::int64_t today) {
    Dossier out{.record = std::move(record), .claim = {}, .facts = {}, .terms = {}};
    out.facts.today = today;
    TRY_VOID(Gathering(store, out, seat).run());
    return out;
}

}  // namespace branchline::warranty
