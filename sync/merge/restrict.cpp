// restrict: consent withdrawn, blocks, stop-sale. Restrictive while one restrictive write is left
// that no effective permissive write names.
#include <algorithm>
#include <set>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

namespace {

template <class Counts>
std::set<Dot> lifted_by(const Cell& cell, Counts counts) {
    std::set<Dot> lifted;
    for (const Write& write : cell.writes) {
        const auto& payload = std::get<Restriction>(write.payload);
        if (counts(write)) lifted.insert(payload.lifted.begin(), payload.lifted.end());
    }
    return lifted;
}

}  // namespace

View view_restrict(const Cell& cell) {
    const std::set<Dot> lifted = lifted_by(cell, [](const Write&) { return true; });
    View view;
    for (const Write& write : cell.writes) {
        if (!std::get<Restriction>(write.payload).restrictive) continue;
        if (lifted.contains(write.version.dot())) continue;
        view.value = true;
        view.version = write.version;
    }
    return view;
}

void compact_restrict(Cell& cell, const Context& context) {
    const auto settled = [&](const Write& w) { return context.lasting(w.version.dot()); };
    const std::set<Dot> lifted = lifted_by(cell, settled);
    std::erase_if(cell.writes, [&](const Write& w) { return lifted.contains(w.version.dot()); });
    std::set<Dot> left;
    for (const Write& write : cell.writes) {
        if (std::get<Restriction>(write.payload).restrictive) left.insert(write.version.dot());
    }
    std::erase_if(cell.writes, [&](const Write& w) {
        const auto& payload = std::get<Restriction>(w.payload);
        if (payload.restrictive || !settled(w)) return false;
        // A restriction that does not last may be switched on again.
        return std::none_of(payload.lifted.begin(), payload.lifted.end(), [&](const Dot& dot) {
            return left.contains(dot) || !context.lasting(dot);
        });
    });
}

}  // namespace branchline::sync::merge
