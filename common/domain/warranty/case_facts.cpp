#include "common/domain/warranty/case_facts.hpp"

#include <algorithm>

#include "common/domain/text.hpp"
#include "common/domain/warranty/campaigns.hpp"
#include "common/domain/warranty/checks.hpp"
#include "common/domain/warranty/history.hpp"
#include "common/domain/warranty/line_facts.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::warranty {

namespace {

using domain::flag_of;
using domain::integer_of;
using domain::text_of;
using engine::find_by_key;
using engine::Record;
using engine::Store;

constexpr std::size_t kMonthLength = 7;  // 2026-11

bool is_done(const Record& order) {
    const std::string status = text_of(order, "status");
    return status == "done" || status == "quality_checked" || status == "ready_to_invoice" ||
           status == "invoiced" || status == "closed";
}

class CaseFacts {
public:
    CaseFacts(Store& store, Dossier& out, Seat seat)
        : store_(store), out_(out), brand_(out.claim.brand), seat_(seat) {}

    Result<> run() {
        TRY_VOID(find_approval());
        TRY_VOID(find_campaign());
        TRY_VOID(find_part_sale());
        TRY_VOID(find_repairs());
        TRY_VOID(find_certificates());
        return find_statistics();
    }

private:
    Result<> find_approval() {
        const auto id = row_of(out_.record, "approval");
        if (!id) return {};
        const auto row = store_.find(store_.entity("warranty.approval"), *id);
        if (!row && row.error().code != Code::not_found) return std::unexpected(row.error());
        if (!row || row->life != "alive") return {};
        out_.facts.approval = Approval{.status = text_of(*row, "status"),
                                       .vin = text_of(*row, "vin"),
                                       .operations = domain::set_of(*row, "operations"),
                                       .amount_max = known(*row, "amount_max"),
                                       .valid_until = known(*row, "valid_until"),
                                       .extra_minutes = integer_of(*row, "extra_minutes")};
        return {};
    }

    Result<> find_campaign() {
        const std::string& name = out_.claim.campaign;
        const std::string stream = schema::stream_name(schema::StreamKind::catalog, brand_);
        if (out_.claim.kind != kCampaignKind || name.empty() || !holds(store_, stream)) return {};
        Campaign& out = out_.facts.campaign.emplace();
        TRY(const auto row, find_by_key(store_, "catalog.campaign", {brand_, name}));
        out.exists = row.has_value();
        if (!row) return {};
        out.status = text_of(*row, "status");
        out.kind = text_of(*row, "kind");
        out.starts_on = known(*row, "starts_on");
        out.stops_on = known(*row, "stops_on");
        TRY_VOID(find_campaign_items(out));
        TRY(const auto car,
            find_by_key(store_, "catalog.campaign_vehicle", {brand_, name, out_.claim.vin}));
        if (car) out.vehicle_status = text_of(*car, "status");
        // The claim that has completed it was right to be made.
        const bool is_ours = car && text_of(*car, "claim") == name_of(out_.record);
        if (is_ours && out.vehicle_status == "confirmed") out.vehicle_status = "open";
        return find_completion();
    }

    Result<> find_campaign_items(Campaign& out) {
        TRY(const auto rows,
            rows_with(store_, "catalog.campaign_item", "campaign", out_.claim.campaign));
        for (const Record& row : rows) {
            if (text_of(row, "brand") != brand_) continue;
            CampaignItem item{.kind = text_of(row, "kind"),
                              .item = text_of(row, "item"),
                              .quantity = known(row, "quantity")};
            if (item.kind == "part") item.item = domain::normalised_part(item.item);
            out.items.push_back(std::move(item));
        }
        return {};
    }

    /// Of two claims for one car and campaign the one that the importer has answered first holds.
    /// A branch knows of other dealers' claims what the importer has told.
    Result<> find_completion() {
        TRY(const auto holder,
            holder_of(store_, {brand_, out_.claim.campaign, out_.claim.vin}, &out_.record));
        if (holder && holder->id != out_.record.id) {
            out_.facts.campaign_done = name_of(*holder);
            return {};
        }
        if (seat_ == Seat::branch) return find_told_completion();
        out_.facts.campaign_done = "";
        return {};
    }

    Result<> find_told_completion() {
        const std::string stream = schema::stream_name(schema::StreamKind::network, brand_);
        if (!holds(store_, stream)) return {};
        TRY(const auto told, find_by_key(store_, "warranty.campaign_status",
                                         {brand_, out_.claim.campaign, out_.claim.vin}));
        const std::string claim = told ? text_of(*told, "claim") : std::string();
        out_.facts.campaign_done = claim == name_of(out_.record) ? std::string() : claim;
        return {};
    }

