// An allocation by the importer: computed from the records, and published once.
#pragma once

#include "hub/orders/allocation_inputs.hpp"

namespace branchline::hub {

/// Where one order ends up.
struct AllocationStep {
    std::size_t line = 0;              ///< Of the outcome's orders.
    std::string vin;                   ///< Empty: none.
    std::string override_reason = {};  ///< Not empty: a person has decided otherwise than the run.
};

struct AllocationPlan {
    AllocationInputs inputs;
    allocation::Outcome outcome;
    std::vector<AllocationStep> steps;  ///< By order.
};

/// Computes and writes nothing. Errors: those of gather_allocation() and allocation::allocate();
/// "bad-override" for an order or a VIN that takes no part, or a car that does not fit.
Result<AllocationPlan> plan_allocation(sync::Replica& hub,
                                       const AllocationRequest& request,
                                       std::int64_t today);

struct AllocationPublished {
    bool is_new = false;  ///< False: the run had been published before, and nothing was written.
    std::int64_t matched = 0;
    /// Orders that could not be given their car, with the error's id; they wait for the next run.
    std::vector<std::pair<std::string, std::string>> refused;
};

/// Writes the run: cars move to their dealers, orders are allocated with VIN, price and arrival,
/// each dealer gets its grants and its lines, the importer keeps the whole. In the caller's group,
/// which a failure of the disk undoes whole; what a rule refuses is left out and told. Errors:
/// "run-exists" when another run has this name; those of the plan.
Result<AllocationPublished> publish_allocation(sync::Replica& hub,
                                               const AllocationRequest& request,
                                               std::int64_t today);

}  // namespace branchline::hub
