// Taking runs from peers and applying entries when their turn comes.
#include <algorithm>

#include <fmt/format.h>

#include "sync/entry/chain.hpp"
#include "sync/entry/hybrid_clock.hpp"
#include "sync/replica/replica.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

namespace {

/// Receipts are written in the middle of a group when they come to this: a flood of rejections
/// must not outgrow an entry of our own. What one transaction adds fits into the rest.
constexpr std::size_t kReceiptBytes = kEntryBytesMax / 2;

std::optional<Refusal> refuse(RefusalCode code, std::uint64_t seq, std::string text) {
    return Refusal{code, seq, std::move(text)};
}

/// Not less than what the receipts will take in their entry.
std::size_t size_bound(const std::vector<Receipt>& receipts) {
    constexpr std::size_t kReceipt = 80;
    constexpr std::size_t kException = 32;
    std::size_t size = 0;
    for (const Receipt& receipt : receipts) {
        size += kReceipt;
        for (const Exception& e : receipt.exceptions) {
            size += kException + e.code.size() + e.text.size() + e.remedy.size();
        }
    }
    return size;
}

}  // namespace

// Checks in the order of docs/formats/messages.md: unknown log, out of scope, gap, fork, bad
// encoding, body hash, signature. Nothing is written before all have passed.
Result<std::optional<Refusal>> Replica::receive(const std::string& stream,
                                                const PublicKey& author,
                                                const Run& run,
                                                std::uint64_t* last_seq) {
    auto taken = take(stream, author, run, last_seq);
    if (!taken) note_failure(taken.error());
    return taken;
}

Result<std::optional<Refusal>> Replica::take(const std::string& name,
                                             const PublicKey& author,
                                             const Run& run,
                                             std::uint64_t* last_seq) {
    StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) {
        return refuse(RefusalCode::out_of_scope, run.first_seq, name + " is not held here");
    }
    LogBook* log = nullptr;
    TRY(auto refusal, check_known(*stream, log, author, run));
    if (refusal) return refusal;
    LogBook blank{.log_id = run.log, .head_hash = Hash::from(run.log)};
    const LogBook& place = log == nullptr ? blank : *log;
    std::uint64_t overlap = 0;
    TRY(refusal, check_place(place, run, overlap));
    if (refusal) return refusal;
    auto entries = run.ahead.entries != nullptr
                       ? std::move(*run.ahead.entries)
                       : decode_entries(run.entries, run.first_seq, run.prev);
    if (!entries) return entries.error();
    if (entries->empty()) return refuse(RefusalCode::bad_encoding, run.first_seq, "an empty run");
    const Hash& head = entries->back().hash;
    if (read_big_endian(head.view().first(8)) != run.head_prefix) {
        return refuse(RefusalCode::body_hash, run.first_seq,
                      "the entries are not those that lead to the named head");
    }
    if (!verify_head(author, options_.net, head, run.signature)) {
        return refuse(RefusalCode::bad_signature, entries->back().header.seq,
                      "the head is not signed by the author of the log");
    }
    if (log == nullptr) {
        TRY(log, state_->books.add_log(state_->database, *stream, author, run.log));
    }
    TRY(refusal, check_overlap(*log, *entries, overlap));
    if (refusal) return refusal;
    if (last_seq != nullptr) *last_seq = run.first_seq + entries->size() - 1;
    if (overlap >= entries->size()) return std::nullopt;  // All of it was here already.
    if (log->own) return doubt_identity();
    TRY_VOID(store_run(*stream, *log, run, std::move(*entries), overlap));
    TRY_VOID(advance(*stream));
    return std::nullopt;
}

std::unexpected<Error> Replica::doubt_identity() {
    in_doubt_ = true;
    return fail(Code::identity, "own-log-ahead",
                "an entry of this replica came back that it does not have",
                "this is a copy or an old backup: join again to get a new incarnation");
}

Result<std::optional<Refusal>> Replica::check_known(StreamBook& stream,
                                                    LogBook*& log,
                                                    const PublicKey& author,
                                                    const Run& run) {
    if (run.log != make_log_id(options_.net, stream.name, author)) {
        return refuse(RefusalCode::unknown_log, run.first_seq, "the log is not of this author");
    }
    const bool hub = state_->policy.is_hub(author);
    const Certificate* certificate = state_->policy.certificate(author);
    if (!hub && certificate == nullptr) {
        return refuse(RefusalCode::unknown_log, run.first_seq, "the author has no certificate");
    }
    if (!hub && !certificate->holds(stream.name)) {
        return refuse(RefusalCode::out_of_scope, run.first_seq,
                      "the author's certificate does not name " + stream.name);
    }
    log = state_->books.log(run.log);
    if (log != nullptr && log->frozen) {
        return refuse(RefusalCode::fork, run.first_seq, "the log is frozen after a fork");
    }
    return std::nullopt;
}

