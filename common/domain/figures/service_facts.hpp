// The workshop's share of the facts: appointments, repair orders, their labour, clocks.
#pragma once

#include "common/domain/figures/reading.hpp"

namespace branchline::figures {

/// Cars of repair orders are asked for by `reading.cars`.
Result<> read_workshop(Reading& reading);

}  // namespace branchline::figures
