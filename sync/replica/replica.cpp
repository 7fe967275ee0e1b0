#include "sync/replica/replica.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "sync/entry/chain.hpp"
#include "sync/replica/stored.hpp"
#include "sync/replica/system_tables.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

Replica::Replica(db::Database& database,
                 const schema::Registry& registry,
                 const ReplicaOptions& options)
    : options_(options),
      state_(std::make_unique<ReplicaState>(database, registry, options.rules)),
      applier_(std::make_unique<Applier>(*state_)) {
    state_->is_hub = options.hub;
#ifdef BRANCHLINE_PLANT
    state_->log_store.accepts_leaps = planted() == Plant::accept_beyond_head;
    state_->compares_values = planted() == Plant::compare_values;
#endif
}

Result<std::unique_ptr<Replica>> Replica::open(db::Database& database,
                                               const schema::Registry& registry,
                                               const ReplicaOptions& options) {
    TRY_VOID(create_tables(database, registry));
    std::unique_ptr<Replica> replica(new Replica(database, registry, options));
    TRY_VOID(replica->reload());
    return replica;
}

Result<> Replica::reload() {
    fresh_.clear();
    applier_->forget();
    state_->forget_decoded();
    TRY_VOID(load_policy());
    return state_->books.load(state_->database, state_->policy, options_.key.public_key());
}

Result<> Replica::load_policy() {
    state_->policy = Policy(options_.net, options_.manifest.manifest);
    auto& certificates =
        state_->database.prepare("SELECT epoch, bytes FROM certificate ORDER BY epoch");
    for (;;) {
        TRY(const bool more, certificates.step());
        if (!more) break;
        TRY(const Certificate certificate,
            decode_certificate(certificates.blob(1), options_.net,
                               options_.manifest.manifest.enrol_keys));
        state_->policy.enrol(certificate, static_cast<std::uint64_t>(certificates.integer(0)));
    }
    auto& roles = state_->database.prepare("SELECT role, epoch, permits FROM role_fact");
    for (;;) {
        TRY(const bool more, roles.step());
        if (!more) return {};
        state_->policy.define_role(std::string(roles.text(0)), std::string(roles.text(2)),
                                   static_cast<std::uint64_t>(roles.integer(1)));
    }
}

void Replica::note_failure(const Error& error) {
    const bool ours =
        error.code == Code::io || error.code == Code::disk_full || error.code == Code::corrupt;
    if (ours && !broken_) broken_ = error;
}

Result<> Replica::begin(Instant now) {
    state_->now = now;
    broken_.reset();
    return state_->database.begin();
}

Result<> Replica::write_receipts() {
    for (const auto& [name, stream] : state_->books.streams()) TRY_VOID(flush_receipts(*stream));
    return {};
}

Result<> Replica::save_books() {
    TRY_VOID(write_receipts());
    for (const auto& [name, stream] : state_->books.streams()) {
        for (LogBook* log : stream->logs) {
            TRY_VOID(state_->books.save(state_->database, *log));
        }
        TRY_VOID(state_->books.save(state_->database, *stream));
    }
    return applier_->status();
}

Result<> Replica::end() {
    const auto finish = [&]() -> Result<> {
        TRY_VOID(save_books());
        if (broken_) return std::unexpected(*broken_);
        return state_->database.commit();
    };
    auto done = finish();
    if (!done) abandon();
    return done;
}

void Replica::abandon() {
    broken_.reset();
    state_->database.rollback();
    // A database that cannot even be read any more refuses the next begin() as well.
    (void)reload();
}

/// A savepoint takes back what the tables say, and the books of the streams that were written are
/// put back beside it. What nobody has touched is not looked at: whoever may only try must not be
/// able to keep the engine busy.
Result<> Replica::rehearse(const std::function<void()>& work) {
    ASSERT(!rehearsal_);
    const auto run = [&]() -> Result<> {
        TRY_VOID(state_->database.execute("SAVEPOINT rehearsal"));
        rehearsal_.emplace();
        work();
        TRY_VOID(state_->database.execute("ROLLBACK TO rehearsal"));
        return state_->database.execute("RELEASE rehearsal");
    };
    auto done = run();
    if (!done) broken_ = done.error();
    if (rehearsal_) take_back(*std::exchange(rehearsal_, std::nullopt));
    return done;
}

void Replica::note_before(StreamBook& stream) {
    if (!rehearsal_) return;
    auto& streams = rehearsal_->streams;
    const auto note = [&streams](StreamBook& one) {
        if (!streams.contains(&one)) streams.emplace(&one, Books::before(one));
    };
    note(stream);
    if (stream.name != "policy" || rehearsal_->policy) return;
    rehearsal_->policy = state_->policy;
    // A policy that moves may free entries of every stream.
    for (const auto& [name, other] : state_->books.streams()) note(*other);
}

