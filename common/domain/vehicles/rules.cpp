// What may not be said of a car.
#include "common/domain/vehicles/rules.hpp"

#include "common/domain/reference/vin_rules.hpp"

namespace branchline::vehicles {

namespace {

using engine::Proposal;

constexpr std::int64_t kOdometerMaxKm = 3'000'000;  // No car on record has reached it.

/// The importer has moved the car on while this branch could not know.
bool is_elsewhere(const Proposal& change) {
    const schema::Value* left = change.before_of("left_on");
    return left != nullptr && *left != schema::Value() && change.written("left_on") == nullptr;
}

constexpr engine::Rule kRules[] = {
    {.entity = "vehicles.vehicle",
     .code = "BAD_VIN",
     .text = reference::kVinLengthText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_vin_of_wrong_length   },
    {.entity = "vehicles.vehicle",
     .code = "BAD_VIN",
     .text = reference::kVinCharacterText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_wrong_character_in_vin},
    {.entity = "vehicles.vehicle",
     .code = "TARGET_MOVED",
     .text = "the car had left for another dealer before this change came",
     .remedy = "tell the dealer who has it now; the importer knows",
     .breaks = is_elsewhere                                 },
    {.entity = "vehicles.vehicle",
     .code = "ODOMETER_IMPLAUSIBLE",
     .text = kOdometerText,
     .remedy = kOdometerRemedy,
     .breaks = has_implausible_odometer                     },
};

}  // namespace

bool has_implausible_odometer(const Proposal& change) {
    const std::int64_t* km = engine::integer_of(change.written("odometer_km"));
    return km != nullptr && (*km < 0 || *km > kOdometerMaxKm);
}

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::vehicles
