// The importer's campaign desk: confirms a car of a campaign when a claim for it is agreed to,
// opens it again when the claim is reversed, and tells every dealer of the brand how far it is.
#pragma once

#include "common/domain/warranty/campaigns.hpp"
#include "hub/desk/desk.hpp"

namespace branchline::hub {

class CampaignDesk {
public:
    /// Looks at the claims and the work for campaigns in every dealer's stream that has moved, and
    /// writes what is news, an entry a car and stream; inside the caller's group. A step that is
    /// refused is logged and tried again when the car's papers change. An error is one of the disk.
    Result<> follow(sync::Replica& hub, Instant now);

private:
    using Cars = std::map<warranty::CampaignCar, std::string>;  ///< With the state of their papers.

    struct Looked {
        std::uint64_t applied = 0;  ///< Entries of the stream, then.
        Cars cars;
    };

    Result<Cars> papers_in(sync::Replica& hub, const std::string& stream);

    std::map<std::string, Looked> looked_;  ///< By stream.
};

}  // namespace branchline::hub
