// Values that two records must not share. Two replicas may write at the same time, so this is no
// promise: whoever reads such a value takes two of it for none.
#pragma once

#include "common/engine/store.hpp"

namespace branchline::identity {

/// Code::conflict, "subject-taken": what an edit writes stands in another record already, or twice
/// in the edit. The message does not say whose it is.
Result<> check_unique(engine::Store& store, const engine::Edit& edit);

}  // namespace branchline::identity
