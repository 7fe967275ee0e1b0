// What has changed here, in the order in which it did: a position of this replica alone for each
// piece of a log that was applied. Written inside the group that applies it, so that a position
// that somebody has heard of is never taken back.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync/replica/replica.hpp"

namespace branchline::sync {

/// Contiguous entries of one log that were applied together.
struct Change {
    std::uint64_t position = 0;  ///< From 1; grows by one.
    std::string stream;
    LogId log;
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;
};

class ChangeFeed {
public:
    /// Begins with what is applied from now on; goes on where an earlier process has ended.
    static Result<std::unique_ptr<ChangeFeed>> open(Replica& replica);

    /// Notes what was applied since the last time, and the receipts that decide on it: it has them
    /// written. Last thing inside a group.
    Result<> note(Replica& replica);
    /// The last position, be it durable or not: to see that there is something new.
    std::uint64_t newest() const { return newest_; }

    /// Positions that can still be read: behind `oldest`, up to `newest`.
    struct Span {
        std::uint64_t oldest = 0;
        std::uint64_t newest = 0;
    };
    Result<Span> span();
    /// At most `limit` changes behind a position, in order.
    Result<std::vector<Change>> read(std::uint64_t after, std::size_t limit);

    static constexpr std::uint64_t kKept = 100'000;    ///< Changes; older ones are forgotten.
    static constexpr std::uint64_t kEntriesMax = 100;  ///< Of one change.

private:
    explicit ChangeFeed(db::Database& database) : database_(database) {}
    Result<> load(Replica& replica);
    Result<std::uint64_t> note_log(const std::string& stream,
                                   const LogBook& log,
                                   std::uint64_t position);
    Result<> forget(std::uint64_t newest);

    db::Database& database_;
    using Seen = std::map<LogId, std::uint64_t>;  ///< Applied position of each log.
    Seen seen_;
    Seen before_;               ///< What seen_ was, should the group of the last note have failed.
    std::uint64_t newest_ = 0;  ///< With the last note, be it durable or not.
};

}  // namespace branchline::sync
