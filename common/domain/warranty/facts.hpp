// Gathers what the rules need to know of a claim from the records of a replica.
#pragma once

#include "common/domain/warranty/evaluate.hpp"
#include "common/engine/store.hpp"

namespace branchline::warranty {

/// Who asks. The importer sees every dealer's records, so what is not there does not exist; a
/// branch sees its own dealer's, so what is not there is unknown.
enum class Seat : std::uint8_t { branch, hub };

/// By the streams that the replica holds: the importer's own stream is at the hub alone.
Seat seat_of(const engine::Store& store);

/// Everything that a judgement of one claim rests on.
struct Dossier {
    engine::Record record;
    Claim claim;
    Facts facts;
    Terms terms;
    std::int64_t submissions = 0;  ///< How often it was submitted.
};

/// `today`: days since 1970-01-01.
Result<Dossier> gather(engine::Store& store, engine::Record record, Seat seat, std::int64_t today);

/// The rules of a brand that are in force on a day, with their goodwill matrix: those of the
/// version that came last.
Result<Terms> terms_of(engine::Store& store, const std::string& brand, std::int64_t day);

}  // namespace branchline::warranty
