#include "sync/replica/applier.hpp"

#include <algorithm>
#include <set>

#include "common/base/assert.hpp"
#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {

using merge::Row;
using merge::RowView;
using schema::Entity;
using schema::Field;
using schema::Purpose;
using schema::Value;

constexpr std::size_t kLastingMax = 1024;

/// What a ledger row adds to its balance: its amount while it stands.
std::int64_t contribution(const Entity& entity,
                          const schema::Posting& posting,
                          const RowView& view) {
    if (!view.alive()) return 0;
    const std::size_t at = entity.index_of(entity.field(posting.amount)->id);
    const auto* amount = std::get_if<std::int64_t>(&view.fields[at].value);
    return amount == nullptr ? 0 : *amount;
}

/// Sums wrap around, alike on every replica and in any order: no movement is too large to undo.
std::int64_t wrapped_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t wrapped_negative(std::int64_t a) {
    return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(a));
}

std::optional<std::string> written_text(const Entity& entity,
                                        const RowOp& op,
                                        std::string_view name) {
    const Field* field = entity.field(name);
    for (const FieldWrite& write : op.writes) {
        if (field == nullptr || write.field != field->id) continue;
        const auto payload = decode_payload(*field, write.payload);
        const auto* plain = payload ? std::get_if<Plain>(&*payload) : nullptr;
        if (plain == nullptr) return std::nullopt;
        if (const auto* text = std::get_if<std::string>(&plain->value)) return *text;
        if (const auto* bytes = std::get_if<Bytes>(&plain->value)) {
            return std::string(as_text(*bytes));
        }
    }
    return std::nullopt;
}

}  // namespace

bool Applier::covers(const Dot& later, const Dot& earlier) const {
    if (later.log == earlier.log) return earlier.seq <= later.seq;
    const auto past = state_.past_of(later);
    if (!past) {
        failure_ = past.error();
        return false;
    }
    const auto found = (*past)->find(earlier.log);
    return found != (*past)->end() && earlier.seq <= found->second;
}

std::optional<merge::Decided> Applier::decided(const Dot& dot) const {
    const LogBook* log = state_.books.log(dot.log);
    if (log == nullptr) return std::nullopt;
    if (log->hub) return merge::Decided{dot.seq, 0, 0};
    const auto at = std::lower_bound(
        log->receipts.begin(), log->receipts.end(), dot.seq,
        [](const LogBook::Settled& settled, std::uint64_t seq) { return settled.up_to < seq; });
    if (at == log->receipts.end()) return std::nullopt;
    return merge::Decided{at->hub_seq, at->place, dot.seq};
}

/// A guarded entry may be switched off by a transition that was decided earlier and comes later.
bool Applier::lasting(const Dot& dot) const {
    if (!decided(dot)) return false;
    const auto known = lasting_.find(dot);
    if (known != lasting_.end()) return known->second;
    auto& find = state_.database.prepare("SELECT 1 FROM guarded WHERE log = ? AND seq = ?");
    find.bind(1, state_.books.log(dot.log)->id).bind(2, as_signed(dot.seq));
    const auto guarded = find.step();
    if (!guarded) failure_ = guarded.error();
    find.reset();
    if (!guarded) return false;
    if (lasting_.size() >= kLastingMax) lasting_.clear();
    return lasting_[dot] = !*guarded;
}

Result<> Applier::status() {
    if (!failure_) return {};
    return std::unexpected(*std::exchange(failure_, std::nullopt));
}

Hash Applier::row_hash(const Entity& entity, const RowId& id, const RowView& view) const {
    return merge::row_hash(entity, id, view, [&](LogPrefix prefix) {
        const LogBook* log = state_.books.log(prefix);
        return log == nullptr ? LogId{} : log->log_id;
    });
}

Result<std::optional<Row>> Applier::row(std::int64_t s, const Entity& entity, const RowId& id) {
    return state_.table(entity).load(s, id);
}

// Rows are opened, changed and closed; close() does what follows from the difference.

Result<Applier::Open> Applier::open(StreamBook& stream, const Entity& entity, const RowId& id) {
    TRY(auto row, state_.table(entity).load(stream.s, id));
    Open out{.entity = &entity, .stored = row.has_value(), .row = {}, .before = {}};
    out.row = row ? std::move(*row) : merge::make_row(entity, id);
    out.before = view(entity, out.row);
    return out;
}

