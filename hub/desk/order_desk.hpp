// The importer's order desk: confirms wholesale orders that branches have submitted, or rejects
// them with the first rule that says no, its value, its limit and what remains.
#pragma once

#include <set>

#include "hub/desk/desk.hpp"

namespace branchline::hub {

class OrderDesk {
public:
    /// Decides every order that was submitted or that waits at a branch for an answer, by the day
    /// of submission and then by row, one entry each; inside the caller's group. Costs next to
    /// nothing when no dealer's stream has moved. A decision that is refused is logged and left
    /// alone until the next start. An error is one of the disk.
    Result<> decide_orders(sync::Replica& hub, Instant now);

private:
    Result<> decide(sync::Replica& hub, const engine::Record& order, Instant now);

    Positions seen_;
    std::set<RowId> left_alone_;
};

}  // namespace branchline::hub
