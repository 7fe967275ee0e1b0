// What a cell shows, computed slowly from the words of the design: sort the effective writes, then
// fold. Shares nothing with the folds under test.
#pragma once

#include <string>
#include <vector>

#include "sync/merge/merge.hpp"

namespace branchline::test {

using Writes = std::vector<sync::merge::Write>;

sync::merge::View slow_view(const schema::Field& field,
                            Writes effective,
                            const sync::merge::Context& context);

/// The fold under test; the rank of `life` as its value.
sync::merge::View fast_view(const schema::Field& field,
                            const sync::merge::Cell& cell,
                            const sync::merge::Context& context);
void compact_cell(const schema::Field& field,
                  sync::merge::Cell& cell,
                  const sync::merge::Context& context);

/// A view in one line, for comparisons that explain themselves.
std::string to_text(const sync::merge::View& view);

}  // namespace branchline::test