Result<> Applier::close(StreamBook& stream, Open& open) {
    merge::compact_row(*open.entity, open.row, *this);
    const RowView after = view(*open.entity, open.row);
    if (open.before.alive()) {
        merge::take_from_digest(stream.digest, row_hash(*open.entity, open.row.id, open.before));
    }
    if (after.alive()) {
        merge::add_to_digest(stream.digest, row_hash(*open.entity, open.row.id, after));
    }
    const merge::RowView* stored = open.stored ? &open.before : nullptr;
    TRY_VOID(state_.table(*open.entity).store(stream.s, open.row, after, stored));
    TRY_VOID(note_contested(stream, open));
    TRY_VOID(note_switches(open, after));
    TRY_VOID(post(stream, open, after));
    return status();
}

Result<> Applier::post(StreamBook& stream, const Open& open, const RowView& after) {
    const Entity& entity = *open.entity;
    for (const schema::Posting& posting : entity.posts) {
        const std::int64_t delta =
            wrapped_sum(contribution(entity, posting, after),
                        wrapped_negative(contribution(entity, posting, open.before)));
        if (delta == 0) continue;
        const RowView& facts = after.alive() ? after : open.before;
        const Entity& account = *state_.registry.by_name(posting.target);
        std::vector<std::string> key;
        for (const std::string_view part : account.key) {
            const std::size_t at = entity.index_of(entity.field(part)->id);
            key.push_back(std::get<std::string>(facts.fields[at].value));
        }
        TRY(Open target, this->open(stream, account, keyed_row_id(account.id, key)));
        target.row.key = key;
        target.row.home = open.row.home;
        auto& balance = target.row.balances[account.index_of(account.field(posting.balance)->id)];
        balance = wrapped_sum(balance, delta);
        TRY_VOID(close(stream, target));
    }
    return {};
}

/// Cells in which the order of decisions matters are looked at again when the hub decides.
Result<> Applier::note_contested(StreamBook& stream, const Open& open) {
    std::set<Dot> undecided;
    for (std::size_t i = 0; i < open.entity->fields.size(); ++i) {
        const Field& field = open.entity->fields[i];
        const auto& writes = open.row.cells[i].writes;
        const bool ordered = field.merge == schema::Merge::state || field.once();
        if (!ordered || writes.size() < 2) continue;
        for (const merge::Write& write : writes) {
            if (!decided(write.version.dot())) undecided.insert(write.version.dot());
        }
    }
    for (const Dot& dot : undecided) {
        auto& insert = state_.database.prepare("INSERT OR IGNORE INTO contested VALUES(?,?,?,?,?)");
        insert.bind(1, state_.books.log(dot.log)->id).bind(2, as_signed(dot.seq));
        insert.bind(3, stream.s).bind(4, std::int64_t{open.entity->id});
        TRY_VOID(insert.bind(5, open.row.id.view()).run());
    }
    return {};
}

/// A transition that got onto the path, or off it, switches its whole entry on or off.
Result<> Applier::note_switches(const Open& open, const RowView& after) {
    const Field* state = open.entity->state_field();
    if (state == nullptr) return {};
    const std::size_t at = open.entity->index_of(state->id);
    const auto& old_path = open.before.fields[at].path;
    const auto& new_path = after.fields[at].path;
    const auto contains = [](const std::vector<Dot>& path, const Dot& dot) {
        return std::find(path.begin(), path.end(), dot) != path.end();
    };
    for (const Dot& dot : old_path) {
        if (!contains(new_path, dot)) switches_.push_back({dot, false});
    }
    for (const Dot& dot : new_path) {
        if (!contains(old_path, dot)) switches_.push_back({dot, true});
    }
    return {};
}

Result<> Applier::run_switches(StreamBook& stream) {
    while (!switches_.empty()) {
        const Switch next = switches_.front();
        switches_.pop_front();
        const LogBook* log = state_.books.log(next.dot.log);
        auto& find =
            state_.database.prepare("SELECT counts FROM guarded WHERE log = ? AND seq = ?");
        find.bind(1, log->id).bind(2, as_signed(next.dot.seq));
        TRY(const bool guarded, find.step());
        const bool counts = guarded && find.integer(0) != 0;
        find.reset();
        if (!guarded || counts == next.counts) continue;
        auto& update =
            state_.database.prepare("UPDATE guarded SET counts = ? WHERE log = ? AND seq = ?");
        update.bind(1, std::int64_t{next.counts}).bind(2, log->id);
        TRY_VOID(update.bind(3, as_signed(next.dot.seq)).run());
        TRY(const Entry entry, state_.entry(*log, next.dot.seq));
        const Change change = next.counts ? Change::apply : Change::revoke;
        TRY_VOID(change_rows(stream, *log, entry, change, Part::rest));
    }
    return {};
}

