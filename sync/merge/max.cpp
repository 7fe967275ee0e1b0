// max: readings that only grow, such as an odometer. A correction opens the next generation, in
// which the greatest value counts anew.
#include <algorithm>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

namespace {

bool is_less(const Write& a, const Write& b) {
    const auto& x = std::get<Reading>(a.payload);
    const auto& y = std::get<Reading>(b.payload);
    return std::tie(x.generation, x.value, a.version) < std::tie(y.generation, y.value, b.version);
}

}  // namespace

View view_max(const Cell& cell) {
    const auto winner = std::max_element(cell.writes.begin(), cell.writes.end(), is_less);
    return {.value = std::get<Reading>(winner->payload).value, .version = winner->version};
}

void compact_max(Cell& cell, const Context& context) {
    const Write* best = nullptr;
    for (const Write& write : cell.writes) {
        if (!context.lasting(write.version.dot())) continue;
        if (best == nullptr || is_less(*best, write)) best = &write;
    }
    if (best == nullptr) return;
    const Write bound = *best;
    std::erase_if(cell.writes, [&](const Write& w) { return is_less(w, bound); });
}

}  // namespace branchline::sync::merge
