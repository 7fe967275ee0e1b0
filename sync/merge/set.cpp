// set: add wins. An element is in the set while one of its adds is not named by an effective
// removal; a removal names the adds that its author saw, so a concurrent add survives.
#include <algorithm>
#include <map>
#include <set>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

namespace {

using Killed = std::set<std::pair<std::string, Dot>>;

template <class Counts>
Killed killed_by(const Cell& cell, Counts counts) {
    Killed killed;
    for (const Write& write : cell.writes) {
        if (!counts(write)) continue;
        for (const auto& removal : std::get<SetChange>(write.payload).remove) {
            for (const Dot& dot : removal.seen) killed.emplace(removal.element, dot);
        }
    }
    return killed;
}

}  // namespace

View view_set(const Cell& cell) {
    const Killed killed = killed_by(cell, [](const Write&) { return true; });
    std::set<std::string> elements;
    View view;
    for (const Write& write : cell.writes) {
        for (const std::string& element : std::get<SetChange>(write.payload).add) {
            if (killed.contains({element, write.version.dot()})) continue;
            elements.insert(element);
            view.version = write.version;  // Ascending: the greatest visible add stays.
        }
    }
    if (!elements.empty()) view.value = std::vector<std::string>(elements.begin(), elements.end());
    return view;
}

void compact_set(Cell& cell, const Context& context) {
    const auto settled = [&](const Write& w) { return context.lasting(w.version.dot()); };
    const Killed dead = killed_by(cell, settled);
    // Adds that a settled removal names never come back; a settled removal is spent when none of
    // the adds it names is kept any more, or may be switched on again. A write with neither left
    // has nothing more to say.
    std::set<Dot> kept;
    const auto has_live_add = [&](const Write& write) {
        const auto& add = std::get<SetChange>(write.payload).add;
        return std::any_of(add.begin(), add.end(), [&](const std::string& element) {
            return !dead.contains({element, write.version.dot()});
        });
    };
    const auto may_be_needed = [&](const Write& write) {
        const std::vector<Dot> named = dots_named(write.payload);
        return !settled(write) || std::any_of(named.begin(), named.end(), [&](const Dot& dot) {
            return !context.lasting(dot);
        });
    };
    for (const Write& write : cell.writes) {
        const bool removes = !std::get<SetChange>(write.payload).remove.empty();
        if (has_live_add(write) || (removes && may_be_needed(write))) {
            kept.insert(write.version.dot());
        }
    }
    for (bool grew = true; grew;) {  // A kept add keeps the removals that name it.
        grew = false;
        for (const Write& write : cell.writes) {
            if (kept.contains(write.version.dot())) continue;
            for (const auto& removal : std::get<SetChange>(write.payload).remove) {
                grew = grew || std::any_of(removal.seen.begin(), removal.seen.end(),
                                           [&](const Dot& dot) { return kept.contains(dot); });
            }
            if (grew) {
                kept.insert(write.version.dot());
                break;
            }
        }
    }
    std::erase_if(cell.writes, [&](const Write& w) { return !kept.contains(w.version.dot()); });
}

}  // namespace branchline::sync::merge
