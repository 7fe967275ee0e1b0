// What the records of a replica say of a car that is to be quoted.
#pragma once

#include "common/domain/sales/checks.hpp"
#include "common/engine/store.hpp"

namespace branchline::sales {

struct Dossier {
    std::optional<engine::Record> car;    ///< As the dealer has it; none: not known there.
    std::optional<engine::Record> order;  ///< The wholesale order that it was allocated to.
    CarFacts facts;
    std::string price_list;  ///< Issue of the model's price.
};

/// `stream`: the dealer's. `except`: a quote that does not count as another one. Without the price,
/// which find_list_price() adds.
Result<Dossier> gather(engine::Store& store,
                       const std::string& stream,
                       const std::string& vin,
                       const std::optional<RowId>& except);

/// `today`: days since 1970-01-01.
Result<> find_list_price(engine::Store& store, std::int64_t today, Dossier& dossier);

}  // namespace branchline::sales
