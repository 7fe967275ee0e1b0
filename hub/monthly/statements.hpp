// Closing a month of every dealer's account.
#pragma once

#include "common/domain/month.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::hub {

struct StatementsDone {
    std::int64_t closed = 0;   ///< Accounts.
    std::int64_t before = 0;   ///< Accounts that had been closed for the month.
    std::int64_t settled = 0;  ///< Claims.
};

/// Writes a statement for each account that is open, closes the account up to the end of the month,
/// and settles the claims whose credit memos it holds. Inside the caller's group, all or none:
/// what is refused is refused before the first word is written. Errors: "period-not-over";
/// "period-closed" when every account is closed for the month; "earlier-period-open" when a
/// document before the month stands on no statement; "no-accounts"; "too-large".
Result<StatementsDone> close_statements(sync::Replica& hub,
                                        const domain::Month& period,
                                        std::int64_t today);

}  // namespace branchline::hub
