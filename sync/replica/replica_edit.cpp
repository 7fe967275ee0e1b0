// Writing: from what a person wants to a signed, stored and applied entry.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "sync/entry/hybrid_clock.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

namespace {

using engine::Committed;
using engine::Edit;
using engine::RowEdit;
using merge::Row;
using schema::Entity;
using schema::Field;

/// A text that differs when two requests differ, to notice a client key used twice.
Bytes fingerprint(const Edit& edit) {
    pack::Writer w;
    w.text(edit.stream).uint(edit.command).array(edit.rows.size());
    for (const RowEdit& row : edit.rows) {
        w.uint(row.entity->id).bytes(row.id ? row.id->view() : ByteView());
        for (const std::string& part : row.key) w.text(part);
        for (const auto& [field, wish] : row.wishes) {
            w.uint(field);
            schema::write_value(w, wish);
        }
        w.text(row.transition.value_or("")).flag(row.make_void).flag(row.correct_reading);
    }
    return to_bytes(crypto::blake2b("bl/request/1", {w.view()}));
}

/// On the wire a keyed row is named by its key; who has its id alone is told the key here.
Result<std::vector<std::string>> key_of(Applier& applier,
                                        const StreamBook& stream,
                                        const RowEdit& edit) {
    if (!edit.id) return edit.key;
    TRY(auto held, applier.row(stream.s, *edit.entity, *edit.id));
    if (held) return std::move(held->key);
    return fail(Code::not_found, "not-found",
                fmt::format("{} {} does not exist", edit.entity->name, to_hex(*edit.id)));
}

RowEdit with_added(RowEdit edit) {
    for (auto& [field, value] : std::exchange(edit.added, {})) edit.wishes[field] = value;
    return edit;
}

std::string version_text(const Hash& hash) {
    return to_hex(hash.view().first(8));
}

}  // namespace

Result<Committed> Replica::commit(const Edit& edit) {
    auto done = write(edit);
    if (!done) note_failure(done.error());
    return done;
}

Result<std::uint64_t> Replica::author(const std::string& stream, Body body) {
    auto done = write_entry(stream, body);
    if (!done) note_failure(done.error());
    return done;
}

Result<Committed> Replica::write(const Edit& edit) {
    if (in_doubt_) {
        return fail(Code::identity, "identity-in-doubt", "this replica may be a copy of another",
                    "join again to get a new incarnation");
    }
    const Bytes request = fingerprint(edit);
    TRY(const auto known, answered(edit, request));
    if (known) return *known;
    StreamBook* stream = state_->books.stream(edit.stream);
    if (stream == nullptr) {
        return fail(Code::not_found, "unknown-stream",
                    fmt::format("{} is not held here", edit.stream));
    }
    if (!options_.hub && certificate() == nullptr) {
        return fail(Code::unavailable, "starting", "the network's policy has not arrived yet",
                    "try again when the line to the importer has been up once");
    }
    Body body{.actor = edit.actor, .command = edit.command, .client_key = edit.client_key};
    if (!body.actor && !options_.hub) {
        body.actor = operator_of(options_.key.public_key());
    }
    std::uint64_t ordinal = 0;
    for (const RowEdit& wanted : edit.rows) {
        TRY(const RowEdit row, numbered(with_added(wanted)));
        TRY(RowOp op, compose_op(*stream, row, ordinal));
        if (op.row.kind == RowRef::Kind::ordinal) ++ordinal;
        body.ops.emplace_back(std::move(op));
    }
    TRY(const std::uint64_t seq, write_entry(edit.stream, body));
    Committed answer{.log = to_hex(stream->own_log->log_id), .seq = seq};
    for (const Op& op : body.ops) {
        answer.rows.push_back(row_id_of(std::get<RowOp>(op), stream->own_log->prefix, seq));
    }
    TRY_VOID(remember_answer(edit, request, answer));
    return answer;
}

