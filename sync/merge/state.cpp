// state: transitions form a tree, since each names the write it leaves. At every fork the first
// one in is taken; the others and all behind them do not count and are shown as conflicts.
#include <algorithm>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

namespace {

const Step& step_of(const Write& write) {
    return std::get<Step>(write.payload);
}

/// The transition that counts among those that leave `at`; at the root, where `at` is none.
const Write* next_step(const Cell& cell, const Write* at, const Context& context) {
    const Write* best = nullptr;
    for (const Write& write : cell.writes) {
        const Step& step = step_of(write);
        const bool leaves = at == nullptr
                                ? !step.left
                                : step.left == at->version.dot() && step.from == step_of(*at).to;
        if (!leaves) continue;
        if (best == nullptr || comes_first(write.version, best->version, context)) best = &write;
    }
    return best;
}

}  // namespace

View view_state(const Cell& cell, const Context& context) {
    View view;
    const Write* at = next_step(cell, nullptr, context);
    while (at != nullptr && view.path.size() <= cell.writes.size()) {
        view.path.push_back(at->version.dot());
        view.value = step_of(*at).to;
        view.version = at->version;
        at = next_step(cell, at, context);
    }
    for (const Write& write : cell.writes) {
        const bool counts =
            std::find(view.path.begin(), view.path.end(), write.version.dot()) != view.path.end();
        if (!counts) view.conflicts.push_back(write.version);
    }
    return view;
}

}  // namespace branchline::sync::merge
