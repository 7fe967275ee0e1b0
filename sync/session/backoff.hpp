// How long to wait before a broken line is tried again.
#pragma once

#include <algorithm>

#include "common/base/time.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

/// Doubles from kReconnectFirst to kReconnectMax; each wait is drawn between half and whole, so
/// that the nodes of a network do not come back in the same second.
class Backoff {
public:
    Milliseconds next(Random& random) {
        const auto whole = std::min<Milliseconds>(tuning::kReconnectFirst * (1 << doublings_),
                                                  tuning::kReconnectMax);
        if (whole < tuning::kReconnectMax) ++doublings_;
        const auto half = static_cast<std::uint64_t>(whole.count() / 2);
        return Milliseconds(static_cast<std::int64_t>(half + random.below(half + 1)));
    }
    void reset() { doublings_ = 0; }

private:
    int doublings_ = 0;
};

}  // namespace branchline::sync
