// lww: soft data that several people edit. The greatest version wins; a write that no other
// effective write has seen is a conflict, so that a person can bring it back.
#include <algorithm>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

namespace {

/// True when some other write of the cell, picked by `counts`, was made in knowledge of `write`.
template <class Counts>
bool is_seen(const Cell& cell, const Write& write, const Context& context, Counts counts) {
    return std::any_of(cell.writes.begin(), cell.writes.end(), [&](const Write& other) {
        return other.version != write.version && counts(other) &&
               context.covers(other.version.dot(), write.version.dot());
    });
}

#ifdef BRANCHLINE_PLANT
/// The greatest value among the writes that nobody has seen: wrong, and alike on every replica.
const Write& greatest_value(const Cell& cell, const Context& context) {
    const Write* best = &cell.writes.back();
    for (const Write& write : cell.writes) {
        if (is_seen(cell, write, context, [](const Write&) { return true; })) continue;
        if (std::get<Plain>(best->payload).value < std::get<Plain>(write.payload).value) {
            best = &write;
        }
    }
    return *best;
}
#endif

const Write& winner_of(const Cell& cell, [[maybe_unused]] const Context& context) {
#ifdef BRANCHLINE_PLANT
    if (context.compares_values()) return greatest_value(cell, context);
#endif
    return cell.writes.back();
}

}  // namespace

View view_lww(const Cell& cell, const Context& context) {
    const Write& winner = winner_of(cell, context);
    View view{.value = std::get<Plain>(winner.payload).value, .version = winner.version};
    for (const Write& write : cell.writes) {
        if (write.version == winner.version || write.payload == winner.payload) continue;
        if (!is_seen(cell, write, context, [](const Write&) { return true; })) {
            view.conflicts.push_back(write.version);
        }
    }
    return view;
}

void compact_lww(Cell& cell, const Context& context) {
    // A settled write that has seen another beats it for ever and settles the conflict too.
    const auto settled = [&](const Write& w) { return context.lasting(w.version.dot()); };
    std::vector<Version> drop;
    for (const Write& write : cell.writes) {
        if (is_seen(cell, write, context, settled)) drop.push_back(write.version);
    }
    std::erase_if(cell.writes, [&](const Write& w) {
        return std::find(drop.begin(), drop.end(), w.version) != drop.end();
    });
}

}  // namespace branchline::sync::merge