    Result<> find_part_sale() {
        out_.facts.sales_complete = seat_ == Seat::hub;
        if (out_.claim.original_invoice.empty()) return {};
        TRY(const auto rows,
            rows_with(store_, "service.part_sale", "invoice", out_.claim.original_invoice));
        const std::string part = domain::normalised_part(out_.claim.causal_part);
        for (const Record& row : rows) {
            if (domain::normalised_part(text_of(row, "part")) != part) continue;
            auto& sold = out_.facts.part_sold_on;
            sold = std::max(sold.value_or(INT64_MIN), integer_of(row, "sold_on"));
        }
        return {};
    }

    Result<std::string> component_of(const Record& record) {
        std::string own = text_of(record, "component");
        if (!own.empty()) return own;
        const std::string operation = text_of(record, "operation");
        if (operation.empty()) return std::string();
        TRY(const auto row, find_by_key(store_, "catalog.operation", {brand_, operation}));
        return row ? text_of(*row, "component") : std::string();
    }

    /// Services of the whole network, and what was done to the component at this branch.
    Result<> find_repairs() {
        out_.facts.services_complete = seat_ == Seat::hub;
        const bool has_component = !out_.claim.component.empty();
        if (has_component) out_.facts.repairs.emplace();
        const auto own = row_of(out_.record, "repair_order");
        TRY(const auto orders, rows_with(store_, "service.repair_order", "vin", out_.claim.vin));
        for (const Record& order : orders) {
            const std::int64_t opened = integer_of(order, "opened_on");
            if (order.id == own || opened > out_.claim.failure_on || !is_done(order)) continue;
            if (flag_of(order, "maintenance")) ++out_.facts.services;
            // Of two orders of one day nobody can tell which one was first.
            const bool counts = has_component && opened < out_.claim.failure_on;
            if (counts) TRY_VOID(add_repair(order, opened, "closed_on"));
        }
        return has_component ? find_claimed_repairs(own) : Result<>();
    }

    /// Those of claims that were submitted before this one.
    Result<> find_claimed_repairs(const std::optional<RowId>& own_order) {
        TRY(const History own, history_of(store_, out_.record));
        TRY(const auto claims, rows_with(store_, "warranty.claim", "vin", out_.claim.vin));
        for (const Record& claim : claims) {
            const std::string status = text_of(claim, "status");
            const bool counts = claim.id != out_.record.id && status != "draft" &&
                                status != "withdrawn" && row_of(claim, "repair_order") != own_order;
            if (!counts) continue;
            TRY(const History history, history_of(store_, claim));
            if (is_later({history, claim.id}, {own, out_.record.id})) continue;
            TRY_VOID(add_repair(claim, integer_of(claim, "failure_on"), "repaired_on"));
        }
        return {};
    }

    Result<> add_repair(const Record& record, std::int64_t began, std::string_view end) {
        const bool is_ours = text_of(record, "branch") == text_of(out_.record, "branch");
        if (!out_.facts.repairs || !is_ours) return {};
        TRY(const std::string component, component_of(record));
        if (component != out_.claim.component) return {};
        out_.facts.repairs->push_back({.document = name_of(record),
                                       .repaired_on = known(record, end).value_or(began),
                                       .odometer_km = known(record, "odometer_km")});
        return {};
    }

    Result<> find_certificates() {
        TRY(const auto rows,
            rows_with(store_, "service.certificate", "dealer", dealer_of(out_.record)));
        auto& out = out_.facts.certificates.emplace();
        for (const Record& row : rows) {
            out.push_back({.technician = text_of(row, "technician"),
                           .skill = text_of(row, "skill"),
                           .valid_from = integer_of(row, "valid_from"),
                           .valid_until = known(row, "valid_until")});
        }
        return {};
    }

    /// Of the last month before the failure that has any.
    Result<> find_statistics() {
        TRY(const auto rows,
            rows_with(store_, "warranty.statistic", "dealer", dealer_of(out_.record)));
        const std::string month = domain::date_text(out_.claim.failure_on).substr(0, kMonthLength);
        const Record* last = nullptr;
        for (const Record& row : rows) {
            if (text_of(row, "brand") != brand_ || text_of(row, "month") >= month) continue;
            if (last == nullptr || text_of(*last, "month") < text_of(row, "month")) last = &row;
        }
        if (last == nullptr) return {};
        const auto comparison = [&](const std::string& figure) {
            return Comparison{integer_of(*last, figure), integer_of(*last, figure + "_sum"),
                              integer_of(*last, figure + "_squares")};
        };
        out_.facts.statistics = Statistics{.month = text_of(*last, "month"),
                                           .group_size = integer_of(*last, "group_size"),
                                           .value = comparison("value"),
                                           .frequency = comparison("frequency")};
        return {};
    }

    Store& store_;
    Dossier& out_;
    const std::string& brand_;
    Seat seat_;
};

}  // namespace

Result<> find_case_facts(Store& store, Dossier& dossier, Seat seat) {
    return CaseFacts(store, dossier, seat).run();
}

}  // namespace branchline::warranty
