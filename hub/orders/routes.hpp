// Endpoints of allocations: POST /api/v1/allocations/what-if computes and writes nothing, POST
// /api/v1/allocations publishes.
#pragma once

#include "common/http/router.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::hub {

struct AllocationRoutes {
    sync::Driver& driver;
    const Clock& clock;
};

/// What `parts` refers to must outlive every request.
void add_allocation_routes(http::Router& router, const AllocationRoutes& parts);

}  // namespace branchline::hub
