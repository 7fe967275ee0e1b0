// The rows of the data set as edits of the bench entities.
#pragma once

#include <span>

#include "common/engine/store.hpp"
#include "tests/bench/data.hpp"

namespace branchline::bench {

engine::Edit edit_of(const engine::Store& store, std::span<const Part> parts);
engine::Edit edit_of(const engine::Store& store, std::span<const Stock> stock);
engine::Edit edit_of(const engine::Store& store, const BurstOp& op);
engine::Edit edit_of(const engine::Store& store, const StockChange& change);
/// One side of rows that two replicas edit apart.
engine::Edit edit_of(const engine::Store& store, std::span<const Clash> clashes, bool side_a);
/// One field of each of these parts.
engine::Edit price_edit(const engine::Store& store,
                        std::span<const std::size_t> parts,
                        std::int64_t list_price);
/// Prices of one part.
engine::Edit price_edit(const engine::Store& store,
                        const std::string& part_no,
                        const PriceChange& change);

}  // namespace branchline::bench
