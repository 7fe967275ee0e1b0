// The importer's warranty desk: judges claims that were submitted and writes the decision into the
// dealer's stream. What the rules cannot decide goes to a person.
#pragma once

#include <set>

#include "hub/desk/desk.hpp"

namespace branchline::hub {

class WarrantyDesk {
public:
    /// Decides every submitted claim, one entry each; inside the caller's group. Costs next to
    /// nothing when no dealer's stream has moved. A decision that is refused sends the claim to a
    /// person; when even that is refused, it is logged and left alone until the next start. An
    /// error is one of the disk.
    Result<> decide_claims(sync::Replica& hub, Instant now);
    /// Lets claims lapse that were sent back and not answered in time. Looks once a day.
    Result<> lapse_claims(sync::Replica& hub, Instant now);

private:
    Result<> decide(sync::Replica& hub, const engine::Record& claim, Instant now);
    Result<> lapse(sync::Replica& hub, const engine::Record& claim, Instant now);
    Result<> leave_alone_if_refused(const engine::Record& claim, const Result<>& done);

    Positions seen_;
    std::int64_t lapsed_on_ = -1;  ///< The day of the last look.
    std::set<RowId> left_alone_;
};

}  // namespace branchline::hub
