// What may not happen to what the importer publishes, whoever tries it.
#pragma once

#include "common/engine/rule.hpp"

namespace branchline::catalog {

std::span<const engine::Rule> rules();

}  // namespace branchline::catalog
