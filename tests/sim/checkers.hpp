// What must hold when the faults are over and everything has been said.
#pragma once

#include <string>
#include <vector>

#include "sync/replica/replica.hpp"
#include "tests/sim/disk.hpp"
#include "tests/sim/oracle.hpp"

namespace branchline::sim {

/// An edit that somebody was told is saved.
struct Acknowledged {
    std::size_t at = 0;  ///< Place of the author.
    std::string stream;
    LogId log;
    std::uint64_t seq = 0;
    Hash hash;
};

struct Evidence {
    std::vector<Holder> holders;  ///< The hub first.
    std::vector<std::string> streams;
    std::vector<std::string> dealers;
    std::vector<Acknowledged> acknowledged;
};

/// Runs every checker; one line for each thing that does not hold.
Findings check_all(const Evidence& evidence);

}  // namespace branchline::sim
