// min: the earliest of what people report, such as the day a damage was first noticed. A correction
// opens the next generation, in which the smallest value counts anew.
#include <tuple>

#include "sync/merge/readings.hpp"

namespace branchline::sync::merge {

namespace {

bool is_above(const Write& a, const Write& b) {
    const auto& x = std::get<Reading>(a.payload);
    const auto& y = std::get<Reading>(b.payload);
    return std::tie(x.generation, y.value, a.version) < std::tie(y.generation, x.value, b.version);
}

}  // namespace

View view_min(const Cell& cell) {
    return view_greatest(cell, is_above);
}

void compact_min(Cell& cell, const Context& context) {
    compact_below_lasting(cell, context, is_above);
}

}  // namespace branchline::sync::merge
