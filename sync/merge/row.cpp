#include "sync/merge/row.hpp"

#include <algorithm>

#include "common/base/assert.hpp"
#include "common/crypto/hash.hpp"

namespace branchline::sync::merge {

namespace {

/// Place of a field in the natural key; key.size() when it is no part of it.
std::size_t key_part(const schema::Entity& entity, std::size_t field) {
    const auto at = std::find(entity.key.begin(), entity.key.end(), entity.fields[field].name);
    return static_cast<std::size_t>(at - entity.key.begin());
}

/// What a voided row still shows from authors who had not heard of the voiding. Read off the views,
/// since the writes behind them may have been compacted away.
std::vector<Version> late_writes(const Row& row, const RowView& view, const Context& context) {
    std::vector<Version> late;
    const auto note = [&](const Version& version) {
        const bool knew_or_known =
            std::any_of(row.life.writes.begin(), row.life.writes.end(), [&](const Write& life) {
                if (std::get<Life>(life.payload) < Life::voided) return false;
                return life.version == version || context.covers(life.version.dot(), version.dot());
            });
        if (!knew_or_known) late.push_back(version);
    };
    for (const View& field : view.fields) {
        if (field.version) note(*field.version);
        for (const Version& version : field.conflicts) note(version);
    }
    std::sort(late.begin(), late.end());
    late.erase(std::unique(late.begin(), late.end()), late.end());
    return late;
}

}  // namespace

Row make_row(const schema::Entity& entity, const RowId& id) {
    return {.id = id,
            .home = {},
            .key = {},
            .life = {},
            .cells = std::vector<Cell>(entity.fields.size()),
            .balances = std::vector<std::int64_t>(entity.fields.size())};
}

std::size_t RowView::conflicts() const {
    if (life == Life::absent) return 0;  // Nobody can look at a row that is not there.
    std::size_t count = late.size();
    for (const View& field : fields) count += field.conflicts.size();
    return count;
}

void apply_op(Row& row, const schema::Entity& entity, const RowOp& op, const Version& version) {
    if (op.row.kind != RowRef::Kind::dot) apply(row.life, {version, Life::alive});
    if (op.row.kind == RowRef::Kind::keyed) row.key = op.row.key;
    for (const FieldWrite& write : op.writes) {
        if (write.field == schema::kLifeField) {
            const auto life = decode_life(write.payload);
            ASSERT(life);
            revoke(row.life, version.dot());  // Created and voided at once: the rank says it all.
            apply(row.life, {version, *life});
            continue;
        }
        const std::size_t at = entity.index_of(write.field);
        ASSERT(at < entity.fields.size());
        auto payload = decode_payload(entity.fields[at], write.payload);
        ASSERT(payload);
        apply(row.cells[at], {version, std::move(*payload)});
    }
}

void revoke_entry(Row& row, const Dot& dot) {
    revoke(row.life, dot);
    for (Cell& cell : row.cells) revoke(cell, dot);
}

RowView view_row(const schema::Entity& entity, const Row& row, const Context& context) {
    RowView view{.life = life_of(row.life)};
    view.fields.reserve(entity.fields.size());
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        if (entity.fields[i].merge == schema::Merge::ledger) {
            view.fields.push_back({.value = row.balances[i]});
        } else if (const auto part = key_part(entity, i);
                   part < entity.key.size() && part < row.key.size()) {
            view.fields.push_back({.value = row.key[part]});
        } else {
            view.fields.push_back(merge::view(entity.fields[i], row.cells[i], context));
        }
    }
    if (view.life >= Life::voided) view.late = late_writes(row, view, context);
    return view;
}

void compact_row(const schema::Entity& entity, Row& row, const Context& context) {
    if (row.life.writes.size() > 1) compact_life(row.life, context);
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        if (row.cells[i].writes.size() > 1 || entity.fields[i].merge == schema::Merge::restrict ||
            entity.fields[i].merge == schema::Merge::set) {
            compact(entity.fields[i], row.cells[i], context);
        }
    }
}

namespace {

/// Writes the fields of a row in their order; the start of what is hashed.
class HashedRow {
public:
    HashedRow(const schema::Entity& entity, const RowId& id) {
        constexpr std::size_t kCellSize = 64;  // More than the log id and a number.
        w_.reserve(entity.fields.size() * kCellSize);
        w_.uint(entity.id).bytes(id);
    }

    void add_balance(const schema::Field& field, const schema::Value& value) {
        if (value == schema::Value(std::int64_t{0})) return;
        w_.uint(field.id).nil();
        add_value(field, value);
    }
    void add_cell(const schema::Field& field,
                  const LogId& log,
                  std::uint64_t seq,
                  const schema::Value& value) {
        w_.uint(field.id).array(2).bytes(log).uint(seq);
        add_value(field, value);
    }
    Hash hash() const { return crypto::blake2b("bl/row/1", {w_.view()}); }

private:
    void add_value(const schema::Field& field, const schema::Value& value) {
        if (!field.sensitive()) schema::write_value(w_, value);
    }
    pack::Writer w_;
};

}  // namespace

Hash row_hash(const schema::Entity& entity,
              const RowId& id,
              const RowView& view,
              const LogNames& names) {
    HashedRow row(entity, id);
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        const schema::Field& field = entity.fields[i];
        const View& cell = view.fields[i];
        if (field.merge == schema::Merge::ledger) {
            row.add_balance(field, cell.value);
        } else if (cell.version) {
            row.add_cell(field, names(cell.version->log), cell.version->seq, cell.value);
        }
    }
    return row.hash();
}

Hash row_hash(const schema::Entity& entity,
              const RowId& id,
              std::span<const schema::Value> values,
              const std::function<const Version*(std::uint16_t)>& version_of,
              const LogNames& names) {
    HashedRow row(entity, id);
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        const schema::Field& field = entity.fields[i];
        if (field.merge == schema::Merge::ledger) {
            row.add_balance(field, values[i]);
        } else if (const Version* version = version_of(field.id)) {
            row.add_cell(field, names(version->log), version->seq, values[i]);
        }
    }
    return row.hash();
}

void add_to_digest(Hash& digest, const Hash& row) {
    unsigned carry = 0;
    for (std::size_t i = Hash::kSize; i-- > 0;) {
        const unsigned sum = unsigned{digest.bytes[i]} + row.bytes[i] + carry;
        digest.bytes[i] = static_cast<std::uint8_t>(sum);
        carry = sum >> 8U;
    }
}

void take_from_digest(Hash& digest, const Hash& row) {
    int borrow = 0;
    for (std::size_t i = Hash::kSize; i-- > 0;) {
        const int difference = int{digest.bytes[i]} - row.bytes[i] - borrow;
        digest.bytes[i] = static_cast<std::uint8_t>(difference);
        borrow = difference < 0 ? 1 : 0;
    }
}

}  // namespace branchline::sync::merge
