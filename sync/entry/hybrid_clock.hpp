// Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter, in one comparable number.
#pragma once

#include <algorithm>
#include <cstdint>

#include "common/base/time.hpp"

namespace branchline::sync {

inline std::uint64_t hlc_from(Instant at) {
    const auto ms = at.time_since_epoch().count();
    return ms <= 0 ? 0 : static_cast<std::uint64_t>(ms) << 16U;
}
inline Instant instant_of(std::uint64_t hlc) {
    return Instant(Milliseconds(static_cast<std::int64_t>(hlc >> 16U)));
}

/// The stamp of a new entry: physical time when it is ahead, else one more than all it has seen.
/// `seen` is the greatest stamp of the author's previous entry and of every dep. The counter runs
/// over into the milliseconds, so order is kept however many entries fall into one millisecond.
inline std::uint64_t next_hlc(std::uint64_t seen, Instant now) {
    return std::max(seen + 1, hlc_from(now));
}

}  // namespace branchline::sync