Result<std::optional<Refusal>> Replica::check_place(const LogBook& log,
                                                    const Run& run,
                                                    std::uint64_t& overlap) {
    if (run.first_seq == 0) return refuse(RefusalCode::bad_encoding, 0, "positions start at 1");
#ifdef BRANCHLINE_PLANT
    const bool leaps = planted() == Plant::accept_beyond_head && run.first_seq > log.head_seq + 1;
    if (leaps) return std::nullopt;
#endif
    if (run.first_seq > log.head_seq + 1) {
        return refuse(RefusalCode::gap, run.first_seq,
                      fmt::format("position {} is expected next", log.head_seq + 1));
    }
    Hash prev = log.head_hash;
    if (run.first_seq <= log.head_seq) {
        overlap = log.head_seq + 1 - run.first_seq;
        prev = Hash::from(log.log_id);
        if (run.first_seq > 1) {
            TRY(const Entry before, state_->entry(log, run.first_seq - 1));
            prev = before.hash;
        }
    }
    if (prev != run.prev) {
        return refuse(RefusalCode::fork, run.first_seq, "the run continues another history");
    }
    return std::nullopt;
}

/// Entries that we hold must be the same ones; two signed histories of one log are a fork.
Result<std::optional<Refusal>> Replica::check_overlap(LogBook& log,
                                                      const std::vector<Entry>& entries,
                                                      std::uint64_t overlap) {
    const std::uint64_t shared = std::min<std::uint64_t>(overlap, entries.size());
    if (shared == 0) return std::nullopt;
    const Entry& last = entries[shared - 1];
    TRY(const Entry ours, state_->entry(log, last.header.seq));
    if (ours.hash == last.hash) return std::nullopt;
    if (log.own) return doubt_identity();
    log.frozen = true;
    return refuse(RefusalCode::fork, last.header.seq, "two signed histories of one log");
}

Result<> Replica::store_run(StreamBook& stream,
                            LogBook& log,
                            const Run& run,
                            std::vector<Entry> entries,
                            std::uint64_t overlap) {
    TRY(const ByteView tail, skip_entries(run.entries, overlap));
    StoredRun stored{.first = run.first_seq + overlap, .last = run.first_seq + entries.size() - 1};
    stored.prev = entries[overlap].header.prev;
    stored.head = entries.back().hash;
    stored.entries = to_bytes(tail);
    stored.signature = run.signature;
    TRY_VOID(state_->log_store.append(log.id, log.head_seq, stored));
    (void)stream;
    log.head_seq = stored.last;
    log.head_hash = stored.head;
    auto& fresh = fresh_[log.id];
    for (std::size_t i = overlap; i < entries.size(); ++i) fresh.push_back(std::move(entries[i]));
    return {};
}

bool Replica::has_waiting() const {
    for (const auto& [name, stream] : state_->books.streams()) {
        for (const LogBook* log : stream->logs) {
            if (log->applied_seq < log->head_seq) return true;
        }
    }
    return false;
}

Result<> Replica::apply_waiting() {
    for (const auto& [name, stream] : state_->books.streams()) TRY_VOID(advance(*stream));
    return {};
}

/// Applies all that can be applied, in all logs of the stream, until nothing moves any more. A
/// policy that moved may free entries of every stream.
Result<> Replica::advance(StreamBook& stream) {
    const std::uint64_t epoch = state_->policy_epoch();
    for (bool moved = true; moved;) {
        moved = false;
        const std::vector<LogBook*> logs = stream.logs;
        for (LogBook* log : logs) {
            for (;;) {
                TRY(const bool one, advance_log(stream, *log));
                if (!one) break;
                moved = true;
            }
        }
    }
    if (stream.name == "policy" && state_->policy_epoch() != epoch) {
        for (const auto& [name, other] : state_->books.streams()) {
            if (name != "policy") TRY_VOID(advance(*other));
        }
    }
    return {};
}

/// The next entry, taken out of what was decoded; what cannot be applied yet is read again later.
Result<std::optional<Entry>> Replica::take_next(const StreamBook& stream, LogBook& log) {
    auto& fresh = fresh_[log.id];
    while (!fresh.empty() && fresh.front().header.seq <= log.applied_seq) fresh.pop_front();
    const bool decoded = !fresh.empty() && fresh.front().header.seq == log.applied_seq + 1;
    if (!decoded) {
        TRY(Entry entry, state_->entry(log, log.applied_seq + 1));
        if (!is_ready(stream, log, entry)) return std::nullopt;
        return entry;
    }
    if (!is_ready(stream, log, fresh.front())) return std::nullopt;
    Entry entry = std::move(fresh.front());
    fresh.pop_front();
    return entry;
}

