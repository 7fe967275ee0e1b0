// A row as the cells of its fields, and what follows from them: visible values, existence, digest.
#pragma once

#include <functional>
#include <span>

#include "sync/merge/merge.hpp"

namespace branchline::sync::merge {

struct Row {
    RowId id;
    std::string home;  ///< The write-once `branch` named by the creating entry; empty when none.
    std::vector<std::string> key;  ///< Of a keyed row; its key fields have no cells of their own.
    Cell life;
    std::vector<Cell> cells;             ///< One for each field of the declaration, in its order.
    std::vector<std::int64_t> balances;  ///< Likewise; only `ledger` fields use theirs.
};

Row make_row(const schema::Entity& entity, const RowId& id);

struct RowView {
    Life life = Life::absent;
    std::vector<View> fields;
    std::vector<Version> late;  ///< Writes of a voided row whose authors did not know it was void.

    bool alive() const { return life == Life::alive; }
    std::size_t conflicts() const;
};

/// Adds what one entry says of the row. An entry that creates the row, or names it by its key,
/// makes it exist. The op must have passed the verdict.
void apply_op(Row& row, const schema::Entity& entity, const RowOp& op, const Version& version);
/// Removes all that the entry said.
void revoke_entry(Row& row, const Dot& dot);
RowView view_row(const schema::Entity& entity, const Row& row, const Context& context);
void compact_row(const schema::Entity& entity, Row& row, const Context& context);

/// The whole log id for a prefix; digests name logs in full.
using LogNames = std::function<LogId(LogPrefix)>;

/// BLAKE2b-256("bl/row/1" || entity id || row id || per field with a value: id, version, value), in
/// id order; a sensitive field gives its version only. docs/formats/digest.md.
Hash row_hash(const schema::Entity& entity,
              const RowId& id,
              const RowView& view,
              const LogNames& names);

/// The same of a row of plain cells: values of all fields, in their order, and the version of a
/// field by its id; none where there is no cell.
Hash row_hash(const schema::Entity& entity,
              const RowId& id,
              std::span<const schema::Value> values,
              const std::function<const Version*(std::uint16_t)>& version_of,
              const LogNames& names);

/// A digest is the sum of row hashes modulo 2^256, so that rows come and go in any order.
void add_to_digest(Hash& digest, const Hash& row);
void take_from_digest(Hash& digest, const Hash& row);

}  // namespace branchline::sync::merge
