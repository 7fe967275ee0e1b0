// What catalogue, price list and the agreement with the dealer say of a claim's lines.
#pragma once

#include "common/domain/warranty/facts.hpp"

namespace branchline::warranty {

/// Reads what the lines name. What stands in a stream that is not held here stays unknown.
Result<> find_line_facts(engine::Store& store, Dossier& dossier);

/// The dealer of a claim, by its stream.
std::string dealer_of(const engine::Record& claim);

}  // namespace branchline::warranty
