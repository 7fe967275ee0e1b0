#include "sync/replica/state.hpp"

#include <fmt/format.h>

#include "common/schema/blob.hpp"
#include "sync/entry/codec.hpp"
#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {
constexpr std::size_t kPastsMax = 1024;

}  // namespace

Result<Entry> ReplicaState::entry(const LogBook& log, std::uint64_t seq) {
    const bool known = decoded_.log == log.id && seq >= decoded_.first &&
                       seq - decoded_.first < decoded_.entries.size();
    if (known) return decoded_.entries[seq - decoded_.first];
    TRY(const auto run, log_store.find(log.id, seq));
    if (!run) {
        return fail(Code::corrupt, "entry-missing",
                    fmt::format("entry {} of log {} is not stored", seq, to_hex(log.log_id)));
    }
    auto entries = decode_entries(run->entries, run->first, run->prev);
    if (!entries || seq - run->first >= entries->size()) {
        return fail(Code::corrupt, "entry-damaged",
                    fmt::format("entry {} of log {} cannot be read", seq, to_hex(log.log_id)));
    }
    decoded_ = {log.id, run->first, std::move(*entries)};
    return decoded_.entries[seq - run->first];
}

Result<const CausalPast*> ReplicaState::past_of(const Dot& dot) {
    static const CausalPast kNone;
    const LogBook* log = books.log(dot.log);
    if (log == nullptr) return &kNone;
    if (dot.seq >= log->applied_seq) return &log->past;
    const auto known = pasts_.find(dot);
    if (known != pasts_.end()) return &known->second;
    auto& rows = database.prepare(
        "SELECT past FROM causal WHERE log = ? AND seq <= ? ORDER BY seq DESC LIMIT 1");
    rows.bind(1, log->id).bind(2, as_signed(dot.seq));
    TRY(const bool found, rows.step());
    if (!found) return &kNone;
    auto past = decode_past(rows.blob(0));
    rows.reset();
    if (!past) return std::unexpected(past.error());
    if (pasts_.size() >= kPastsMax) pasts_.clear();
    return &pasts_.emplace(dot, *std::move(past)).first->second;
}

Result<EntryPast> EntryPast::gather(ReplicaState& state,
                                    StreamBook& stream,
                                    LogTip tip,
                                    const Entry& entry) {
    EntryPast past(state, stream);
    past.causal_ = std::move(tip.past);
    if (tip.seq > 0) past.causal_[tip.prefix] = tip.seq;
    past.seen_[{tip.prefix, tip.seq}] = {tip.hlc, tip.epoch,
                                         read_big_endian(tip.hash.view().first(8))};
    for (const Dep& dep : entry.header.deps) {
        const LogBook* other = stream.log(dep.log);
        if (other == nullptr || dep.seq > other->applied_seq) continue;  // Behind a cut.
        TRY(const CausalPast* theirs, state.past_of({dep.log, dep.seq}));
        merge_past(past.causal_, *theirs);
        merge_past(past.causal_, {
                                     {dep.log, dep.seq}
        });
        Seen seen{other->applied_hlc, other->applied_epoch,
                  read_big_endian(other->applied_hash.view().first(8))};
        if (dep.seq != other->applied_seq) {
            TRY(const Entry named, state.entry(*other, dep.seq));
            seen = {named.header.hlc, named.header.policy_epoch,
                    read_big_endian(named.hash.view().first(8))};
        }
        past.seen_[{dep.log, dep.seq}] = seen;
    }
    return past;
}

std::optional<Past::Seen> EntryPast::entry(const Dot& dot) const {
    const auto found = seen_.find(dot);
    if (found == seen_.end()) return std::nullopt;
    return found->second;
}

bool EntryPast::holds(const Dot& dot) const {
    const auto found = causal_.find(dot.log);
    return found != causal_.end() && dot.seq >= 1 && dot.seq <= found->second;
}

std::optional<std::string> EntryPast::home_of(std::uint16_t entity, const RowId& row) const {
    if (made_ != nullptr) {
        const auto made = made_->find(row);
        if (made != made_->end()) return made->second;
    }
    const auto table = state_->tables.find(entity);
    if (table == state_->tables.end()) return std::nullopt;
    auto home = table->second.home(stream_->s, row);
    if (!home) {
        failure_ = home.error();
        return std::nullopt;
    }
    return *home;
}

std::optional<PublicKey> EntryPast::author_of(LogPrefix log) const {
    const LogBook* book = stream_->log(log);
    if (book == nullptr) return std::nullopt;
    return book->author;
}

std::vector<Grant> EntryPast::grants_of(const RowId& actor) const {
    std::vector<Grant> grants;
    auto& rows = state_->database.prepare(
        "SELECT g.log, g.seq, g.role, r.log, r.seq FROM grant_fact AS g LEFT JOIN revocation_fact"
        " AS r ON r.s = g.s AND r.grant_row = g.row WHERE g.s = ? AND g.actor = ?"
        " ORDER BY g.log, g.seq");
    rows.bind(1, stream_->s).bind(2, actor.view());
    const auto dot_at = [&](int column) {
        const LogBook* log = state_->books.log_by_id(rows.integer(column));
        return Dot{log == nullptr ? 0 : log->prefix,
                   static_cast<std::uint64_t>(rows.integer(column + 1))};
    };
    for (;;) {
        const auto more = rows.step();
        if (!more) failure_ = more.error();
        if (!more || !*more) return grants;
        const Dot dot = dot_at(0);
        if (grants.empty() || grants.back().dot != dot) {
            grants.push_back({dot, std::string(rows.text(2)), {}});
        }
        if (!rows.is_null(3)) grants.back().revoked.push_back(dot_at(3));
    }
}

Result<> EntryPast::status() const {
    if (failure_) return std::unexpected(*failure_);
    return {};
}

std::vector<Hash> blobs_named(const schema::Entity& entity, const RowOp& op) {
    std::vector<Hash> out;
    if (!schema::names_blobs(entity)) return out;
    for (const FieldWrite& write : op.writes) {
        const schema::Field* field = entity.field(write.field);
        if (field == nullptr || !schema::names_blob(*field)) continue;
        const auto payload = decode_payload(*field, write.payload);
        const auto* plain = payload ? std::get_if<Plain>(&*payload) : nullptr;
        const auto* hash = plain == nullptr ? nullptr : std::get_if<Bytes>(&plain->value);
        if (hash != nullptr) out.push_back(Hash::from(*hash));
    }
    return out;
}

std::map<RowId, std::string> rows_made(const schema::Registry& registry,
                                       const Entry& entry,
                                       LogPrefix log) {
    std::map<RowId, std::string> made;
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        const schema::Entity* entity = row_op == nullptr ? nullptr : registry.by_id(row_op->entity);
        if (entity == nullptr || row_op->row.kind != RowRef::Kind::ordinal) continue;
        std::string& home = made[row_id_of(*row_op, log, entry.header.seq)];
        const schema::Field* branch = entity->field("branch");
        for (const FieldWrite& write : row_op->writes) {
            if (branch == nullptr || write.field != branch->id) continue;
            const auto payload = decode_payload(*branch, write.payload);
            const auto* plain = payload ? std::get_if<Plain>(&*payload) : nullptr;
            const auto* text = plain ? std::get_if<std::string>(&plain->value) : nullptr;
            if (text != nullptr) home = *text;
        }
    }
    return made;
}

}  // namespace branchline::sync
