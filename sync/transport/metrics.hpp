// The figures of GET /metrics that the daemon knows already: streams, peers, the queue, the file.
#pragma once

#include <filesystem>

#include "common/metrics/exposition.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::sync {

/// Of the whole process. Runs on the engine's thread.
struct Gauged {
    Engine& engine;
    const Driver& driver;
    std::filesystem::path database;  ///< The write-ahead log beside it counts, too.
    std::string software;
};
Result<> write_metrics(const Gauged& gauged, metrics::Exposition& out);

}  // namespace branchline::sync
