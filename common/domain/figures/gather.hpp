// Reads the facts of the figures from the records of a replica: each entity once, what the period
// and the one before it need.
#pragma once

#include "common/domain/figures/facts.hpp"
#include "common/engine/store.hpp"

namespace branchline::figures {

/// Facts of the scope and of the period before it. What whoever asks may not read is named in
/// `hidden`. `today`: days since 1970-01-01.
Result<Facts> gather(engine::Store& store, const Scope& scope, std::int64_t today);

}  // namespace branchline::figures
