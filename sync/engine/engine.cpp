#include "sync/engine/engine.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

Engine::Engine(Replica& replica, HighWater& high_water, EngineOptions options)
    : replica_(replica), high_water_(high_water), options_(std::move(options)) {}

// Arrivals.

void Engine::connected(PeerId peer, const std::string& name, std::set<std::string> scope) {
    SessionOptions session{.net = replica_.net(),
                           .self = replica_.key().public_key(),
                           .software = options_.software,
                           .schema_version = schema::kSchemaVersion,
                           .scope = scope};
    peers_[peer] = {std::make_unique<Session>(std::move(session)), name, std::move(scope)};
    status_[peer] = {.name = name};
    arrivals_.insert(peer);
}

void Engine::connected_joining(PeerId peer) {
    peers_[peer] = {nullptr, "joining", {}};
}

void Engine::disconnected(PeerId peer) {
    peers_.erase(peer);
    status_.erase(peer);
    durable_.erase(peer);
    brought_.erase(peer);
    arrivals_.erase(peer);
    std::erase_if(frames_, [&](const auto& frame) { return frame.first == peer; });
}

void Engine::received(PeerId peer, HeardFrame frame) {
    frames_.emplace_back(peer, std::move(frame));
}
void Engine::submit(Task task) {
    tasks_.push_back(std::move(task));
}
void Engine::tick() {
    ticked_ = true;
}

// One round: hear, do, speak.

Result<std::vector<Output>> Engine::run(Instant now) {
    now_ = now;
    outputs_.clear();
    for (const PeerId peer : std::exchange(arrivals_, {})) {
        if (status_.size() > options_.sessions_max) {
            outputs_.emplace_back(SendTo{peer, encode(Later{tuning::kLaterWait})});
            outputs_.emplace_back(Disconnect{
                peer, {"busy", "too many sessions at once", ""}
            });
            continue;
        }
        step(peer, Connected{});
        step(peer, Advanced{heads_for(peers_[peer].scope)});
    }
    hear_frames();
    if (ticked_) {
        std::vector<PeerId> ids;
        for (const auto& [id, peer] : peers_) {
            if (peer.session) ids.push_back(id);
        }
        for (const PeerId id : ids) step(id, Tick{});
    }
    TRY_VOID(run_group());
    push_heads();
    if (ticked_) TRY_VOID(wish_for_blobs());
    TRY_VOID(answer_fetches());
    if (spoke_own_) TRY_VOID(cover_own_heads());
    ticked_ = false;
    return std::exchange(outputs_, {});
}

void Engine::step(PeerId id, const SessionInput& input) {
    const auto found = peers_.find(id);
    if (found == peers_.end() || !found->second.session) return;
    take_effects(id, found->second.session->step(input, now_));
}

void Engine::take_effects(PeerId id, Effects effects) {
    for (Effect& effect : effects) {
        if (auto* send = std::get_if<SendFrame>(&effect)) {
            outputs_.emplace_back(SendTo{id, std::move(send->frame)});
        } else if (auto* store = std::get_if<StoreRun>(&effect)) {
            stores_.push_back({id, std::move(*store), std::nullopt});
        } else if (auto* fetch = std::get_if<Fetch>(&effect)) {
            fetches_.emplace_back(id, std::move(*fetch));
        } else if (const auto* holds = std::get_if<PeerHolds>(&effect)) {
            note_progress(id, *holds);
        } else if (const auto* greeted = std::get_if<Established>(&effect)) {
            PeerStatus& status = status_[id];
            status.established = true;
            status.since = now_;
            status.software = greeted->hello.software;
            if (status.name == "hub") clock_offset_ += greeted->hello.clock - now_;
        } else if (auto* part = std::get_if<KeepBlob>(&effect)) {
            parts_.push_back({id, std::move(part->part)});
        } else if (auto* asked = std::get_if<FetchBlob>(&effect)) {
            blob_fetches_.emplace_back(id, std::move(asked->ask));
        } else if (auto* refused = std::get_if<PeerRefused>(&effect)) {
            status_[id].refused.push_back(std::move(refused->refusal));
        } else if (auto* end = std::get_if<EndSession>(&effect)) {
            status_[id].last_error = end->why.code + ": " + end->why.text;
            outputs_.emplace_back(Disconnect{id, std::move(end->why), end->retry_after});
        }
    }
}

