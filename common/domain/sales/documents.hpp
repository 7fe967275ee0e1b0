#pragma once

#include "common/engine/document.hpp"

namespace branchline::sales {

std::span<const engine::Document> documents();

}  // namespace branchline::sales
