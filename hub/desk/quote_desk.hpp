// The importer's quote desk: lapses offers that cannot be kept, because the car is not the
// dealer's, is sold, or another customer has accepted it.
#pragma once

#include <set>

#include "hub/desk/desk.hpp"

namespace branchline::hub {

class QuoteDesk {
public:
    /// Looks at every quote that is offered in a dealer's stream that has moved; one entry for each
    /// that lapses, with its reason, inside the caller's group. A step that is refused is logged
    /// and left alone until the next start. An error is one of the disk.
    Result<> lapse_quotes(sync::Replica& hub);

private:
    Result<> look_at(sync::Replica& hub, const std::string& stream);
    Result<> judge(sync::Replica& hub, const engine::Record& quote);

    std::map<std::string, std::uint64_t> seen_;  ///< Applied entries by stream.
    std::set<RowId> left_alone_;
};

}  // namespace branchline::hub