void Engine::hear_frames() {
    for (auto& [peer, frame] : std::exchange(frames_, {})) {
        const auto found = peers_.find(peer);
        if (found == peers_.end()) continue;
        if (found->second.session) {
            step(peer, Received{std::move(frame)});
        } else {
            hear_joining(peer, frame.frame);
        }
    }
}

/// Before it is enrolled a peer may say one thing only.
void Engine::hear_joining(PeerId peer, const Bytes& frame) {
    const auto message = decode(frame);
    const auto* join = message ? std::get_if<Join>(&*message) : nullptr;
    if (join != nullptr && options_.join) {
        joins_.emplace_back(peer, *join);
        return;
    }
    const Bye bye{"not_enrolled", "only a request to join is answered here", "use a fresh token"};
    outputs_.emplace_back(SendTo{peer, encode(bye)});
}

Result<> Engine::run_group() {
    // A tick alone writes nothing: an idle daemon leaves its disk asleep.
    const bool applies = ticked_ && replica_.has_waiting();
    const bool writes =
        !stores_.empty() || !parts_.empty() || !joins_.empty() || applies ||
        std::any_of(tasks_.begin(), tasks_.end(), [](const Task& t) { return t.writes; });
    if (!writes) {
        settle_group({});
        return ticked_ ? rest_when_idle() : Result<>{};
    }
    rested_ = false;
    idle_ticks_ = 0;
    std::vector<std::pair<PeerId, Message>> answers;
    const auto group = [&]() -> Result<> {
        TRY_VOID(replica_.begin(now_));
        for (const auto& [peer, join] : joins_) {
            answers.emplace_back(peer, options_.join(replica_, join, now_));
        }
        for (const Task& task : tasks_) {
            if (task.writes && task.work) task.work(replica_);
        }
        TRY_VOID(store_pending());
        TRY_VOID(keep_parts());
        if (applies) TRY_VOID(replica_.apply_waiting());
        if (options_.arbiter) TRY_VOID(options_.arbiter(replica_, now_));
        TRY_VOID(forward_verified());
#ifdef BRANCHLINE_PLANT
        if (options_.plant == Plant::acknowledge_before_commit) {
            speak_stored();
            planted_outputs_ = outputs_;
        }
#endif
        return replica_.end();
    };
    const Result<> result = group();
    // SQLite may have rolled back by itself; the books must follow it in any case.
    if (!result) replica_.abandon();
    joins_.clear();
    if (result) {
        for (const auto& [peer, message] : answers)
            outputs_.emplace_back(SendTo{peer, encode(message)});
    }
    settle_group(result);
    settle_parts(result.has_value());
    // A full disk is an answer; a failed one, or a doubt about who we are, is the end.
    if (!result && result.error().code != Code::disk_full) return result;
    return {};
}

/// An idle writer checkpoints, and gives back the memory that a burst has taken. Nothing that was
/// said depends on it, so a full disk may refuse; a failed one is the end, as in a group.
Result<> Engine::rest_when_idle() {
    if (rested_ || ++idle_ticks_ < tuning::kRestAfterTicks) return {};
    rested_ = true;
    const Result<> done = replica_.rest();
    if (!done && done.error().code != Code::disk_full) return done;
    return {};
}

