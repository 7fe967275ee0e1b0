// What must hold of the workshop's other records before a person's edit is written at the branch:
// the bay is free, the order's jobs are done, nobody's clock runs twice.
#pragma once

#include <span>

#include "common/engine/precondition.hpp"

namespace branchline::service {

std::span<const engine::Precondition> preconditions();

}  // namespace branchline::service
