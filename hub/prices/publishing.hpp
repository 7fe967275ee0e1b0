// What becomes of a staged edition: one small entry publishes it, or says that it is discarded.
#pragma once

#include "hub/prices/comparing.hpp"

namespace branchline::hub {

struct StagedEdition {
    std::string list;
    std::string edition;
    std::int64_t valid_from = 0;
};

/// An edition that may still be published, compared or discarded. Code::not_found, or
/// Code::conflict with "already-published", "discarded".
Result<StagedEdition> find_staged(sync::Replica& hub,
                                  const std::string& list,
                                  const std::string& edition);

struct PublishWish {
    std::string list;
    std::string edition;
    std::string basis;  ///< Of the comparison that the person has looked at.
    std::int64_t today = 0;
    std::optional<RowId> actor = {};
};

/// Branches count with it from its day on. Code::conflict: "no-rows" when it was not written to its
/// end, "past-date", "newer-edition" when another one for the same day would hide it, and
/// "compared-before" when what counts on its day has changed since the comparison.
Result<> publish_edition(sync::Replica& hub, const PublishWish& wish);

/// Nobody can publish it any more. Its rows stay, unseen: an entry is never taken back.
Result<> discard_edition(sync::Replica& hub,
                         const StagedEdition& edition,
                         const std::optional<RowId>& actor);

}  // namespace branchline::hub
