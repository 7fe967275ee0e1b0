// Endpoints of files that records name: brought in by people piece by piece, shown to whoever may
// read a record that names them.
#pragma once

#include "common/http/router.hpp"
#include "common/schema/registry.hpp"
#include "sync/transport/driver.hpp"
#include "sync/transport/file_uploads.hpp"

namespace branchline::sync {

/// What `uploads` and the others refer to must outlive every request.
void add_file_routes(http::Router& router,
                     const schema::Registry& registry,
                     Driver& driver,
                     FileUploads& uploads,
                     const Clock& clock);

}  // namespace branchline::sync
