// Gathers what the checks need to know of an order from the records of a replica.
#pragma once

#include "common/domain/orders/figures.hpp"

namespace branchline::orders {

/// By the streams that the replica holds: the importer's own stream is at the hub alone.
Seat seat_of(const engine::Store& store);

/// Everything that a judgement of one order rests on.
struct Dossier {
    engine::Record record;
    std::string dealer;
    Order order;
    Facts facts;
};

/// `today`: days since 1970-01-01. The importer counts what it has decided; a branch counts its
/// dealer's other orders that are still open as well, because they will be decided first.
Result<Dossier> gather(engine::Store& store, engine::Record record, Seat seat, std::int64_t today);

}  // namespace branchline::orders
