// Endpoints of the month's work: POST /api/v1/statistics/{month}:compute, POST
// /api/v1/statements/{period}:close.
#pragma once

#include "common/http/router.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::hub {

struct MonthlyRoutes {
    sync::Driver& driver;
    const Clock& clock;
};

/// What `parts` refers to must outlive every request.
void add_monthly_routes(http::Router& router, const MonthlyRoutes& parts);

}  // namespace branchline::hub
