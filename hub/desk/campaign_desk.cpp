#include "hub/desk/campaign_desk.hpp"

#include <set>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::hub {

namespace {

using domain::text_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::StreamKind;
using schema::Value;
using sync::Replica;
using warranty::CampaignCar;
using warranty::CampaignProgress;

constexpr std::size_t kPage = 500;
constexpr std::string_view kConfirmed = "confirmed";

/// Every record of an entity in a stream that belongs to a campaign.
Result<> each_of_campaign(Replica& hub,
                          std::string_view entity,
                          const std::string& stream,
                          const std::string& campaign,
                          const std::function<void(const Record&)>& visit) {
    const schema::Entity& declared = hub.entity(entity);
    return engine::for_each_record(hub, entity,
                                   {.stream = stream,
                                    .filters = {{declared.field("campaign"), Value(campaign)}},
                                    .limit = kPage},
                                   [&](const Record& record) -> Result<> {
                                       visit(record);
                                       return {};
                                   });
}

Result<std::set<std::string>> campaigns(Replica& hub) {
    std::set<std::string> out;
    TRY_VOID(engine::for_each_record(hub, "catalog.campaign", {.limit = kPage},
                                     [&](const Record& campaign) -> Result<> {
                                         out.insert(text_of(campaign, "campaign"));
                                         return {};
                                     }));
    return out;
}

/// What a refused edit leaves behind: a line in the log. The car's papers stand as they are.
Result<> commit_or_log(Replica& hub, const Edit& edit, const CampaignCar& car) {
    const auto done = hub.commit(edit);
    if (done) return {};
    if (is_of_disk(done.error())) return std::unexpected(done.error());
    log::warning("campaigns", fmt::format("{} of {}: {}", car.vin, car.campaign, done.error().id));
    return {};
}

/// The car's place in the population follows the claim.
Result<> confirm(Replica& hub,
                 const CampaignCar& car,
                 const CampaignProgress& now,
                 std::int64_t today) {
    TRY(const auto place,
        engine::find_by_key(hub, "catalog.campaign_vehicle", {car.brand, car.campaign, car.vin}));
    if (!place) return {};
    const std::string status = text_of(*place, "status");
    const bool is_confirmed = now.progress == kConfirmed;
    // What a person has confirmed without a claim, the desk leaves alone.
    const bool by_desk = status == kConfirmed && !text_of(*place, "claim").empty();
    const bool goes_on = is_confirmed && status == "open";
    const bool goes_back = !is_confirmed && by_desk;
    if (!goes_on && !goes_back) return {};
    Edit edit = transition_of(*place, status, goes_on ? kConfirmed : "open");
    const auto write = [&](std::string_view field, Value value) {
        edit.rows.front().wishes[place->entity->field(field)->id] = std::move(value);
    };
    write("confirmed_on", goes_on ? Value(today) : Value());
    write("claim", goes_on ? Value(now.claim) : Value());
    return commit_or_log(hub, edit, car);
}

Result<> tell(Replica& hub,
              const CampaignCar& car,
              const CampaignProgress& now,
              std::int64_t today) {
    const schema::Entity& entity = hub.entity("warranty.campaign_status");
    TRY(const auto told, engine::find_by_key(hub, entity.name, {car.brand, car.campaign, car.vin}));
    const CampaignProgress before =
        told ? CampaignProgress{text_of(*told, "progress"), text_of(*told, "branch"),
                                text_of(*told, "claim")}
             : CampaignProgress{};
    if (before == now) return {};
    Edit edit{.stream = schema::stream_name(StreamKind::network, car.brand)};
    RowEdit row{
        .entity = &entity, .key = {car.brand, car.campaign, car.vin}
    };
    const auto write = [&](std::string_view field, Value value) {
        row.wishes[entity.field(field)->id] = std::move(value);
    };
    write("progress", now.progress);
    write("branch", now.branch.empty() ? Value() : Value(now.branch));
    write("claim", now.claim.empty() ? Value() : Value(now.claim));
    write("as_of", today);
    edit.rows.push_back(std::move(row));
    return commit_or_log(hub, edit, car);
}

using Cars = std::map<CampaignCar, std::string>;

/// Cars whose papers are others in one than in the other.
void add_differences(const Cars& before, const Cars& now, std::set<CampaignCar>& out) {
    for (const auto& [car, state] : now) {
        const auto known = before.find(car);
        if (known == before.end() || known->second != state) out.insert(car);
    }
    for (const auto& [car, state] : before) {
        if (!now.contains(car)) out.insert(car);
    }
}

}  // namespace

Result<CampaignDesk::Cars> CampaignDesk::papers_in(Replica& hub, const std::string& stream) {
    Cars out;
    const auto note = [&](const Record& record) {
        const CampaignCar car{text_of(record, "brand"), text_of(record, "campaign"),
                              text_of(record, "vin")};
        out[car] += fmt::format("{} {};", to_hex(record.id), text_of(record, "status"));
    };
    TRY(const auto names, campaigns(hub));
    for (const std::string& name : names) {
        TRY_VOID(each_of_campaign(hub, "warranty.claim", stream, name, note));
        TRY_VOID(each_of_campaign(hub, "warranty.campaign_work", stream, name, note));
    }
    return out;
}

Result<> CampaignDesk::follow(Replica& hub, Instant now) {
    const std::int64_t today = domain::day_of(now);
    std::map<std::string, Looked> looked;
    std::set<CampaignCar> moved;
    for (const auto& [name, stream] : hub.state().books.streams()) {
        if (stream->parsed.kind != StreamKind::dealer) continue;
        const std::uint64_t applied = applied_in(*stream);
        const Looked& before = looked_[name];
        if (before.applied == applied) continue;
        TRY(Cars found, papers_in(hub, name));
        add_differences(before.cars, found, moved);
        looked[name] = {applied, std::move(found)};
    }
    for (const CampaignCar& car : moved) {
        TRY(const CampaignProgress is, warranty::progress_of(hub, car));
        TRY_VOID(confirm(hub, car, is, today));
        TRY_VOID(tell(hub, car, is, today));
    }
    // When something could not be written, the desk looks again.
    for (auto& [name, what] : looked) looked_[name] = std::move(what);
    return {};
}

}  // namespace branchline::hub
