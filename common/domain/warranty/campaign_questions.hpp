// What recall campaigns are to a car, and how far one is.
#pragma once

#include "common/engine/question.hpp"

namespace branchline::warranty {

/// Every campaign that a VIN is in, with its state. Asked for the reception and the sale.
Result<engine::Answer> campaigns_of_car(engine::Store& store, const engine::Asked& asked);

/// The population of a campaign by state, and car by car.
Result<engine::Answer> campaign_progress(engine::Store& store, const engine::Asked& asked);

}  // namespace branchline::warranty