/// The serial of the certificate keeps two incarnations of one branch apart. A number that a rule
/// then refuses is lost: gaps are allowed, reuse is not.
Result<RowEdit> Replica::numbered(RowEdit edit) {
    const Entity& entity = *edit.entity;
    if (entity.number.empty() || edit.id) return edit;
    const Field& field = *entity.field("number");
    const auto branch = edit.wishes.find(entity.field("branch")->id);
    const auto* code =
        branch == edit.wishes.end() ? nullptr : std::get_if<std::string>(&branch->second);
    if (edit.wishes.contains(field.id) || code == nullptr) return edit;
    auto& next = state_->database.prepare(
        "INSERT INTO document_number VALUES(?, 1) ON CONFLICT(word) DO UPDATE SET last = last + 1"
        " RETURNING last");
    next.bind(1, entity.number);
    TRY_VOID(next.step());
    const std::int64_t number = next.integer(0);
    next.reset();
    const std::uint64_t serial = certificate() == nullptr ? 0 : certificate()->serial;
    edit.wishes[field.id] = fmt::format("{}-{}-{:02}-{:06}", *code, entity.number, serial, number);
    return edit;
}

Result<std::uint64_t> Replica::write_entry(const std::string& name, const Body& body) {
    StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) {
        return fail(Code::not_found, "unknown-stream", fmt::format("{} is not held here", name));
    }
    note_before(*stream);
    TRY_VOID(flush_receipts(*stream));  // Decisions keep the positions that the books gave them.
    TRY(LogBook * log, own_log(*stream));
    if (log->cut_at) {
        return fail(Code::forbidden, "node-revoked",
                    "the importer has revoked this node: nothing it writes counts any more",
                    "join again with a new token, and enter it there");
    }
    TRY(const Entry entry, compose_entry(*stream, *log, body));
    TRY(const EntryPast past, EntryPast::gather(*state_, *stream, tip_of(*log), entry));
    const LogName log_name{log->prefix, log->author, stream->parsed, stream->name};
    const auto code = verdict(entry, log_name, state_->policy, state_->registry, past);
    TRY_VOID(past.status());
    if (code) {
        const VoidText text = text_of(*code);
        std::string id(text.id);
        std::replace(id.begin(), id.end(), '_', '-');
        return fail(Code::forbidden, id, std::string(text.text), std::string(text.remedy));
    }
    TRY(const auto broken, applier_->judge(*stream, *log, entry));
    if (broken) {
        return fail(Code::refused, "rule-refused", broken->code + ": " + broken->text,
                    broken->remedy);
    }
    TRY_VOID(append_own(*stream, *log, entry));
    return entry.header.seq;
}

Result<LogBook*> Replica::own_log(StreamBook& stream) {
    if (stream.own_log != nullptr) return stream.own_log;
    const PublicKey& self = options_.key.public_key();
    return state_->books.add_log(state_->database, stream, self,
                                 make_log_id(options_.net, stream.name, self));
}

Result<Entry> Replica::compose_entry(StreamBook& stream, LogBook& log, const Body& body) {
    Header header{.seq = log.head_seq + 1, .prev = log.head_hash};
    std::uint64_t seen = log.applied_hlc;
    std::uint64_t epoch = std::max(log.applied_epoch, state_->policy_epoch());
    if (!is_decision(body)) {
        for (const LogBook* other : stream.logs) {
            const auto known = log.past.find(other->prefix);
            const std::uint64_t named = known == log.past.end() ? 0 : known->second;
            if (other == &log || other->applied_seq <= named) continue;
            header.deps.push_back({other->prefix, other->applied_seq,
                                   read_big_endian(other->applied_hash.view().first(8))});
            seen = std::max(seen, other->applied_hlc);
            epoch = std::max(epoch, other->applied_epoch);
        }
    }
    std::sort(header.deps.begin(), header.deps.end());
    if (header.deps.size() > kDepsMax) header.deps.resize(kDepsMax);  // The rest comes next time.
    header.hlc = next_hlc(seen, state_->now);
    header.policy_epoch = epoch;
    header.schema_version = schema::kSchemaVersion;
    Entry entry = make_entry(std::move(header), body);
    if (entry.header.body_size > kEntryBytesMax || body.ops.size() > kOpsMax) {
        return fail(Code::too_large, "edit-too-large",
                    fmt::format("the change takes {} bytes; one entry holds {}",
                                entry.header.body_size, kEntryBytesMax),
                    "split it into several changes");
    }
    // What we could not read back must not get into the log: it would be there for ever.
    const auto readable = decode_entries(entry.wire, entry.header.seq, entry.header.prev);
    if (!readable) return fail(Code::invalid, "validation-failed", readable.error().text);
    return entry;
}