Result<bool> Replica::advance_log(StreamBook& stream, LogBook& log) {
    if (log.applied_seq >= log.head_seq) return false;
#ifdef BRANCHLINE_PLANT
    if (planted() == Plant::accept_beyond_head) {
        TRY(const auto stored, state_->log_store.find(log.id, log.applied_seq + 1));
        if (!stored) return false;
    }
#endif
    TRY(auto entry, take_next(stream, log));
    if (!entry) return false;
    if (log.hub) {
        TRY(const bool known, knows_decided_logs(stream, *entry));
        if (!known) return false;
    }
    TRY(const auto entries, whole_transaction(log, *std::move(entry)));
    if (!entries) return false;
    for (const Entry& part : *entries) {
        if (!is_ready(stream, log, part)) return false;
    }
    if (size_bound(stream.pending) > kReceiptBytes) TRY_VOID(flush_receipts(stream));
    TRY_VOID(apply_judged(stream, log, *entries));
    return true;
}

/// A decision may come before anything of the log that it decides on. The policy tells whose log
/// it is; until it does, the decision waits, for it must not be lost.
Result<bool> Replica::knows_decided_logs(StreamBook& stream, const Entry& decision) {
    for (const Op& op : decision.body.ops) {
        const auto* receipt = std::get_if<Receipt>(&op);
        const auto* cut = std::get_if<Cut>(&op);
        if (receipt == nullptr && cut == nullptr) continue;
        const LogPrefix prefix = receipt != nullptr ? receipt->log : cut->log;
        if (stream.log(prefix) != nullptr) continue;
        const LogBook* found = nullptr;
        for (const Certificate* certificate : state_->policy.certificates()) {
            const LogId id = make_log_id(options_.net, stream.name, certificate->incarnation);
            if (prefix_of(id) != prefix) continue;
            TRY(found,
                state_->books.add_log(state_->database, stream, certificate->incarnation, id));
        }
        if (found == nullptr) return false;
    }
    return true;
}

/// Waiting is no verdict: an entry whose past or policy is not here yet, of a newer schema, or
/// stamped far ahead stays stored and is looked at again.
bool Replica::is_ready(const StreamBook& stream, const LogBook& log, const Entry& entry) const {
    const Header& h = entry.header;
    if (h.schema_version > schema::kSchemaVersion) return false;
    if (is_decision(entry.body)) return true;
    if (stream.name != "policy" && h.policy_epoch > state_->policy_epoch()) return false;
    if (!log.own && instant_of(h.hlc) > state_->now + tuning::kHoldAhead) return false;
    return std::all_of(h.deps.begin(), h.deps.end(), [&](const Dep& dep) {
        const LogBook* other = stream.log(dep.log);
        if (other == nullptr) return false;
        const bool behind_cut = other->cut_at && dep.seq > *other->cut_at;
        const bool behind_freeze = other->frozen && dep.seq > other->head_seq;
        return dep.seq <= other->applied_seq || behind_cut || behind_freeze;
    });
}

Result<std::optional<std::vector<Entry>>> Replica::whole_transaction(LogBook& log, Entry first) {
    std::vector<Entry> entries;
    const auto tx = first.header.tx;
    entries.push_back(std::move(first));
    if (!tx) return entries;
    const std::uint64_t last = tx->first_seq + tx->parts - 1;
    if (tx->part != 1) return entries;  // A lone part: judged by itself, and void.
    if (log.head_seq < last) return std::nullopt;
    for (std::uint64_t seq = tx->first_seq + 1; seq <= last; ++seq) {
        TRY(Entry part, state_->entry(log, seq));
        const TxPart expected{tx->first_seq, seq - tx->first_seq + 1, tx->parts};
        if (part.header.tx != expected) {  // Never whole: the beginning stands alone, and is void.
            entries.resize(1);
            break;
        }
        entries.push_back(std::move(part));
    }
    return entries;
}