void Replica::take_back(Rehearsal before) {
    if (before.streams.empty()) return;
    applier_->forget();
    state_->forget_decoded();
    for (auto& [stream, books] : before.streams) {
        state_->books.put_back(*stream, std::move(books));
    }
    if (before.policy) state_->policy = *std::move(before.policy);
}

Result<> Replica::hold_stream(const std::string& stream) {
    TRY_VOID(state_->books.add_stream(state_->database, stream));
    return {};
}

const Certificate* Replica::certificate() const {
    return state_->policy.certificate(options_.key.public_key());
}

Result<std::vector<Bytes>> Replica::certificates_of(const std::string& stream) const {
    std::vector<Bytes> out;
    for (const Certificate* certificate : state_->policy.certificates()) {
        if (!certificate->holds(stream)) continue;
        auto& find = state_->database.prepare(
            "SELECT bytes FROM certificate WHERE incarnation = ? ORDER BY epoch DESC LIMIT 1");
        find.bind(1, certificate->incarnation.view());
        TRY(const bool found, find.step());
        if (found) out.push_back(to_bytes(find.blob(0)));
        find.reset();
    }
    return out;
}

std::string Replica::branch_of(const LogBook& log) const {
    if (log.hub) return "hub";
    const Certificate* certificate = state_->policy.certificate(log.author);
    return certificate == nullptr ? "unknown" : certificate->branch;
}

std::vector<LogHead> Replica::heads(const std::string& name) const {
    std::vector<LogHead> out;
    const StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) return out;
    for (const LogBook* log : stream->logs) {
        out.push_back({log->log_id, log->author, log->head_seq, log->head_hash});
    }
    return out;
}

Result<std::optional<Run>> Replica::read_run(const std::string& name,
                                             const LogId& log_id,
                                             std::uint64_t from,
                                             std::size_t bytes_max) {
    const StreamBook* stream = state_->books.stream(name);
    LogBook* log = state_->books.log(log_id);
    if (stream == nullptr || log == nullptr || log->s != stream->s || from >= log->head_seq) {
        return std::nullopt;
    }
    Run out{.log = log_id, .first_seq = from + 1};
    Hash head;
    std::size_t whole = 0;  // Bytes of the longest prefix so far that ends at a signed head.
    std::uint64_t at = from;
    while (at < log->head_seq) {
        TRY(const auto stored, state_->log_store.find(log->id, at + 1));
        if (!stored) return fail(Code::corrupt, "entry-missing", "a stored run is missing");
        const std::uint64_t skip = at + 1 - stored->first;
        TRY(const ByteView entries, skip_entries(stored->entries, skip));
        if (whole > 0 && out.entries.size() + entries.size() > bytes_max) break;
        if (out.entries.empty()) {
            out.prev = stored->prev;
            if (skip > 0) {
                TRY(const Entry before, state_->entry(*log, at));
                out.prev = before.hash;
            }
        }
        append(out.entries, entries);
        at = stored->last;
        if (stored->signature || log->own) {
            whole = out.entries.size();
            out.last_seq = at;
            head = stored->head;
            if (stored->signature) out.signature = *stored->signature;
        }
        if (out.entries.size() >= bytes_max && whole > 0) break;
    }
    if (whole == 0) return std::nullopt;
    out.entries.resize(whole);
    out.head_prefix = read_big_endian(head.view().first(8));
    if (log->own) out.signature = sign_head(options_.key, options_.net, head);
    return out;
}

Result<engine::StreamDigest> Replica::digest(const std::string& name) {
    const StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) {
        return fail(Code::not_found, "unknown-stream", fmt::format("{} is not held here", name));
    }
    engine::StreamDigest out{.stream = name, .vector = {}, .digest = stream->digest};
    for (const LogBook* log : stream->logs) {
        if (log->applied_seq == 0) continue;
        out.vector.push_back({log->log_id, log->applied_seq, log->applied_hash});
    }
    std::sort(out.vector.begin(), out.vector.end(),
              [](const auto& a, const auto& b) { return a.log < b.log; });
    return out;
}

Result<> Replica::quarantine(const std::string& peer,
                             const std::string& stream,
                             const Run& run,
                             const Refusal& refusal) {
    auto& insert = state_->database.prepare(
        "INSERT INTO quarantine(at, peer, stream, log_id, seq, code, text, evidence)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, state_->now.time_since_epoch().count()).bind(2, std::string_view(peer));
    insert.bind(3, std::string_view(stream)).bind(4, run.log.view());
    insert.bind(5, as_signed(refusal.seq)).bind(6, name_of(refusal.code));
    insert.bind(7, std::string_view(refusal.text));
    const ByteView evidence(run.entries.data(),
                            std::min(run.entries.size(), tuning::kEvidenceBytesMax));
    TRY_VOID(insert.bind(8, evidence).run());
    auto& trim = state_->database.prepare(
        "DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ?");
    return trim.bind(1, static_cast<std::int64_t>(tuning::kQuarantineRowsMax)).run();
}

}  // namespace branchline::sync
