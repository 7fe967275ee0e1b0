#include "common/domain/warranty/stop_sale.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/domain/warranty/campaigns.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/keys.hpp"

namespace branchline::warranty {

namespace {

using domain::text_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using engine::Store;

constexpr std::string_view kRetailed = "retailed";
/// States of a car that nothing is to be done on before its sale.
constexpr std::array<std::string_view, 5> kFree{"completed", "confirmed", "not_applicable",
                                                "exported", "scrapped"};

Result<bool> is_stopped(Store& store, const Record& car, const CampaignCar& of) {
    TRY(const CampaignProgress progress, progress_here(store, of));
    return std::ranges::find(kFree, state_of(car, progress)) == kFree.end();
}

Result<std::optional<Record>> car_of(Store& store, const RowEdit& row) {
    if (!row.id) return engine::find_by_key(store, row.entity->name, row.key);
    TRY(Record car, store.find(*row.entity, *row.id));
    return std::optional(std::move(car));
}

Result<> sale_is_not_stopped(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    if (row.transition != kRetailed) return {};
    TRY(const auto car, car_of(store, row));
    // A car that is not known here is refused elsewhere; one that is sold was sold before.
    if (!car || text_of(*car, "status") == kRetailed) return {};
    const std::string vin = text_of(*car, "vin");
    TRY(const auto stops, stop_sales_of(store, vin));
    if (stops.empty()) return {};
    return fail(Code::refused, "stop-sale",
                fmt::format("campaign {} stops the sale of {}", name_of(stops.front()), vin),
                fmt::format("do the work of {} on the car first, or ask the importer",
                            stops.front().campaign));
}

constexpr engine::Precondition kPreconditions[] = {
    {"vehicles.vehicle", sale_is_not_stopped},
};

}  // namespace

std::string name_of(const StopSale& stop) {
    return fmt::format("{} ({}) of {}", stop.campaign, stop.title, stop.brand);
}

Result<std::vector<StopSale>> stop_sales_of(Store& store, const std::string& vin) {
    TRY(const auto cars, rows_with(store, "catalog.campaign_vehicle", "vin", vin));
    std::vector<StopSale> out;
    for (const Record& car : cars) {
        const CampaignCar of{text_of(car, "brand"), text_of(car, "campaign"), vin};
        TRY(const auto campaign,
            engine::find_by_key(store, "catalog.campaign", {of.brand, of.campaign}));
        const bool stops = campaign && text_of(*campaign, "status") == "active" &&
                           domain::flag_of(*campaign, "stop_sale");
        if (!stops) continue;
        TRY(const bool stopped, is_stopped(store, car, of));
        if (stopped) out.push_back({of.brand, of.campaign, text_of(*campaign, "title")});
    }
    std::ranges::sort(out, {},
                      [](const StopSale& stop) { return std::pair(stop.brand, stop.campaign); });
    return out;
}

std::span<const engine::Precondition> preconditions() {
    return kPreconditions;
}

}  // namespace branchline::warranty
