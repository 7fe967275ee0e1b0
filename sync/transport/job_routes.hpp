// GET /api/v1/jobs, GET /api/v1/jobs/{id} and POST /api/v1/jobs/{id}:cancel: long work of any kind,
// for those who were permitted to start it.
#pragma once

#include "common/http/router.hpp"
#include "common/text/json_fwd.hpp"
#include "sync/transport/driver.hpp"
#include "sync/transport/jobs.hpp"

namespace branchline::sync {

/// Members: id, kind, state, cancelling, phase, done, total, rate, elapsed_ms, figures, result,
/// error, and the job's own notes.
text::Json job_json(const JobStatus& status);

/// 202 with the job and its place, as every request that starts one answers.
http::Response job_started(const JobStatus& status);

/// Both must outlive every request.
void add_job_routes(http::Router& router, Driver& driver, Jobs& jobs);

}  // namespace branchline::sync
