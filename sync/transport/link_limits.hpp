// The limits of one ZeroMQ link; both ends use the same type.
#pragma once

#include <cstddef>

#include "common/base/time.hpp"

namespace branchline::sync {

struct LinkLimits {
    /// A larger frame closes the connection it came by, before memory is allocated for it.
    std::size_t frame_bytes_max = 2U << 20U;
    /// What may wait for one peer, counted until ZeroMQ has encrypted it; a backstop behind the
    /// protocol's credits. Must hold at least one frame of the greatest size.
    std::size_t send_bytes_max = 8U << 20U;
    Milliseconds handshake = Milliseconds(5'000);
    Milliseconds heartbeat_interval = Milliseconds(5'000);
    Milliseconds heartbeat_timeout = Milliseconds(15'000);
    /// How long frames already handed to ZeroMQ may delay the end of the process.
    Milliseconds linger = Milliseconds(500);
};

}  // namespace branchline::sync
