// Campaigns that forbid handing a car over: asked before a sale, told with a quote.
#pragma once

#include "common/engine/precondition.hpp"

namespace branchline::warranty {

/// A campaign that is active and stops the sale of its cars.
struct StopSale {
    std::string brand;
    std::string campaign;
    std::string title;
    bool operator==(const StopSale&) const = default;
};

/// R26-1 (Brake hose) of VOLVO
std::string name_of(const StopSale& stop);

/// Those that stop the sale of the car, as far as this replica has heard of them. A car on which
/// the work is done, or that has left the campaign, is free.
Result<std::vector<StopSale>> stop_sales_of(engine::Store& store, const std::string& vin);

/// "stop-sale" refuses the retail of such a car.
std::span<const engine::Precondition> preconditions();

}  // namespace branchline::warranty
