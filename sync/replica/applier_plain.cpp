// The short ways of rows that have nothing but plain cells: what the long way would do, without
// reading cells. Whatever is not sure to come out the same goes the long way.
#include "sync/replica/applier.hpp"

namespace branchline::sync {

using schema::Entity;
using schema::Value;

/// The values that an op of plain writes gives, by the field's place; false when it says more.
bool Applier::read_plain(const Entity& entity, const RowOp& op, std::vector<Value>& into) {
    into.assign(entity.fields.size(), Value());
    for (const FieldWrite& write : op.writes) {
        const std::size_t at = entity.index_of(write.field);
        if (at == entity.fields.size()) return false;  // The row's existence.
        auto value = schema::decode_scalar(write.payload);
        if (!value) return false;
        into[at] = *std::move(value);
    }
    return true;
}

Hash Applier::plain_hash(const Entity& entity,
                         const RowId& id,
                         std::span<const Value> values,
                         const std::function<const Version*(std::uint16_t)>& version_of) const {
    const LogBook* log = nullptr;  // Of the cell before: mostly of the next one too.
    return merge::row_hash(entity, id, values, version_of, [&](LogPrefix prefix) {
        if (log == nullptr || log->prefix != prefix) log = state_.books.log(prefix);
        return log->log_id;
    });
}

/// What most entries do: make a row out of plain values. One statement instead of two, and no
/// cells. False, and nothing done, when the op says more or the row is there already.
Result<bool> Applier::insert_plain(
    StreamBook& stream, const LogBook& log, const Entry& entry, const RowOp& op, const RowId& id) {
    const Entity& entity = *state_.registry.by_id(op.entity);
    if (op.row.kind == RowRef::Kind::dot || !read_plain(entity, op, values_)) return false;
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        if (entity.fields[i].merge == schema::Merge::ledger) values_[i] = std::int64_t{0};
    }
    for (std::size_t i = 0; i < op.row.key.size(); ++i) {
        values_[entity.index_of(entity.field(entity.key[i])->id)] = op.row.key[i];
    }
    std::uint64_t written = 1U << schema::kLifeField;
    for (const FieldWrite& write : op.writes) written |= std::uint64_t{1} << write.field;
    const std::string home = home_named(entity, op);
    const Version version = entry.version(log.prefix);
    TRY(const bool inserted,
        state_.table(entity).insert(stream.s, {id, home, version, written, values_}));
    if (!inserted) return false;
    const Hash hash = plain_hash(entity, id, values_, [&](std::uint16_t field) {
        return (written >> field & 1U) != 0 ? &version : nullptr;
    });
    merge::add_to_digest(stream.digest, hash);
    return true;
}

/// What most of the others do: give new values to cells whose old ones their author has seen. A
/// write that stays whatever comes, decided and without a guard, replaces them at once, so that no
/// cells are needed here either.
Result<bool> Applier::update_plain(
    StreamBook& stream, const LogBook& log, const Entry& entry, const RowOp& op, const RowId& id) {
    const Entity& entity = *state_.registry.by_id(op.entity);
    const Version version = entry.version(log.prefix);
    RowTable& table = state_.table(entity);
    if (!decided(version.dot()) || !table.expects_plain()) return false;
    if (!read_plain(entity, op, values_)) return false;
    TRY(auto row, table.load_plain(stream.s, id));
    if (!row) return false;
    const auto version_of = [&](std::uint16_t field) { return row->version_of(field); };
    // An entry that names a row by its key says that it exists: one that stays has said so already.
    const Version* life = version_of(schema::kLifeField);
    const bool proven = life != nullptr && *life < version && lasting(life->dot());
    if (op.row.kind == RowRef::Kind::keyed && !proven) return false;
    for (const FieldWrite& write : op.writes) {
        const Version* old = version_of(write.field);
        if (old == nullptr) continue;
        const bool once = entity.fields[entity.index_of(write.field)].once();
        if (once || version < *old || !covers(version.dot(), old->dot())) return false;
    }
    merge::take_from_digest(stream.digest, plain_hash(entity, id, row->values, version_of));
    RowTable::FieldMask changed = 0;
    for (const FieldWrite& write : op.writes) {
        row->set_version(write.field, version);
        const std::size_t at = entity.index_of(write.field);
        row->values[at] = std::move(values_[at]);
        changed |= RowTable::FieldMask{1} << at;
    }
    merge::add_to_digest(stream.digest, plain_hash(entity, id, row->values, version_of));
    TRY_VOID(table.update(stream.s, id, *row, changed));
    TRY_VOID(status());
    return true;
}

}  // namespace branchline::sync
