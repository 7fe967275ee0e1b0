#include "common/domain/warranty/campaigns.hpp"

#include <algorithm>
#include <array>

#include "common/domain/text.hpp"
#include "common/domain/warranty/checks.hpp"
#include "common/domain/warranty/history.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/keys.hpp"

namespace branchline::warranty {

namespace {

using domain::text_of;
using engine::Record;
using engine::Store;

/// From the beginning to the end.
constexpr std::array<std::string_view, 5> kSteps{"open", "scheduled", "parts_ready", "completed",
                                                 "confirmed"};

std::size_t rank(std::string_view progress) {
    return static_cast<std::size_t>(std::ranges::find(kSteps, progress) - kSteps.begin());
}

bool came_to_nothing(std::string_view status) {
    return status == "draft" || status == "withdrawn" || status == "rejected" ||
           status == "lapsed" || status == "reversed";
}

bool is_of(const Record& record, const CampaignCar& car) {
    return text_of(record, "brand") == car.brand && text_of(record, "campaign") == car.campaign;
}

/// What was answered has come in before what was not.
bool holds_before(const Submission& a, const Submission& b) {
    const auto& a_at = a.history.answered_at;
    const auto& b_at = b.history.answered_at;
    if (a_at != b_at) return a_at && (!b_at || *a_at < *b_at);
    return is_later(b, a);
}

}  // namespace

std::string name_of(const Record& record) {
    std::string number = text_of(record, "number");
    return number.empty() ? to_hex(record.id) : number;
}

bool is_agreed(std::string_view status) {
    return status == "approved" || status == "approved_reduced" || status == "credited" ||
           status == "settled" || status.starts_with("oem_");
}

Result<std::optional<Record>> holder_of(Store& store, const CampaignCar& car, const Record* own) {
    TRY(auto claims, rows_with(store, "warranty.claim", "vin", car.vin));
    std::optional<std::pair<History, Record>> first;
    for (Record& claim : claims) {
        const bool counts = text_of(claim, "kind") == kCampaignKind && is_of(claim, car) &&
                            !came_to_nothing(text_of(claim, "status")) &&
                            (own == nullptr || claim.id != own->id);
        if (!counts) continue;
        TRY(History history, history_of(store, claim));
        if (first && !holds_before({history, claim.id}, {first->first, first->second.id})) {
            continue;
        }
        first.emplace(std::move(history), std::move(claim));
    }
    if (own == nullptr) return first ? std::optional(std::move(first->second)) : std::nullopt;
    TRY(History mine, history_of(store, *own));
    // One that is to be submitted again has lost the place that its first answer gave it.
    if (came_to_nothing(text_of(*own, "status"))) mine.answered_at.reset();
    const bool is_mine =
        !first ||
        (mine.submitted_at && holds_before({mine, own->id}, {first->first, first->second.id}));
    return is_mine ? *own : std::move(first->second);
}

Result<CampaignProgress> progress_of(Store& store, const CampaignCar& car) {
    CampaignProgress out;
    TRY(const auto works, rows_with(store, "warranty.campaign_work", "vin", car.vin));
    std::size_t furthest = 0;
    for (const Record& work : works) {
        if (!is_of(work, car)) continue;
        const std::size_t step = rank(text_of(work, "status"));
        if (step == kSteps.size() || step <= furthest) continue;
        furthest = step;
        out.branch = text_of(work, "branch");
    }
    out.progress = kSteps[furthest];
    TRY(const auto claim, holder_of(store, car));
    if (!claim) return out;
    out.progress = is_agreed(text_of(*claim, "status")) ? "confirmed" : "completed";
    out.branch = text_of(*claim, "branch");
    out.claim = name_of(*claim);
    return out;
}

CampaignProgress told_by(const Record& status) {
    return {text_of(status, "progress"), text_of(status, "branch"), text_of(status, "claim")};
}

Result<CampaignProgress> progress_here(Store& store, const CampaignCar& car) {
    TRY(CampaignProgress own, progress_of(store, car));
    TRY(const auto told,
        engine::find_by_key(store, "warranty.campaign_status", {car.brand, car.campaign, car.vin}));
    if (!told) return own;
    const CampaignProgress heard = told_by(*told);
    return rank(heard.progress) > rank(own.progress) ? heard : own;
}

std::string state_of(const Record& car, const CampaignProgress& progress) {
    const std::string settled = text_of(car, "status");
    return settled == "open" ? progress.progress : settled;
}

}  // namespace branchline::warranty
