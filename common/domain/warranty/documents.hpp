// What warranty prints.
#pragma once

#include <span>

#include "common/engine/document.hpp"

namespace branchline::warranty {

std::span<const engine::Document> documents();

}  // namespace branchline::warranty
