#include "tests/sync/merge/oracle.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace branchline::test {

namespace {

using schema::Field;
using schema::Merge;
using schema::Value;
using sync::Dot;
using sync::Version;
using sync::merge::Context;
using sync::merge::View;
using sync::merge::Write;

const Value& plain(const Write& write) {
    return std::get<sync::Plain>(write.payload).value;
}

/// Position in the hub log first, undecided behind, then the smaller version.
void sort_by_decision(Writes& writes, const Context& context) {
    std::map<Version, std::pair<bool, sync::merge::Decided>> at;
    for (const Write& write : writes) {
        const auto decided = context.decided(write.version.dot());
        at[write.version] = {!decided, decided.value_or(sync::merge::Decided{})};
    }
    std::sort(writes.begin(), writes.end(), [&](const Write& a, const Write& b) {
        return std::tie(at[a.version], a.version) < std::tie(at[b.version], b.version);
    });
}

/// "inside the class as lww": the greatest version wins.
View slow_own(const Writes& writes) {
    return {.value = plain(writes.back()), .version = writes.back().version};
}

/// "the first in holds, others become conflicts"; saying the same again is no conflict.
View slow_once(Writes writes, const Context& context) {
    sort_by_decision(writes, context);
    View view{.value = plain(writes[0]), .version = writes[0].version};
    for (const Write& write : writes) {
        if (plain(write) != plain(writes[0])) view.conflicts.push_back(write.version);
    }
    std::sort(view.conflicts.begin(), view.conflicts.end());
    return view;
}

/// "greatest version wins; conflicts = effective writes not in the causal past of another
/// effective write, minus the winner"; saying the same again is no conflict.
View slow_lww(const Writes& writes, const Context& context) {
    View view = slow_own(writes);
    std::set<Version> heads;
    for (const Write& write : writes) heads.insert(write.version);
    for (const Write& earlier : writes) {
        for (const Write& later : writes) {
            if (later.version == earlier.version) continue;
            if (context.covers(later.version.dot(), earlier.version.dot())) {
                heads.erase(earlier.version);
            }
        }
    }
    for (const Write& write : writes) {
        const bool is_head = heads.contains(write.version);
        if (is_head && plain(write) != plain(writes.back()))
            view.conflicts.push_back(write.version);
    }
    return view;
}

/// "add-wins by dots; a remove names the dots it saw".
View slow_set(const Writes& writes) {
    std::map<std::string, std::map<Dot, Version>> alive;
    for (const Write& write : writes) {
        for (const auto& element : std::get<sync::SetChange>(write.payload).add) {
            alive[element][write.version.dot()] = write.version;
        }
    }
    for (const Write& write : writes) {
        for (const auto& removal : std::get<sync::SetChange>(write.payload).remove) {
            for (const Dot& dot : removal.seen) alive[removal.element].erase(dot);
        }
    }
    View view;
    std::vector<std::string> elements;
    for (const auto& [element, adds] : alive) {
        if (!adds.empty()) elements.push_back(element);
        for (const auto& [dot, version] : adds) {
            if (!view.version || *view.version < version) view.version = version;
        }
    }
    if (!elements.empty()) view.value = elements;
    return view;
}

/// "(generation, value)", the later write of two alike; `sign` -1 looks for the smallest value.
View slow_reading(Writes writes, std::int64_t sign) {
    const auto key = [&](const Write& write) {
        const auto& reading = std::get<sync::Reading>(write.payload);
        return std::tuple(reading.generation, sign * reading.value, write.version);
    };
    std::sort(writes.begin(), writes.end(),
              [&](const Write& a, const Write& b) { return key(a) < key(b); });
    const auto& best = std::get<sync::Reading>(writes.back().payload);
    return {.value = best.value, .version = writes.back().version};
}

/// "restrictive while any unlifted restrictive dot is left".
View slow_restrict(const Writes& writes) {
    std::map<Dot, Version> left;
    for (const Write& write : writes) {
        if (std::get<sync::Restriction>(write.payload).restrictive) {
            left[write.version.dot()] = write.version;
        }
    }
    for (const Write& write : writes) {
        for (const Dot& dot : std::get<sync::Restriction>(write.payload).lifted) left.erase(dot);
    }
    View view;
    for (const auto& [dot, version] : left) {
        view.value = true;
        if (!view.version || *view.version < version) view.version = version;
    }
    return view;
}

/// "a tree; at each fork the first in is taken; losers take their descendants along".
View slow_state(Writes writes, const Context& context) {
    sort_by_decision(writes, context);
    std::map<Dot, sync::Step> steps;
    for (const Write& write : writes) {
        steps[write.version.dot()] = std::get<sync::Step>(write.payload);
    }
    View view;
    std::set<Version> taken;
    std::optional<Dot> at;
    for (bool moved = true; moved;) {
        moved = false;
        for (const Write& write : writes) {
            const sync::Step& step = steps[write.version.dot()];
            if (step.left != at || (at && step.from != steps[*at].to)) continue;
            view.path.push_back(write.version.dot());
            view.value = step.to;
            view.version = write.version;
            taken.insert(write.version);
            at = write.version.dot();
            moved = true;
            break;
        }
    }
    for (const Write& write : writes) {
        if (!taken.contains(write.version)) view.conflicts.push_back(write.version);
    }
    std::sort(view.conflicts.begin(), view.conflicts.end());
    return view;
}

View slow_life(const Writes& writes) {
    std::int64_t rank = 0;
    for (const Write& write : writes) {
        rank = std::max(rank, static_cast<std::int64_t>(std::get<sync::Life>(write.payload)));
    }
    return {.value = rank};
}

std::string to_text(const Value& value) {
    return to_hex(schema::encode_value(value));
}
std::string to_text(const Dot& dot) {
    return fmt::format("{}:{}", dot.log, dot.seq);
}
std::string to_text(const Version& version) {
    return fmt::format("{}@{}", to_text(version.dot()), version.hlc);
}

}  // namespace

View slow_view(const Field& field, Writes effective, const Context& context) {
    std::sort(effective.begin(), effective.end(),
              [](const Write& a, const Write& b) { return a.version < b.version; });
    if (field.merge == Merge::life) return slow_life(effective);
    if (effective.empty()) return {};
    switch (field.merge) {
        case Merge::own: return field.once() ? slow_once(effective, context) : slow_own(effective);
        case Merge::lww: return slow_lww(effective, context);
        case Merge::set: return slow_set(effective);
        case Merge::max: return slow_reading(effective, 1);
        case Merge::min: return slow_reading(effective, -1);
        case Merge::restrict: return slow_restrict(effective);
        case Merge::state: return slow_state(effective, context);
        default: return {};
    }
}

View fast_view(const Field& field, const sync::merge::Cell& cell, const Context& context) {
    if (field.merge != Merge::life) return sync::merge::view(field, cell, context);
    return {.value = static_cast<std::int64_t>(sync::merge::life_of(cell))};
}

void compact_cell(const Field& field, sync::merge::Cell& cell, const Context& context) {
    if (field.merge == Merge::life) {
        sync::merge::compact_life(cell, context);
    } else {
        sync::merge::compact(field, cell, context);
    }
}

std::string to_text(const View& view) {
    std::string out = "value " + to_text(view.value);
    if (view.version) out += " version " + to_text(*view.version);
    for (const Version& version : view.conflicts) out += " conflict " + to_text(version);
    for (const Dot& dot : view.path) out += " path " + to_text(dot);
    return out;
}

}  // namespace branchline::test
