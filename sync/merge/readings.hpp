// What max and min share: the greatest write by some order shows, and whatever lies below a lasting
// one can never show again. Private to this folder.
#pragma once

#include <algorithm>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

template <class Less>
View view_greatest(const Cell& cell, Less less) {
    const auto winner = std::max_element(cell.writes.begin(), cell.writes.end(), less);
    return {.value = std::get<Reading>(winner->payload).value, .version = winner->version};
}

template <class Less>
void compact_below_lasting(Cell& cell, const Context& context, Less less) {
    const Write* best = nullptr;
    for (const Write& write : cell.writes) {
        if (!context.lasting(write.version.dot())) continue;
        if (best == nullptr || less(*best, write)) best = &write;
    }
    if (best == nullptr) return;
    const Write bound = *best;
    std::erase_if(cell.writes, [&](const Write& w) { return less(w, bound); });
}

}  // namespace branchline::sync::merge