// Entries.

Result<> Applier::apply(StreamBook& stream,
                        LogBook& log,
                        const Entry& entry,
                        const CausalPast& past,
                        Standing standing) {
    if (standing == Standing::effective || standing == Standing::rejected) {
        TRY_VOID(note_lasting_facts(stream, log, entry, standing));
    }
    if (standing == Standing::rejected || standing == Standing::voided) {
        TRY_VOID(note_rejected_rows(stream, log, entry));  // Shown once there is an exception.
    }
    const std::uint64_t seq = entry.header.seq;
    CausalPast without_self = past;
    without_self.erase(log.prefix);
    if (without_self != log.past || seq == 1) {
        log.past = without_self;
        const Bytes packed = encode_past(log.past);
        auto& insert = state_.database.prepare("INSERT OR REPLACE INTO causal VALUES(?, ?, ?)");
        insert.bind(1, log.id).bind(2, as_signed(seq));
        TRY_VOID(insert.bind(3, ByteView(packed)).run());
    }
    log.applied_seq = seq;
    log.applied_hash = entry.hash;
    log.applied_hlc = entry.header.hlc;
    log.applied_epoch = entry.header.policy_epoch;
    if (standing != Standing::effective) return {};
    return apply_effects(stream, log, entry);
}

Result<> Applier::record_void(const LogBook& log, std::uint64_t seq, VoidCode code) {
    auto& insert = state_.database.prepare("INSERT OR REPLACE INTO void_entry VALUES(?, ?, ?)");
    insert.bind(1, log.id).bind(2, as_signed(seq));
    return insert.bind(3, static_cast<std::int64_t>(code)).run();
}

const RowOp* Applier::guard_of(const Entry& entry) const {
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr || row_op->row.kind == RowRef::Kind::ordinal) continue;
        const Field* state = state_.registry.by_id(row_op->entity)->state_field();
        for (const FieldWrite& write : row_op->writes) {
            if (state != nullptr && write.field == state->id) return row_op;
        }
    }
    return nullptr;
}

Result<> Applier::apply_effects(StreamBook& stream, const LogBook& log, const Entry& entry) {
    std::uint64_t place = 0;
    for (const Op& op : entry.body.ops) {
        if (const auto* receipt = std::get_if<Receipt>(&op)) {
            TRY_VOID(take_receipt(stream, *receipt, entry.header.seq, ++place));
        } else if (!std::holds_alternative<RowOp>(op)) {
            TRY_VOID(apply_engine_op(stream, entry, op));
        }
    }
    if (guard_of(entry) == nullptr) {
        TRY_VOID(change_rows(stream, log, entry, Change::apply, Part::all));
        return run_switches(stream);
    }
    lasting_.clear();
    auto& insert = state_.database.prepare("INSERT OR REPLACE INTO guarded VALUES(?, ?, 0)");
    TRY_VOID(insert.bind(1, log.id).bind(2, as_signed(entry.header.seq)).run());
    TRY_VOID(change_rows(stream, log, entry, Change::apply, Part::guard));
    TRY_VOID(change_rows(stream, log, entry, Change::apply, Part::facts));
    return run_switches(stream);
}

bool Applier::is_fact(const Entry& entry, const RowOp& guard, const RowOp& op) const {
    const Entity& entity = *state_.registry.by_id(guard.entity);
    return std::any_of(entity.flow.begin(), entity.flow.end(), [&](const schema::Transition& t) {
        return t.id == entry.body.command && !t.keeps.empty() &&
               t.keeps == state_.registry.by_id(op.entity)->name;
    });
}

