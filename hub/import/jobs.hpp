// Imports are jobs as any other long work; here they go by shorter names.
#pragma once

#include "sync/transport/jobs.hpp"

namespace branchline::hub {

using sync::Job;
using sync::Jobs;
using sync::JobStatus;
using Progress = sync::JobProgress;

}  // namespace branchline::hub
