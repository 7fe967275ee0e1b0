// What happens when writes meet. A cell keeps every effective write that may still decide its
// value; apply and revoke add and remove writes, and the view is a fold over what is there. So any
// order and any interleaving gives the fold over the effective writes; what remains to prove is
// that compact() never drops a write that could matter. Each kind is one file: view and compact.
#pragma once

#include <optional>
#include <vector>

#include "common/schema/value.hpp"
#include "sync/entry/payload.hpp"

namespace branchline::sync::merge {

/// One effective write of a cell.
struct Write {
    Version version;
    Payload payload;
    bool operator==(const Write&) const = default;
};

/// Ascending by version, no two alike.
struct Cell {
    std::vector<Write> writes;
    bool operator==(const Cell&) const = default;
};

/// Where the hub's log decided an entry: smaller is earlier. The hub's own entries are decided by
/// their own position.
struct Decided {
    std::uint64_t hub_seq = 0;
    std::uint64_t place = 0;  ///< Place of the receipt inside its entry.
    std::uint64_t seq = 0;
    auto operator<=>(const Decided&) const = default;
};

/// What a fold may ask beside the writes themselves; answers depend on log contents only.
class Context {
public:
    virtual ~Context() = default;
    /// Does the causal past of the entry `later` hold the entry `earlier`?
    virtual bool covers(const Dot& later, const Dot& earlier) const = 0;
    /// The position at which the hub settled the entry; nothing while it is provisional.
    virtual std::optional<Decided> decided(const Dot& dot) const = 0;
    /// May compaction count on the write for ever? A settled entry stays, except one that follows a
    /// transition: another transition, decided earlier, may arrive later and switch it off.
    virtual bool lasting(const Dot& dot) const { return decided(dot).has_value(); }
#ifdef BRANCHLINE_PLANT
    virtual bool compares_values() const { return false; }
#endif
};

/// A cell as people see it. The version depends on the visible value alone, never on writes that
/// compaction may have dropped: it goes into digests.
struct View {
    schema::Value value;
    std::optional<Version> version;  ///< Nothing when there is no value.
    std::vector<Version> conflicts;  ///< Ascending; a person may want to look at these.
    std::vector<Dot> path;           ///< state only: the transitions that count, from the root.
    bool operator==(const View&) const = default;
};

/// Adds a write; a write that is there already changes nothing.
void apply(Cell& cell, Write write);
/// Removes the write of an entry; one that is not there changes nothing.
void revoke(Cell& cell, const Dot& dot);
View view(const schema::Field& field, const Cell& cell, const Context& context);
/// Drops writes that no future apply, revoke or settlement can make matter again.
void compact(const schema::Field& field, Cell& cell, const Context& context);

/// The payload that turns the cell into what a person wants, naming what the author has seen.
/// Error when the kind or the type does not allow it.
Result<Payload> compose(const schema::Field& field, const Cell& cell, const schema::Value& wish);

/// The payload that opens the next generation of a reading whatever stood before: a person says
/// that the readings so far were wrong. Other kinds have no corrections and compose as ever.
Result<Payload> compose_correction(const schema::Field& field,
                                   const Cell& cell,
                                   const schema::Value& wish);

/// The rank of a row's existence.
Life life_of(const Cell& cell);
void compact_life(Cell& cell, const Context& context);

/// (decided position first, undecided behind; then version, smallest first): the order in which
/// the first one in holds.
bool comes_first(const Version& a, const Version& b, const Context& context);

// One pair of functions for each kind, in the file of its name.
View view_own(const Cell& cell);
View view_once(const Cell& cell, const Context& context);
void compact_own(Cell& cell, const Context& context);
View view_lww(const Cell& cell, const Context& context);
void compact_lww(Cell& cell, const Context& context);
View view_set(const Cell& cell);
void compact_set(Cell& cell, const Context& context);
View view_max(const Cell& cell);
void compact_max(Cell& cell, const Context& context);
View view_min(const Cell& cell);
void compact_min(Cell& cell, const Context& context);
View view_restrict(const Cell& cell);
void compact_restrict(Cell& cell, const Context& context);
View view_state(const Cell& cell, const Context& context);

}  // namespace branchline::sync::merge