Result<> Engine::store_pending() {
    for (PendingStore& pending : stores_) {
        const StoreRun& store = pending.store;
        TRY(pending.refusal,
            replica_.receive(store.stream, store.author, store.run, &pending.last_seq));
        if (pending.refusal) {
            const auto peer = peers_.find(pending.peer);
            const std::string name = peer == peers_.end() ? "gone" : peer->second.name;
            if (pending.refusal->code != RefusalCode::gap) {
                TRY_VOID(replica_.quarantine(name, store.stream, store.run, *pending.refusal));
            }
            continue;
        }
        const LogBook* log = replica_.state().books.log(store.run.log);
        pending.durable_seq = log == nullptr ? 0 : log->head_seq;
    }
    return {};
}

/// A verified entry of another author may be forwarded before our own fsync: that promises nothing,
/// and the next peer need not wait for our disk. What we write ourselves, receipts too, waits.
Result<> Engine::forward_verified() {
    if (!forward_) return {};
    for (const PendingStore& pending : stores_) {
        const LogBook* log = replica_.state().books.log(pending.store.run.log);
        if (pending.refusal || log == nullptr || log->own) continue;
        for (const auto& [id, peer] : peers_) {
            if (id == pending.peer || !peer.session) continue;
            if (!peer.scope.contains(pending.store.stream)) continue;
            // Marked whether or not it is sent something: it has heard of what may be dropped.
            forwarded_.insert(id);
            step(id, Verified{log->log_id, log->head_seq});
        }
    }
    // Answers may bring further questions; those for own logs wait for the commit.
    for (std::size_t at = 0; at < fetches_.size();) {
        const LogBook* log = replica_.state().books.log(fetches_[at].second.log);
        if (log == nullptr || log->own) {
            ++at;
            continue;
        }
        const auto [peer, fetch] = std::move(fetches_[at]);
        fetches_.erase(fetches_.begin() + static_cast<std::ptrdiff_t>(at));
        forwarded_.insert(peer);
        TRY_VOID(answer_fetch(peer, fetch));
    }
    if (forwarded_.empty()) return {};
    // Connections end after the group: whoever carries frames may not come back to us in it.
    const auto ends = std::stable_partition(
        outputs_.begin(), outputs_.end(),
        [](const Output& output) { return std::holds_alternative<SendTo>(output); });
    std::vector<Output> rest(std::make_move_iterator(ends),
                             std::make_move_iterator(outputs_.end()));
    outputs_.erase(ends, outputs_.end());
    forward_(std::exchange(outputs_, std::move(rest)));
    return {};
}

void Engine::settle_group(const Result<>& result) {
    for (Task& task : std::exchange(tasks_, {})) {
        if (!task.writes && task.work) task.work(replica_);
        if (task.done) task.done(task.writes ? result : Result<>{});
    }
    const std::set<PeerId> forwarded = std::exchange(forwarded_, {});
    if (result) {
        speak_stored();
        return;
    }
    // Who believes that we have what we have just dropped would never send it.
    for (const PeerId peer : forwarded) {
        outputs_.emplace_back(Disconnect{
            peer, {"not_stored", result.error().what, result.error().hint}
        });
    }
    // What was not stored was not acknowledged: the peers will send it again when they come back.
    for (const PendingStore& pending : std::exchange(stores_, {})) {
        outputs_.emplace_back(Disconnect{
            pending.peer, {"not_stored", result.error().what, result.error().hint}
        });
    }
}

void Engine::speak_stored() {
    for (const PendingStore& pending : std::exchange(stores_, {})) {
        const StoreRun& store = pending.store;
        if (pending.refusal) {
            step(pending.peer,
                 RunRefused{store.stream, store.run.log, *pending.refusal, store.bytes});
        } else {
            std::uint64_t& brought = brought_[pending.peer][store.run.log];
            brought = std::max(brought, pending.last_seq);
            step(pending.peer, Stored{store.stream, store.run.log, pending.durable_seq, store.bytes,
                                      pending.last_seq});
        }
    }
}

LocalHeads Engine::heads_for(const std::set<std::string>& scope) const {
    LocalHeads heads;
    for (const std::string& stream : scope) heads[stream] = replica_.heads(stream);
    return heads;
}