/// Splits an entry by its guard: the transition itself always stays in its cell as a candidate,
/// the rest follows the path.
Result<> Applier::change_rows(
    StreamBook& stream, const LogBook& log, const Entry& entry, Change change, Part part) {
    const RowOp* guard = guard_of(entry);
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        if (part == Part::all) {
            TRY_VOID(change_row(stream, log, entry, *row_op, change, guard != nullptr));
            continue;
        }
        if (row_op != guard) {
            const Part of_op = is_fact(entry, *guard, *row_op) ? Part::facts : Part::rest;
            if (part == of_op)
                TRY_VOID(change_row(stream, log, entry, *row_op, change, guard != nullptr));
            continue;
        }
        const Field* state = state_.registry.by_id(row_op->entity)->state_field();
        RowOp split = *row_op;
        std::erase_if(split.writes, [&](const FieldWrite& write) {
            return (write.field == state->id) != (part == Part::guard);
        });
        if (part != Part::facts && !split.writes.empty()) {
            TRY_VOID(change_row(stream, log, entry, split, change, true));
        }
    }
    return {};
}

/// The branch that an op names: in the key of its row, or when it makes the row.
std::string Applier::home_named(const Entity& entity, const RowOp& op) {
    for (std::size_t i = 0; i < op.row.key.size(); ++i) {
        if (entity.key[i] == "branch") return op.row.key[i];
    }
    if (op.row.kind != RowRef::Kind::ordinal) return {};
    return written_text(entity, op, "branch").value_or("");
}

Result<> Applier::change_row(StreamBook& stream,
                             const LogBook& log,
                             const Entry& entry,
                             const RowOp& op,
                             Change change,
                             bool guarded) {
    const Entity& entity = *state_.registry.by_id(op.entity);
    const RowId id = row_id_of(op, log.prefix, entry.header.seq);
    const RowTable& table = state_.table(entity);
    const bool is_new = op.row.kind == RowRef::Kind::ordinal || table.expects_new();
    if (change == Change::apply && !guarded && table.takes_plain_rows()) {
        TRY(const bool done, is_new ? insert_plain(stream, log, entry, op, id)
                                    : update_plain(stream, log, entry, op, id));
        if (done) return {};
    }
    TRY(Open row, open(stream, entity, id));
    if (change == Change::apply) {
        merge::apply_op(row.row, entity, op, entry.version(log.prefix));
        if (op.row.kind == RowRef::Kind::ordinal || row.row.home.empty()) {
            row.row.home = home_named(entity, op);
        }
    } else {
        const Dot dot{log.prefix, entry.header.seq};
        for (const FieldWrite& write : op.writes) {
            const std::size_t at = entity.index_of(write.field);
            if (at < entity.fields.size()) merge::revoke(row.row.cells[at], dot);
        }
        merge::revoke(row.row.life, dot);
    }
    return close(stream, row);
}

Result<> Applier::revoke(StreamBook& stream, const LogBook& log, std::uint64_t seq) {
    TRY(const Entry entry, state_.entry(log, seq));
    TRY_VOID(change_rows(stream, log, entry, Change::revoke, Part::all));
    lasting_.clear();
    auto& drop = state_.database.prepare("DELETE FROM guarded WHERE log = ? AND seq = ?");
    TRY_VOID(drop.bind(1, log.id).bind(2, as_signed(seq)).run());
    return run_switches(stream);
}

// Engine ops: receipts, cuts, enrolments.

Result<> Applier::apply_engine_op(StreamBook& stream, const Entry& entry, const Op& op) {
    if (const auto* cut = std::get_if<Cut>(&op)) return take_cut(stream, *cut);
    const auto& enrolment = std::get<Enrolment>(op);
    TRY(const Certificate certificate,
        decode_certificate(enrolment.certificate, state_.policy.net(),
                           state_.policy.manifest().enrol_keys));
    state_.policy.enrol(certificate, entry.header.seq);
    auto& insert = state_.database.prepare("INSERT OR IGNORE INTO certificate VALUES(?, ?, ?)");
    insert.bind(1, certificate.incarnation.view()).bind(2, as_signed(entry.header.seq));
    return insert.bind(3, ByteView(enrolment.certificate)).run();
}

