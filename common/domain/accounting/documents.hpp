// What accounting prints.
#pragma once

#include <span>

#include "common/engine/document.hpp"

namespace branchline::accounting {

std::span<const engine::Document> documents();

}  // namespace branchline::accounting