/// Tells every session what is new; there is no polling interval.
void Engine::push_heads() {
    std::set<std::string> moved;
    for (const auto& [name, stream] : replica_.state().books.streams()) {
        std::uint64_t entries = stream->logs.size();
        for (const LogBook* log : stream->logs) entries += log->head_seq;
        if (std::exchange(pushed_[name], entries) != entries) moved.insert(name);
    }
    if (moved.empty()) return;
    std::vector<PeerId> ids;
    for (const auto& [id, peer] : peers_) {
        if (peer.session) ids.push_back(id);
    }
    for (const PeerId id : ids) {
        std::set<std::string> shared;
        std::set_intersection(moved.begin(), moved.end(), peers_[id].scope.begin(),
                              peers_[id].scope.end(), std::inserter(shared, shared.end()));
        if (!shared.empty()) step(id, Advanced{heads_for(shared)});
    }
}

Result<> Engine::answer_fetches() {
    while (!fetches_.empty() || !blob_fetches_.empty()) {
        if (fetches_.empty()) {
            const auto [peer, ask] = std::move(blob_fetches_.front());
            blob_fetches_.pop_front();
            TRY_VOID(answer_blob_fetch(peer, ask));
            continue;
        }
        const auto [peer, fetch] = std::move(fetches_.front());
        fetches_.pop_front();
        TRY_VOID(answer_fetch(peer, fetch));
    }
    return {};
}

Result<> Engine::answer_fetch(PeerId peer, const Fetch& fetch) {
    TRY(auto run, replica_.read_run(fetch.stream, fetch.log, fetch.from, fetch.bytes_max));
    const LogBook* log = replica_.state().books.log(fetch.log);
    if (run && log != nullptr && log->own) spoke_own_ = true;
    step(peer, Fetched{fetch.stream, fetch.log, std::move(run)});
    return {};
}

void Engine::note_progress(PeerId id, const PeerHolds& effect) {
    LogBook* log = replica_.state().books.log(effect.log);
    if (effect.durable) durable_[id][effect.log] = effect.seq;
    if (log == nullptr || !log->own) return;
    log->sent_seq = std::max(log->sent_seq, effect.seq);
    if (effect.durable && status_[id].name == "hub") {
        log->received_seq = std::max(log->received_seq, effect.seq);
    }
}

std::vector<PeerStatus> Engine::peers() const {
    std::vector<PeerStatus> out;
    const auto position = [](const auto& of_peers, PeerId peer, const LogId& log) {
        const auto logs = of_peers.find(peer);
        if (logs == of_peers.end()) return std::uint64_t{0};
        const auto found = logs->second.find(log);
        return found == logs->second.end() ? std::uint64_t{0} : found->second;
    };
    for (const auto& [id, status] : status_) {
        out.push_back(status);
        for (const std::string& stream : peers_.at(id).scope) {
            for (const LogHead& head : replica_.heads(stream)) {
                const std::uint64_t has =
                    std::max(position(durable_, id, head.log), position(brought_, id, head.log));
                out.back().behind += head.seq - std::min(head.seq, has);
            }
        }
    }
    return out;
}

// Files that records name.

/// Knowing a hash is not enough: a record of the shared stream must name the file.
Result<> Engine::answer_blob_fetch(PeerId peer, const BlobAsk& ask) {
    ReplicaState& state = replica_.state();
    const StreamBook* stream = state.books.stream(ask.stream);
    TRY(const bool named,
        stream == nullptr ? Result<bool>(false) : state.blobs.is_named(stream->s, ask.blob));
    BlobPart part{.blob = ask.blob, .bytes = {}};
    if (named) {
        TRY(BlobPiece piece, state.blobs.piece(ask.blob, ask.from));
        part.size = piece.size;
        part.from = piece.from;
        part.bytes = std::move(piece.bytes);
    }
    step(peer, BlobFetched{std::move(part)});
    return {};
}