/// The hub has noted its decision and its effects when it made it, so only the tables are left.
Result<> Applier::take_receipt(StreamBook& stream,
                               const Receipt& receipt,
                               std::uint64_t hub_seq,
                               std::uint64_t place) {
    LogBook* log = stream.log(receipt.log);
    if (log == nullptr) return {};
    if (!state_.is_hub && receipt.up_to <= log->settled_seq()) return {};  // The first one holds.
    // What is rejected goes first: compaction must not lean on it as on something settled.
    for (const Exception& exception : receipt.exceptions) {
        TRY_VOID(record_exception(stream, *log, exception, hub_seq));
        TRY(const bool was_void, is_void(*log, exception.seq));
        const bool counted = !state_.is_hub && !was_void && exception.seq <= log->applied_seq;
        if (counted) TRY_VOID(revoke(stream, *log, exception.seq));
    }
    std::vector<Open> contested;
    if (!state_.is_hub) {
        TRY(contested, open_contested(stream, *log, receipt.up_to));
        log->receipts.push_back({receipt.up_to, hub_seq, place});
    }
    auto& insert = state_.database.prepare("INSERT OR IGNORE INTO receipt VALUES(?, ?, ?, ?)");
    insert.bind(1, log->id).bind(2, as_signed(receipt.up_to)).bind(3, as_signed(hub_seq));
    TRY_VOID(insert.bind(4, as_signed(place)).run());
    for (Open& row : contested) TRY_VOID(close(stream, row));
    TRY_VOID(run_switches(stream));
    auto& drop = state_.database.prepare("DELETE FROM contested WHERE log = ? AND seq <= ?");
    return drop.bind(1, log->id).bind(2, as_signed(receipt.up_to)).run();
}

Result<std::vector<Applier::Open>> Applier::open_contested(StreamBook& stream,
                                                           const LogBook& log,
                                                           std::uint64_t up_to) {
    auto& rows = state_.database.prepare(
        "SELECT DISTINCT entity, row FROM contested WHERE log = ? AND seq <= ? AND s = ?");
    rows.bind(1, log.id).bind(2, as_signed(up_to)).bind(3, stream.s);
    std::vector<std::pair<std::uint16_t, RowId>> names;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        names.emplace_back(static_cast<std::uint16_t>(rows.integer(0)), RowId::from(rows.blob(1)));
    }
    std::vector<Open> out;
    for (const auto& [entity, id] : names) {
        TRY(Open row, open(stream, *state_.registry.by_id(entity), id));
        out.push_back(std::move(row));
    }
    return out;
}

Result<bool> Applier::is_void(const LogBook& log, std::uint64_t seq) {
    auto& find = state_.database.prepare("SELECT 1 FROM void_entry WHERE log = ? AND seq = ?");
    find.bind(1, log.id).bind(2, as_signed(seq));
    TRY(const bool found, find.step());
    find.reset();
    return found;
}

Result<> Applier::record_exception(StreamBook& stream,
                                   const LogBook& log,
                                   const Exception& exception,
                                   std::uint64_t hub_seq) {
    auto& insert =
        state_.database.prepare("INSERT OR IGNORE INTO exception VALUES(?, ?, ?, ?, ?, ?, 0)");
    insert.bind(1, log.id).bind(2, as_signed(exception.seq));
    insert.bind(3, std::string_view(exception.code)).bind(4, std::string_view(exception.text));
    insert.bind(5, std::string_view(exception.remedy));
    TRY_VOID(insert.bind(6, as_signed(hub_seq)).run());
    if (exception.seq > log.applied_seq) return {};  // Its rows are noted when its turn comes.
    TRY(const Entry entry, state_.entry(log, exception.seq));
    return note_rejected_rows(stream, log, entry);
}

/// An entry without authority leaves no mark on a row of another branch, or any forger could show
/// that row as rejected.
Result<bool> Applier::may_mark(StreamBook& stream,
                               const LogBook& log,
                               std::uint64_t seq,
                               const RowOp& op) {
    TRY(const bool was_void, is_void(log, seq));
    const Entity* entity = state_.registry.by_id(op.entity);
    if (!was_void || entity == nullptr) return !was_void;
    TRY(const auto found, row(stream.s, *entity, row_id_of(op, log.prefix, seq)));
    const Certificate* author = state_.policy.certificate(log.author);
    return found && author != nullptr && (found->home.empty() || found->home == author->branch);
}

/// People find the reason of a rejection at the rows that the entry spoke of.
Result<> Applier::note_rejected_rows(StreamBook& stream, const LogBook& log, const Entry& entry) {
    auto& stamp = state_.database.prepare("UPDATE exception SET hlc = ? WHERE log = ? AND seq = ?");
    stamp.bind(1, as_signed(entry.header.hlc)).bind(2, log.id);
    TRY_VOID(stamp.bind(3, as_signed(entry.header.seq)).run());
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        TRY(const bool marks, may_mark(stream, log, entry.header.seq, *row_op));
        if (!marks) continue;
        const RowId row = row_id_of(*row_op, log.prefix, entry.header.seq);
        auto& note =
            state_.database.prepare("INSERT OR IGNORE INTO rejected_row VALUES(?, ?, ?, ?, ?)");
        note.bind(1, stream.s).bind(2, std::int64_t{row_op->entity}).bind(3, row.view());
        TRY_VOID(note.bind(4, log.id).bind(5, as_signed(entry.header.seq)).run());
    }
    return {};
}