Result<> Replica::append_own(StreamBook& stream, LogBook& log, const Entry& entry) {
    StoredRun run{.first = entry.header.seq, .last = entry.header.seq};
    run.prev = entry.header.prev;
    run.head = entry.hash;
    run.entries = entry.wire;
    TRY_VOID(state_->log_store.append(log.id, log.head_seq, run));
    log.head_seq = entry.header.seq;
    log.head_hash = entry.hash;
    TRY(const EntryPast past, EntryPast::gather(*state_, stream, tip_of(log), entry));
    TRY_VOID(applier_->apply(stream, log, entry, past.causal(), Applier::Standing::effective));
    TRY_VOID(applier_->status());
    if (stream.name != "policy") return {};
    for (const auto& [name, other] : state_->books.streams()) {
        if (name != "policy") TRY_VOID(advance(*other));
    }
    return {};
}

/// At most one receipt entry per stream and group, unless the hub itself writes in between.
Result<> Replica::flush_receipts(StreamBook& stream) {
    if (stream.pending.empty()) return {};
    Body body;
    for (Receipt& receipt : std::exchange(stream.pending, {}))
        body.ops.emplace_back(std::move(receipt));
    TRY(LogBook * log, own_log(stream));
    TRY(const Entry entry, compose_entry(stream, *log, body));
    return append_own(stream, *log, entry);
}

Result<RowOp> Replica::compose_op(StreamBook& stream, const RowEdit& edit, std::uint64_t ordinal) {
    const Entity& entity = *edit.entity;
    RowOp op{.entity = entity.id};
    Row row;
    bool fresh = false;
    if (edit.id && !entity.keyed()) {
        op.row.kind = RowRef::Kind::dot;
        op.row.row = *edit.id;
    } else if (entity.keyed()) {
        op.row.kind = RowRef::Kind::keyed;
        TRY(op.row.key, key_of(*applier_, stream, edit));
    } else {
        op.row.ordinal = ordinal;
        fresh = true;
    }
    RowId id;
    if (!fresh) {
        id = row_id_of(op, 0, 0);
        TRY(auto found, applier_->row(stream.s, entity, id));
        const bool exists = found && merge::life_of(found->life) != Life::absent;
        if (!exists && edit.id) {
            return fail(Code::not_found, "not-found",
                        fmt::format("{} {} does not exist", entity.name, to_hex(*edit.id)));
        }
        fresh = !exists;
        row = found ? std::move(*found) : merge::make_row(entity, id);
    } else {
        row = merge::make_row(entity, id);
    }
    if (edit.expected_version) {
        const std::string version =
            version_text(applier_->row_hash(entity, id, applier_->view(entity, row)));
        if (version != *edit.expected_version) {
            return fail(
                Code::conflict, "stale-version",
                fmt::format("the record has version {}, not {}", version, *edit.expected_version),
                "load the record again and repeat the change");
        }
    }
    TRY_VOID(compose_wishes(edit, row, op));
    TRY_VOID(compose_transition(edit, row, fresh, op));
    if (edit.make_void) op.writes.push_back({schema::kLifeField, encode_payload(Life::voided)});
    std::sort(op.writes.begin(), op.writes.end(),
              [](const FieldWrite& a, const FieldWrite& b) { return a.field < b.field; });
    return op;
}