Result<> Engine::keep_parts() {
    for (PendingPart& pending : parts_) {
        BlobPart& part = pending.part;
        TRY(const BlobKeep kept,
            replica_.state().blobs.keep(part.blob, {part.size, part.from, part.bytes}, now_));
        pending.outcome = kept == BlobKeep::part       ? BlobKept::Outcome::part
                          : kept == BlobKeep::complete ? BlobKept::Outcome::complete
                                                       : BlobKept::Outcome::refused;
    }
    return {};
}

void Engine::settle_parts(bool stored) {
    if (!stored && !parts_.empty()) blobs_paused_until_ = now_ + tuning::kBlobPauseAfterFull;
    for (const PendingPart& pending : std::exchange(parts_, {})) {
        const auto outcome = stored ? pending.outcome : BlobKept::Outcome::dropped;
        step(pending.peer, BlobKept{pending.part.blob, outcome});
    }
}

Result<> Engine::wish_for_blobs() {
    if (now_ < blobs_paused_until_) return {};
    TRY(const bool any, replica_.state().blobs.wants_any());
    if (!any) return {};
    std::vector<PeerId> idle;
    for (const auto& [id, peer] : peers_) {
        if (peer.session && peer.session->wants_wishes()) idle.push_back(id);
    }
    for (const PeerId id : idle) {
        TRY(std::vector<BlobWish> wishes, wishes_for(peers_.at(id)));
        if (!wishes.empty()) step(id, BlobsWished{std::move(wishes)});
    }
    return {};
}

/// What the streams of a peer name and lack, but for what another peer is sending already.
Result<std::vector<BlobWish>> Engine::wishes_for(const Peer& peer) {
    std::set<Hash> awaited;
    for (const auto& [id, other] : peers_) {
        const auto hash = other.session ? other.session->awaited_blob() : std::nullopt;
        if (hash) awaited.insert(*hash);
    }
    std::vector<BlobWish> out;
    for (const std::string& name : peer.scope) {
        const StreamBook* stream = replica_.state().books.stream(name);
        if (stream == nullptr) continue;
        TRY(const auto wanted, replica_.state().blobs.wanted(stream->s, tuning::kBlobWishesMax));
        for (const WantedBlob& blob : wanted) {
            if (!awaited.contains(blob.hash)) out.push_back({name, blob.hash, blob.from});
        }
    }
    return out;
}

// The high-water record: [incarnation, number of own entries that may have been spoken].

std::uint64_t Engine::own_entries() const {
    std::uint64_t entries = 0;
    for (const auto& [name, stream] : replica_.state().books.streams()) {
        if (stream->own_log != nullptr) entries += stream->own_log->head_seq;
    }
    return entries;
}

Result<> Engine::cover_own_heads() {
    spoke_own_ = false;
    const std::uint64_t entries = own_entries();
    if (entries == covered_) return {};
    pack::Writer w;
    w.array(2).bytes(replica_.key().public_key()).uint(entries);
    TRY_VOID(high_water_.write(w.view()));
    covered_ = entries;
    return {};
}

Result<> Engine::check_identity() {
    TRY(const Bytes record, high_water_.read());
    if (record.empty()) return {};
    TRY(const auto document, pack::Document::parse(record));
    pack::Reader r(document);
    r.array_of(2);
    const auto incarnation = r.fixed<PublicKey>();
    covered_ = r.uint();
    TRY_VOID(r.status());
    if (incarnation != replica_.key().public_key()) {
        return fail(Code::identity, "other-incarnation",
                    "the high-water record belongs to another incarnation",
                    "this directory was put together from two replicas: join again");
    }
    if (own_entries() < covered_) {
        return fail(Code::identity, "older-than-spoken",
                    fmt::format("the database holds {} own entries, but {} have been sent",
                                own_entries(), covered_),
                    "this is an old backup: join again to get a new incarnation");
    }
    return {};
}

}  // namespace branchline::sync
