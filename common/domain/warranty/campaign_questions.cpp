#include "common/domain/warranty/campaign_questions.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/campaigns.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"

namespace branchline::warranty {

namespace {

using domain::text_of;
using domain::value_of;
using engine::Answer;
using engine::Asked;
using engine::Record;
using engine::Store;
using schema::Value;

constexpr std::size_t kPage = 500;
constexpr std::size_t kCarsShown = 500;
constexpr std::int64_t kHundred = 100;

/// From the beginning to the end; the others are ways out.
constexpr std::array<std::string_view, 5> kProgress{"open", "scheduled", "parts_ready", "completed",
                                                    "confirmed"};
constexpr std::array<std::string_view, 3> kWaysOut{"not_applicable", "exported", "scrapped"};

Value day(const Record& record, std::string_view field) {
    const Known found = known(record, field);
    return found ? Value(domain::date_text(*found)) : Value();
}

Result<Record> campaign_of(Store& store, const std::string& brand, const std::string& campaign) {
    TRY(auto row, engine::find_by_key(store, "catalog.campaign", {brand, campaign}));
    if (row) return *std::move(row);
    return fail(Code::not_found, "not-found", "brand " + brand + " has no campaign " + campaign,
                "look at the list of campaigns");
}

Result<> each_with(Store& store,
                   std::string_view entity,
                   const Asked& asked,
                   const std::function<void(const Record&)>& visit) {
    const schema::Entity& declared = store.entity(entity);
    const engine::Query query{
        .filters = {{declared.field("campaign"), Value(asked.at("campaign"))},
                    {declared.field("brand"), Value(asked.at("brand"))}},
        .limit = kPage
    };
    return engine::for_each_record(store, entity, query, [&](const Record& one) -> Result<> {
        visit(one);
        return {};
    });
}

}  // namespace

Result<Answer> campaigns_of_car(Store& store, const Asked& asked) {
    const std::string& vin = asked.at("vin");
    TRY(const auto cars, rows_with(store, "catalog.campaign_vehicle", "vin", vin));
    Answer out;
    out.facts = {
        {"vin", Value(vin)}
    };
    out.columns = {"brand",     "campaign", "title",    "kind",   "status", "stop_sale",
                   "starts_on", "stops_on", "progress", "branch", "claim"};
    for (const Record& car : cars) {
        const CampaignCar of{text_of(car, "brand"), text_of(car, "campaign"), vin};
        TRY(const auto campaign,
            engine::find_by_key(store, "catalog.campaign", {of.brand, of.campaign}));
        // A draft is nobody's business yet.
        if (!campaign || text_of(*campaign, "status") == "draft") continue;
        TRY(const CampaignProgress progress, progress_here(store, of));
        const auto text = [](const std::string& value) {
            return value.empty() ? Value() : Value(value);
        };
        out.rows.push_back({Value(of.brand), Value(of.campaign), value_of(*campaign, "title"),
                            value_of(*campaign, "kind"), value_of(*campaign, "status"),
                            Value(domain::flag_of(*campaign, "stop_sale")),
                            day(*campaign, "starts_on"), day(*campaign, "stops_on"),
                            Value(state_of(car, progress)), text(progress.branch),
                            text(progress.claim)});
    }
    return out;
}

Result<Answer> campaign_progress(Store& store, const Asked& asked) {
    TRY(const Record campaign, campaign_of(store, asked.at("brand"), asked.at("campaign")));
    std::map<std::string, CampaignProgress> told;
    TRY_VOID(each_with(store, "warranty.campaign_status", asked, [&](const Record& status) {
        told[text_of(status, "vin")] = told_by(status);
    }));
    Answer out;
    out.columns = {"vin", "progress", "branch", "claim"};
    std::map<std::string, std::int64_t> counts;
    std::int64_t population = 0;
    TRY_VOID(each_with(store, "catalog.campaign_vehicle", asked, [&](const Record& car) {
        const std::string vin = text_of(car, "vin");
        const auto found = told.find(vin);
        const CampaignProgress progress = found == told.end() ? CampaignProgress{} : found->second;
        const std::string state = state_of(car, progress);
        ++population;
        ++counts[state];
        if (out.rows.size() >= kCarsShown) return;
        out.rows.push_back(
            {Value(vin), Value(state), Value(progress.branch), Value(progress.claim)});
    }));
    std::int64_t due = population;
    for (const std::string_view way : kWaysOut) due -= counts[std::string(way)];
    const std::int64_t done = counts["completed"] + counts["confirmed"];
    const Known percent = due == 0 ? Known() : domain::rounded({done, kHundred}, due);
    out.facts = {
        {"brand", Value(asked.at("brand"))},
        {"campaign", Value(asked.at("campaign"))},
        {"title", value_of(campaign, "title")},
        {"kind", value_of(campaign, "kind")},
        {"status", value_of(campaign, "status")},
        {"stop_sale", Value(domain::flag_of(campaign, "stop_sale"))},
        {"starts_on", day(campaign, "starts_on")},
        {"stops_on", day(campaign, "stops_on")},
        {"population", Value(population)},
        {"due", Value(due)},
        {"done", Value(done)},
        {"percent", percent ? Value(*percent) : Value()}
    };
    for (const std::string_view state : kProgress) {
        out.facts.emplace_back(state, Value(counts[std::string(state)]));
    }
    for (const std::string_view state : kWaysOut) {
        out.facts.emplace_back(state, Value(counts[std::string(state)]));
    }
    return out;
}

}  // namespace branchline::warranty
