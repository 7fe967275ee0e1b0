// Plain SQLite on the benchmark's workloads: rows are copied, changes wait in a table and are
// pushed over TCP, the newer write of a field wins. Nothing is signed and nobody is asked whether
// he may. No system that does more can be as fast; this says how far away it is.
//
// Each workload forks its processes, so no thread may exist when it is called. Files are written
// below `work`, which must exist and which the caller removes. Times are seconds unless a name says
// milliseconds, wire bytes are counted both ways with their frames, disk bytes are those of one
// replica when it is closed, and memory is the peak of a process. An error names the process that
// failed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "common/base/result.hpp"
#include "tests/bench/data.hpp"

namespace branchline::bench {

struct W1Floor {
    std::size_t rows = 0;
    double wall_s = 0;  ///< From before the replica opens its file until it has counted the rows.
    std::uint64_t wire_bytes = 0;
    std::uint64_t disk_bytes = 0;
    std::int64_t rss_kb = 0;
    std::int64_t hub_rss_kb = 0;
    bool is_equal = false;
};

struct W2Floor {
    std::size_t transactions = 0;
    double local_s = 0;         ///< Nothing but the rows.
    double local_outbox_s = 0;  ///< Each change stands in the table of what must be sent, too.
    double sync_s = 0;          ///< Until the hub has committed all.
    std::uint64_t wire_bytes = 0;
    std::uint64_t disk_bytes = 0;
    std::int64_t rss_kb = 0;
    bool is_equal = false;
};

struct W3Floor {
    std::size_t rows = 0;
    double edit_s = 0;   ///< One side's edits, committed by the thousand.
    double merge_s = 0;  ///< One exchange both ways, until both sides have committed.
    std::uint64_t wire_bytes = 0;
    std::uint64_t disk_bytes = 0;
    std::int64_t rss_kb = 0;
    std::size_t both_fields_kept = 0;  ///< Rows in which both edits stand.
    bool is_equal = false;
};

struct Percentiles {
    double p50_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
};

/// From before the commit at branch A until a query sees the row after its commit: there, at the
/// hub, and at branch B.
struct W4Floor {
    std::size_t changes = 0;
    Percentiles commit;
    Percentiles hub;
    Percentiles edge;
    bool is_equal = false;
};

Result<W1Floor> floor_w1(const Data& data, const std::filesystem::path& work, std::size_t rows);
Result<W2Floor> floor_w2(const Data& data, const std::filesystem::path& work);
Result<W3Floor> floor_w3(const Data& data, const std::filesystem::path& work);
Result<W4Floor> floor_w4(const Data& data, const std::filesystem::path& work);

}  // namespace branchline::bench
