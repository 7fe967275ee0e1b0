// The entities of the measured workloads: parts, stock and claims as other systems were measured
// with them, every field `lww` and the dealer's.
#pragma once

#include "common/schema/registry.hpp"

namespace branchline::bench {

/// The product's entities and these.
const schema::Registry& registry();

}  // namespace branchline::bench
