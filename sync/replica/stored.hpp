// How numbers of the engine stand in SQLite, whose integers are signed.
#pragma once

#include <cstdint>

namespace branchline::sync {

/// The same 64 bits. Positions stay below 2^48 and clocks below 2^63, so their order stays too.
constexpr std::int64_t as_signed(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

}  // namespace branchline::sync
