// What a person says of a new edition of prices before its rows come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/text/json_fwd.hpp"
#include "hub/import/cell_values.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::hub {

struct StagingTerms {
    std::string list;
    std::string title;            ///< For people; may be empty.
    std::int64_t valid_from = 0;  ///< Days since 1970-01-01.
    DecimalMark decimal = DecimalMark::unknown;
    std::optional<RowId> actor = {};  ///< None: the operator of the machine.
};

/// Members list, valid_from, title and decimal of a body; others are the caller's.
Result<StagingTerms> staging_terms_of(const text::Json& body);

/// The list must exist, and the day must not be past.
Result<> check_staging(const sync::Replica& hub, const StagingTerms& terms, std::int64_t today);

}  // namespace branchline::hub
