// own: one legal writer class, so the greatest version is the last word. own once: the first in
// holds and later writes are shown as conflicts.
#include <algorithm>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

View view_own(const Cell& cell) {
    const Write& winner = cell.writes.back();
    return {.value = std::get<Plain>(winner.payload).value, .version = winner.version};
}

View view_once(const Cell& cell, const Context& context) {
    const auto first = std::min_element(
        cell.writes.begin(), cell.writes.end(),
        [&](const Write& a, const Write& b) { return comes_first(a.version, b.version, context); });
    View view{.value = std::get<Plain>(first->payload).value, .version = first->version};
    for (const Write& write : cell.writes) {
        // The same value written again by the other replica is no conflict.
        if (write.payload != first->payload) view.conflicts.push_back(write.version);
    }
    return view;
}

void compact_own(Cell& cell, const Context& context) {
    // Whatever lies below the greatest settled write can never win again.
    const auto settled =
        std::find_if(cell.writes.rbegin(), cell.writes.rend(),
                     [&](const Write& w) { return context.lasting(w.version.dot()); });
    if (settled == cell.writes.rend()) return;
    cell.writes.erase(cell.writes.begin(), settled.base() - 1);
}

}  // namespace branchline::sync::merge
