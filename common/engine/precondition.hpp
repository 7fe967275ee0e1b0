// A precondition is what must hold of other records before an edit is written here: a bay that is
// free, an order whose jobs are done. A rule is asked by every replica and sees one row; a
// precondition is asked once, where the person stands, and never judges what others have written.
#pragma once

#include <span>
#include <string_view>

#include "common/engine/store.hpp"

namespace branchline::engine {

struct Precondition {
    std::string_view entity;  ///< module.entity, of the row that the edit writes.
    /// The refusal, in words that name the records in the way. An edit that is repeated with its
    /// client key is not judged again.
    Result<> (*check)(Store&, const Edit&, const RowEdit&);
    /// What this daemon puts into RowEdit::added when nothing was refused: what a document was made
    /// with.
    Result<> (*complete)(Store&, RowEdit&) = nullptr;
};

}  // namespace branchline::engine
