// The importer's availability desk: tells the dealers of a brand which branch has a part, from the
// movements that branches have sent. A band and its time, never the figure.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sync/replica/replica.hpp"

namespace branchline::hub {

/// An availability is told again when its band changes, or when its time is this far behind.
inline constexpr Milliseconds kAvailabilityAge{3'600'000};

class AvailabilityDesk {
public:
    /// Looks at every movement that has been applied since the last time; inside the caller's
    /// group, where it also notes how far it has come. An error is one of the disk.
    Result<> publish(sync::Replica& hub);

private:
    using Positions = std::map<std::int64_t, std::uint64_t>;  ///< Looked at, by log.
    /// What a group has moved, with the time of the newest entry that moved it.
    using Moved = std::map<std::pair<std::string, std::string>, Instant>;  ///< By branch, part.

    Result<> load(sync::Replica& hub);
    Result<> note(sync::Replica& hub, std::int64_t log, std::uint64_t seq);
    Result<Moved> moved_in(sync::Replica& hub,
                           const std::string& stream,
                           const sync::LogBook& log,
                           std::uint64_t after);
    Result<> publish_moved(sync::Replica& hub, const std::string& dealer, const Moved& moved);

    std::int64_t notes_ = -1;  ///< Written so far: another figure in the table means a lost group.
    Positions seen_;
};

}  // namespace branchline::hub
