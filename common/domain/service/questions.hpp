// What people ask of the workshop: sums, what an order lacks, what it posts, a day's appointments.
#pragma once

#include <span>

#include "common/engine/question.hpp"

namespace branchline::service {

std::span<const engine::Question> questions();

}  // namespace branchline::service
