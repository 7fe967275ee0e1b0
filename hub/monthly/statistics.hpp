// A month of every dealer beside those of its group, for rule W25.
#pragma once

#include "common/domain/month.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::hub {

struct StatisticsDone {
    std::int64_t dealers = 0;  ///< With vehicles under warranty; once for each brand.
    std::int64_t written = 0;  ///< Rows that were not there, or said something else.
};

/// Of each brand, the dealers that sell it are the group. Counts their vehicles under warranty on
/// the last day of the month, and the credit memos of claims dated into it; writes a row into each
/// dealer's stream. What is there already is not written again. Errors: "month-not-over" before the
/// month has ended, "too-large" when the sums do not fit; of a failed write.
Result<StatisticsDone> compute_statistics(sync::Replica& hub,
                                          const domain::Month& month,
                                          std::int64_t today);

/// The last month's, as soon as there is a new one.
class MonthlyWork {
public:
    /// After every group; looks when the month has changed since the last time, and leaves a month
    /// that has statistics alone. An error is one of the disk.
    Result<> compute(sync::Replica& hub, Instant now);

private:
    std::string month_;  ///< Of the last look.
};

}  // namespace branchline::hub
