// What goes wrong in a simulated network, and how often.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/base/time.hpp"

namespace branchline::sim {

enum class Fault : std::uint8_t {
    loss,          ///< A frame never arrives.
    duplicate,     ///< A frame arrives twice.
    reorder,       ///< A frame overtakes or falls behind others.
    partition,     ///< A line carries nothing for a while.
    one_way,       ///< A line carries frames in one direction only.
    cut,           ///< A connection ends; what was on its way is gone.
    kill,          ///< A process ends; its disk keeps everything.
    power,         ///< Power goes between two groups.
    crash_point,   ///< Power goes in the middle of some write or sync.
    sync_failure,  ///< An fsync fails; the machine is started again.
    disk_full,     ///< No space for a while.
    long_offline,  ///< A branch has no line for most of the run.
    revocation,    ///< The importer cuts a node off for good.
    count_,
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(Fault::count_)> kFaultNames{
    "loss",  "duplicate",   "reorder",      "partition", "one_way",      "cut",        "kill",
    "power", "crash_point", "sync_failure", "disk_full", "long_offline", "revocation",
};

/// How many of each kind a run has seen.
class FaultCounts {
public:
    void add(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }
    void add(const FaultCounts& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    }
    std::uint64_t of(std::size_t fault) const { return counts_[fault]; }

private:
    std::array<std::uint64_t, kFaultNames.size()> counts_{};
};

/// How a line treats frames. Rates are in thousandths.
struct LineQuality {
    std::uint64_t loss = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t reorder = 0;
    Milliseconds delay_max{20};
};

/// Most lines are fair, some are bad.
inline LineQuality draw_quality(SeededRandom& random) {
    const std::uint64_t worst = random.below(3) == 0 ? 120 : 25;
    return {.loss = random.below(worst),
            .duplicate = random.below(worst),
            .reorder = random.below(worst),
            .delay_max = Milliseconds(static_cast<std::int64_t>(5 + random.below(400)))};
}

// The bounds of one run.
inline constexpr Milliseconds kFaultEvery{5000};    ///< At most this long between two faults.
inline constexpr Milliseconds kFaultLasts{12'000};  ///< At most, a partition or a full disk.
inline constexpr Milliseconds kOfflineFor{60'000};  ///< At most, the long one.
inline constexpr Milliseconds kDownFor{9000};       ///< At most, until a site starts again.
inline constexpr std::uint64_t kCrashWithin = 60;   ///< Disk operations until a crash point.
inline constexpr std::uint64_t kDiskRoomBytes = 30'000;

}  // namespace branchline::sim
