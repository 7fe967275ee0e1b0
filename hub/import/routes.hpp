// Endpoints of imports: POST /api/v1/imports/{kind} starts one, GET /api/v1/imports/{id} tells how
// far it is, GET /api/v1/imports lists the last ones.
#pragma once

#include <filesystem>

#include "common/http/router.hpp"
#include "hub/import/jobs.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::hub {

struct ImportRoutes {
    sync::Driver& driver;
    Jobs& jobs;
    std::filesystem::path workspace;  ///< For files that an import needs or leaves.
};

/// What `parts` refers to must outlive every request.
void add_import_routes(http::Router& router, const ImportRoutes& parts);

}  // namespace branchline::hub