Result<> Applier::take_cut(StreamBook& stream, const Cut& cut) {
    LogBook* log = stream.log(cut.log);
    if (log == nullptr || log->cut_at) return {};  // The first decision holds.
    // What the hub has settled stays; fraud before that is repaired by explicit entries.
    const std::uint64_t last = std::max(cut.last_good, log->settled_seq());
    for (std::uint64_t seq = log->applied_seq; seq > last; --seq) {
        TRY(const bool was_void, is_void(*log, seq));
        if (!was_void) TRY_VOID(revoke(stream, *log, seq));
    }
    log->cut_at = last;
    return {};
}

// Facts that verdicts read later. They stay when the entry is rejected, so that every replica
// judges the entries behind it alike.

Result<> Applier::note_lasting_facts(StreamBook& stream,
                                     const LogBook& log,
                                     const Entry& entry,
                                     Standing standing) {
    // A row made by an entry that counts gets its home with its cells; else it gets the home alone.
    const bool stub = standing == Standing::rejected || guard_of(entry) != nullptr;
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        const Entity& entity = *state_.registry.by_id(row_op->entity);
        if (stub && row_op->row.kind == RowRef::Kind::ordinal) {
            Row row = merge::make_row(entity, row_id_of(*row_op, log.prefix, entry.header.seq));
            row.home = written_text(entity, *row_op, "branch").value_or("");
            TRY_VOID(state_.table(entity).store(stream.s, row, view(entity, row)));
        }
        for (const Hash& blob : blobs_named(entity, *row_op)) {
            TRY_VOID(state_.blobs.name(stream.s, blob));
        }
        if (entity.purpose == Purpose::role) TRY_VOID(note_policy_facts(log, entry, *row_op));
        if (entity.purpose == Purpose::grant || entity.purpose == Purpose::revocation) {
            TRY_VOID(note_grant_facts(stream, log, entry, *row_op));
        }
    }
    return {};
}

Result<> Applier::note_policy_facts(const LogBook&, const Entry& entry, const RowOp& op) {
    const Entity& entity = *state_.registry.by_id(op.entity);
    const auto permits = written_text(entity, op, "permits");
    if (!permits || op.row.key.empty()) return {};
    state_.policy.define_role(op.row.key.front(), *permits, entry.header.seq);
    auto& insert = state_.database.prepare("INSERT OR REPLACE INTO role_fact VALUES(?, ?, ?)");
    insert.bind(1, std::string_view(op.row.key.front())).bind(2, as_signed(entry.header.seq));
    return insert.bind(3, std::string_view(*permits)).run();
}

Result<> Applier::note_grant_facts(StreamBook& stream,
                                   const LogBook& log,
                                   const Entry& entry,
                                   const RowOp& op) {
    const Entity& entity = *state_.registry.by_id(op.entity);
    const RowId row = row_id_of(op, log.prefix, entry.header.seq);
    if (entity.purpose == Purpose::revocation) {
        const auto grant = written_text(entity, op, "grant");
        if (!grant) return {};
        auto& insert =
            state_.database.prepare("INSERT OR IGNORE INTO revocation_fact VALUES(?, ?, ?, ?)");
        insert.bind(1, stream.s).bind(2, as_bytes(*grant)).bind(3, log.id);
        return insert.bind(4, as_signed(entry.header.seq)).run();
    }
    const auto user = written_text(entity, op, "user");
    const auto role = written_text(entity, op, "role");
    if (!user || !role) return {};
    auto& insert = state_.database.prepare("INSERT OR IGNORE INTO grant_fact VALUES(?,?,?,?,?,?)");
    insert.bind(1, stream.s).bind(2, as_bytes(*user)).bind(3, row.view());
    insert.bind(4, std::string_view(*role)).bind(5, log.id);
    return insert.bind(6, as_signed(entry.header.seq)).run();
}

}  // namespace branchline::sync
