// How far a campaign is on one car: which claim completes it, and what branches have done.
#pragma once

#include "common/engine/store.hpp"

namespace branchline::warranty {

/// Which campaign on which car.
struct CampaignCar {
    std::string brand;
    std::string campaign;
    std::string vin;
    auto operator<=>(const CampaignCar&) const = default;
};

/// As people name a document: by its number, else by its id.
std::string name_of(const engine::Record& record);

/// Has the importer agreed to the claim?
bool is_agreed(std::string_view status);

/// The claim that completes the campaign on the car, of those that stand here: the one that the
/// importer has answered first; of those without an answer the one that was submitted first.
/// Drafts and claims that came to nothing do not count, but `own` does, whatever its state, behind
/// all that were submitted before it: it is the one that somebody wants to submit.
Result<std::optional<engine::Record>> holder_of(engine::Store& store,
                                                const CampaignCar& car,
                                                const engine::Record* own = nullptr);

/// open, scheduled, parts_ready, completed or confirmed.
struct CampaignProgress {
    std::string progress = "open";
    std::string branch = {};  ///< Whose work it is; empty: nobody's.
    std::string claim = {};   ///< Which completes it; empty: none.
    bool operator==(const CampaignProgress&) const = default;
};

/// From the claims and the work that stand here.
Result<CampaignProgress> progress_of(engine::Store& store, const CampaignCar& car);

/// As the importer tells it, in a row of warranty.campaign_status.
CampaignProgress told_by(const engine::Record& status);

/// What stands here beside what the importer has told: the further of the two is newer.
Result<CampaignProgress> progress_here(engine::Store& store, const CampaignCar& car);

/// The state of a car of catalog.campaign_vehicle: what a person or a claim has settled counts
/// before what branches do.
std::string state_of(const engine::Record& car, const CampaignProgress& progress);

}  // namespace branchline::warranty
