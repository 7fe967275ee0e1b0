// What goes into an allocation, from the importer's records: dealers with sales, stock, quota and
// credit, their confirmed orders, and the cars that no dealer has.
#pragma once

#include "common/domain/allocation/allocation.hpp"
#include "hub/orders/allocation_request.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::hub {

struct AllocationInputs {
    allocation::Input input;
    std::map<std::string, engine::Record> orders;  ///< By the id that the input has.
    std::map<std::string, std::int64_t> prices;    ///< Wholesale, by the same id.
};

/// `today`: days since 1970-01-01. An order that is confirmed has taken quota and credit already,
/// so both count here without the orders of the group that wait for a car. Errors: "unknown-brand",
/// "no-price" for a model that is ordered and has no price today.
Result<AllocationInputs> gather_allocation(sync::Replica& hub,
                                           const AllocationRequest& request,
                                           std::int64_t today);

}  // namespace branchline::hub
