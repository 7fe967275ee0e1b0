// What the workshop prints.
#pragma once

#include <span>

#include "common/engine/document.hpp"

namespace branchline::service {

std::span<const engine::Document> documents();

}  // namespace branchline::service
