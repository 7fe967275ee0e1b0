// Cars move between dealers. A car stands in one dealer's stream at a time; the register in the
// hub's own stream says in whose.
#pragma once

#include "sync/replica/replica.hpp"

namespace branchline::hub {

struct VehicleMove {
    std::string vin;
    std::string dealer;      ///< Who gets it.
    std::int64_t today = 0;  ///< Days since 1970-01-01.
    /// The dealer has not seen it yet: it goes on from where it stands, as in transit. Else it
    /// stands in the dealer's stock.
    bool on_its_way = false;
};

/// Writes the car into the new dealer's stream with what the importer knows of it (the dealer's
/// notes and customers stay where they were), then marks it as left in the old one. All of it in
/// the caller's group, which a failure of the disk undoes whole; what can be refused is refused
/// with the first write at the latest. Errors: Code::not_found for an unknown car or dealer,
/// Code::conflict when it stands there already.
Result<> move_vehicle(sync::Replica& hub, const VehicleMove& move);

/// The dealer in whose stream a car stands; Code::not_found when no dealer has it.
Result<std::string> holder_of(sync::Replica& hub, const std::string& vin);

}  // namespace branchline::hub
