// When a claim was submitted and answered, from the writes of its status.
#pragma once

#include "common/engine/store.hpp"

namespace branchline::warranty {

struct History {
    std::int64_t submissions = 0;
    std::optional<Instant> submitted_at;  ///< The first time, as its author stamped it.
    std::optional<Instant> answered_at;   ///< The importer's first answer to it.
    std::optional<Instant> returned_at;   ///< The last time that the importer sent it back.
};

/// A claim that was sent back lapses when it is not answered in time, and what was answered in time
/// has had time to arrive from a branch without a line.
inline constexpr std::int64_t kDaysToAnswer = 30;
inline constexpr std::int64_t kDaysOnTheWay = 7;
bool has_lapsed(const History& history, Instant now);

/// Of two claims the one that was submitted first holds; of equal ones the smaller id. A claim that
/// nobody has submitted is later than any other.
struct Submission {
    const History& history;
    const RowId& claim;
};
bool is_later(const Submission& a, const Submission& b);

Result<History> history_of(engine::Store& store, const engine::Record& claim);

}  // namespace branchline::warranty
