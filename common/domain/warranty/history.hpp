// When a claim was submitted and answered, from the writes of its status.
#pragma once

#include "common/engine/store.hpp"

namespace branchline::warranty {

struct History {
    std::int64_t submissions = 0;
    std::optional<Instant> submitted_at;  ///< The first time, as its author stamped it.
    std::optional<Instant> answered_at;   ///< The importer's first answer to it.
};

Result<History> history_of(engine::Store& store, const engine::Record& claim);

}  // namespace branchline::warranty