Result<> Replica::compose_wishes(const RowEdit& edit, const Row& row, RowOp& op) {
    const Entity& entity = *edit.entity;
    for (const auto& [id, wish] : edit.wishes) {
        const Field* field = entity.field(id);
        if (field == nullptr) return fail(Code::invalid, "unknown-field", "no such field");
        if (entity.in_key(field->name)) continue;
        const merge::Cell& cell = row.cells[entity.index_of(id)];
        TRY(const Payload payload, edit.correct_reading
                                       ? merge::compose_correction(*field, cell, wish)
                                       : merge::compose(*field, cell, wish));
        op.writes.push_back({id, encode_payload(payload)});
    }
    for (const Hash& blob : blobs_named(entity, op)) {
        TRY(const bool held, state_->blobs.holds(blob));
        if (held) continue;
        return fail(Code::invalid, "file-not-here",
                    fmt::format("the file {} is not here", to_hex(blob)),
                    "Send the file first; the answer gives its hash.");
    }
    return {};
}

Result<> Replica::compose_transition(const RowEdit& edit, const Row& row, bool fresh, RowOp& op) {
    const Field* state = edit.entity->state_field();
    if (state == nullptr) return {};
    const auto& cell = row.cells[edit.entity->index_of(state->id)];
    const merge::View now = merge::view(*state, cell, *applier_);
    Step step;
    if (now.path.empty()) {
        if (!fresh && !edit.transition) return {};
        const auto first = std::find_if(edit.entity->flow.begin(), edit.entity->flow.end(),
                                        [](const schema::Transition& t) { return t.from.empty(); });
        if (first == edit.entity->flow.end()) return {};
        step.to = edit.transition.value_or(std::string(first->to));
    } else {
        if (!edit.transition) return {};
        step = {*edit.transition, std::get<std::string>(now.value), now.path.back()};
        const bool legal = std::any_of(
            edit.entity->flow.begin(), edit.entity->flow.end(),
            [&](const schema::Transition& t) { return t.from == step.from && t.to == step.to; });
        if (!legal) {
            return fail(
                Code::conflict, "state-not-allowed",
                fmt::format("{} cannot go from {} to {}", edit.entity->name, step.from, step.to),
                "load the record again");
        }
    }
    op.writes.push_back({state->id, encode_payload(step)});
    return {};
}

Result<std::optional<Committed>> Replica::answered(const Edit& edit, ByteView request) {
    if (!edit.client_key) return std::nullopt;
    auto& find =
        state_->database.prepare("SELECT request, answer FROM answered WHERE client_key = ?");
    find.bind(1, ByteView(*edit.client_key));
    TRY(const bool found, find.step());
    if (!found) return std::nullopt;
    const bool same = equal(find.blob(0), request);
    const Bytes packed = to_bytes(find.blob(1));
    find.reset();
    if (!same) {
        return fail(Code::refused, "key-reused", "the idempotency key was used for another request",
                    "use a new key for a new request");
    }
    TRY(const pack::Document document, pack::Document::parse(packed));
    pack::Reader r(document);
    Committed answer{.replayed = true};
    r.array();
    answer.log = r.text();
    answer.seq = r.uint();
    const std::size_t rows = r.array();
    for (std::size_t i = 0; i < rows; ++i) answer.rows.push_back(r.fixed<RowId>());
    TRY_VOID(r.status());
    return answer;
}

Result<bool> Replica::is_answered(const Bytes& client_key) {
    auto& find = state_->database.prepare("SELECT 1 FROM answered WHERE client_key = ?");
    TRY(const bool found, find.bind(1, ByteView(client_key)).step());
    find.reset();
    return found;
}

Result<> Replica::remember_answer(const Edit& edit, ByteView request, const Committed& answer) {
    if (!edit.client_key) return {};
    pack::Writer w;
    w.array(3).text(answer.log).uint(answer.seq).array(answer.rows.size());
    for (const RowId& row : answer.rows) w.bytes(row);
    auto& insert = state_->database.prepare("INSERT INTO answered VALUES(?, ?, ?)");
    insert.bind(1, ByteView(*edit.client_key)).bind(2, request);
    return insert.bind(3, ByteView(w.view())).run();
}

}  // namespace branchline::sync