/// Judges a transaction whole: one void part voids all, and one rejected part rejects all.
Result<> Replica::apply_judged(StreamBook& stream,
                               LogBook& log,
                               const std::vector<Entry>& entries) {
    const LogName name{log.prefix, log.author, stream.parsed, stream.name};
    Judged judged;
    LogTip ahead = tip_of(log);  // Parts are judged as if the parts before had been applied.
    std::map<RowId, std::string> made;
    for (const Entry& entry : entries) {
        TRY(EntryPast past, EntryPast::gather(*state_, stream, ahead, entry));
        past.add_rows(made);
        if (!judged.code) {
            judged.code = verdict(entry, name, state_->policy, state_->registry, past);
        }
        TRY_VOID(past.status());
        for (auto& [row, home] : rows_made(state_->registry, entry, log.prefix)) made[row] = home;
        ahead = {log.prefix,       entry.header.seq,          entry.hash,
                 entry.header.hlc, entry.header.policy_epoch, past.causal()};
        ahead.past.erase(log.prefix);
    }
    const bool torn =
        entries.front().header.tx.has_value() && entries.size() != entries.front().header.tx->parts;
    if (torn && !judged.code) judged.code = VoidCode::bad_dep;
    if (entries.size() == 1) return apply_parts(stream, log, entries, judged);
    return apply_transaction(stream, log, entries, judged);
}

/// The hub decides while it applies, so a part that it rejects takes back those before it.
Result<> Replica::apply_transaction(StreamBook& stream,
                                    LogBook& log,
                                    const std::vector<Entry>& entries,
                                    Judged& judged) {
    const LogBook log_before = log;
    const Hash digest_before = stream.digest;
    const std::vector<Receipt> pending_before = stream.pending;
    TRY_VOID(state_->database.execute("SAVEPOINT parts"));
    TRY_VOID(apply_parts(stream, log, entries, judged));
    if (judged.broken) {
        TRY_VOID(state_->database.execute("ROLLBACK TO parts"));
        applier_->forget();
        log = log_before;
        stream.digest = digest_before;
        stream.pending = pending_before;
        TRY_VOID(apply_parts(stream, log, entries, judged));
    }
    return state_->database.execute("RELEASE parts");
}

Result<> Replica::apply_parts(StreamBook& stream,
                              LogBook& log,
                              const std::vector<Entry>& entries,
                              Judged& judged) {
    for (const Entry& entry : entries) {
        TRY(const EntryPast past, EntryPast::gather(*state_, stream, tip_of(log), entry));
        TRY(const auto standing, standing_of(stream, log, entry, judged));
        TRY_VOID(applier_->apply(stream, log, entry, past.causal(), standing));
        TRY_VOID(applier_->status());
    }
    return {};
}

Result<Applier::Standing> Replica::standing_of(StreamBook& stream,
                                               LogBook& log,
                                               const Entry& entry,
                                               Judged& judged) {
    using Standing = Applier::Standing;
    const std::optional<VoidCode>& code = judged.code;
    const std::uint64_t seq = entry.header.seq;
    const bool cut = log.cut_at && seq > *log.cut_at;
    if (code) TRY_VOID(applier_->record_void(log, seq, *code));
    if (options_.hub && !log.hub && !cut) {
        std::optional<Exception> exception;
        if (code) {
            const VoidText text = text_of(*code);
            exception = Exception{seq, std::string(text.id), std::string(text.text),
                                  std::string(text.remedy)};
        } else if (judged.broken) {
            exception = judged.broken;
            exception->seq = seq;
        } else {
            TRY(exception, applier_->judge(stream, log, entry));
            judged.broken = exception;
        }
        const bool rejected = exception.has_value();
        note_decision(stream, log, entry, std::move(exception));
        if (code) return Standing::voided;
        return rejected ? Standing::rejected : Standing::effective;
    }
    if (code) return Standing::voided;
    if (cut) return Standing::beyond_cut;
    auto& find = state_->database.prepare("SELECT 1 FROM exception WHERE log = ? AND seq = ?");
    find.bind(1, log.id).bind(2, static_cast<std::int64_t>(seq));
    TRY(const bool rejected, find.step());
    find.reset();
    return rejected ? Standing::rejected : Standing::effective;
}

/// The hub decides in the applying transaction; the receipt is written when the group ends. The
/// books know the decision at once, with the position that it will have.
void Replica::note_decision(StreamBook& stream,
                            LogBook& log,
                            const Entry& entry,
                            std::optional<Exception> exception) {
    const std::uint64_t seq = entry.header.seq;
    auto& pending = stream.pending;
    if (pending.empty() || pending.back().log != log.prefix) {
        pending.push_back({.log = log.prefix, .from = seq});
        const std::uint64_t hub_head = stream.own_log == nullptr ? 0 : stream.own_log->head_seq;
        log.receipts.push_back({seq, hub_head + 1, pending.size()});
    }
    Receipt& receipt = pending.back();
    receipt.up_to = seq;
    receipt.head_hash = entry.hash;
    log.receipts.back().up_to = seq;
    if (exception) receipt.exceptions.push_back(std::move(*exception));
}

}  // namespace branchline::sync
