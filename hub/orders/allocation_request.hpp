// What somebody at the importer asks of an allocation.
#pragma once

#include <map>

#include "common/domain/allocation/grants.hpp"
#include "common/domain/orders/figures.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::hub {

/// A person's decision against the run.
struct AllocationOverride {
    std::string order;
    std::string vin;
    std::string reason;
};

struct AllocationRequest {
    std::string run;  ///< Its permanent name: the same name twice is the same run.
    orders::Group group;
    allocation::Division division;
    std::int64_t window_days = orders::kSalesDays;
    std::optional<std::int64_t> arrives_on = {};        ///< When the cars come,
    std::map<std::string, std::int64_t> arrivals = {};  ///< unless it is said by VIN.
    std::vector<AllocationOverride> overrides = {};

    /// When a car comes; none: nobody has said.
    std::optional<std::int64_t> arrival_of(const std::string& vin) const;
    /// A checksum: equal for equal requests, in whatever order their members came.
    std::string fingerprint() const;
};

/// Members: run, brand; models, method, percent, rest, window_days, arrives_on, arrivals {vin:
/// date}, overrides [{order, vin, reason}]. Others are refused by name.
Result<AllocationRequest> allocation_request_of(const text::Json& body);

}  // namespace branchline::hub
