// The importer's account desk: an approved claim becomes a credit memo on the dealer's account, a
// reversed one a debit memo. Nobody types an amount twice.
#pragma once

#include <set>

#include "hub/desk/desk.hpp"

namespace branchline::hub {

class AccountDesk {
public:
    /// Credits every approved claim and debits every reversed one, an entry each, inside the
    /// caller's group: the memo and the claim's step stand or fall together. Costs next to nothing
    /// when no dealer's stream has moved. A claim that cannot be credited is logged and left alone
    /// until the next start. An error is one of the disk.
    Result<> settle_claims(sync::Replica& hub, Instant now);

private:
    using Settle = Result<> (*)(sync::Replica&, const engine::Record&, std::int64_t today);
    Result<> settle(sync::Replica& hub, std::string_view state, Settle how, std::int64_t today);

    Positions seen_;
    std::set<RowId> left_alone_;
};

}  // namespace branchline::hub
