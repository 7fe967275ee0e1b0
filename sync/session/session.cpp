#include "sync/session/session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/schema/stream.hpp"
#include "sync/tuning.hpp"

namespace branchline::sync {

Effects Session::step(const SessionInput& input, Instant now) {
    if (state_ == State::ended) return {};
    return std::visit([&](const auto& event) { return on(event, now); }, input);
}

Effects Session::on(const Connected&, Instant now) {
    state_ = State::greeting;
    heard_at_ = acked_at_ = asked_at_ = now;
    const Hello hello{.schema_version = options_.schema_version,
                      .net = options_.net,
                      .incarnation = options_.self,
                      .software = options_.software,
                      .clock = now};
    return {SendFrame{encode(hello)}};
}

Effects Session::on(const Received& event, Instant now) {
    if (state_ == State::idle) return {};
    heard_at_ = now;
    pinged_ = false;
    if (event.heard.message != nullptr) return hear_message(*event.heard.message, now);
    return hear_message(decode(event.heard.frame), now);
}

Effects Session::hear_message(const Result<Message>& message, Instant now) {
    if (!message) return end({"bad_encoding", message.error().what, "update the program"});
    if (state_ == State::greeting && !std::holds_alternative<Hello>(*message) &&
        !std::holds_alternative<Bye>(*message) && !std::holds_alternative<Later>(*message)) {
        return end({"bad_order", "a message before the greeting", "update the program"});
    }
    return std::visit([&](const auto& some) { return hear(some, now); }, *message);
}

Effects Session::hear(const Hello& message, Instant now) {
    if (state_ != State::greeting) return {};  // A duplicate.
    if (message.net != options_.net) {
        return end({"wrong_network", "the peer belongs to another network", "join this network"});
    }
    if (message.protocol != kProtocol || message.entry_format != kFormat) {
        return end({"version_mismatch",
                    fmt::format("protocol {} and format {} are spoken here, not {} and {}",
                                kProtocol, kFormat, message.protocol, message.entry_format),
                    "update the older program"});
    }
    state_ = State::established;
    heard_at_ = now;
    Effects effects{Established{message}};
    for (const std::string& stream : scope_by_lane()) announce(stream, effects);
    return effects;
}

/// The policy comes first: who has heard nothing of it would refuse what it authorises.
std::vector<std::string> Session::scope_by_lane() const {
    std::vector<std::string> out(options_.scope.begin(), options_.scope.end());
    std::stable_sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
        return schema::lane_of(a) < schema::lane_of(b);
    });
    return out;
}

Effects Session::on(const Advanced& event, Instant) {
    for (const auto& [stream, heads] : event.heads) {
        options_.scope.insert(stream);
        for (const LogHead& head : heads) {
            LogState& log = logs_[head.log];
            log.stream = stream;
            log.lane = schema::lane_of(stream);
            log.author = head.author;
            log.local_head = std::max(log.local_head, head.seq);
        }
    }
    Effects effects;
    if (state_ != State::established) return effects;
    for (const std::string& stream : scope_by_lane()) {
        if (event.heads.contains(stream)) announce(stream, effects);
    }
    pump(effects);
    return effects;
}

void Session::announce(const std::string& stream, Effects& effects) {
    Heads message{.stream = stream, .logs = {}};
    for (auto& [id, log] : logs_) {
        if (log.stream != stream || log.announced) continue;
        log.announced = true;
        log.number = next_number_++;
        by_number_[log.number] = id;
        // The hash is not needed to resume: a run that does not fit is refused as a fork.
        message.logs.push_back({
            log.number, {id, log.author, log.local_head, {}}
        });
    }
    if (message.logs.empty() && told_.contains(stream)) return;
    told_.insert(stream);
    message.again = !heard_.contains(stream);
    effects.emplace_back(SendFrame{encode(message)});
}

void Session::repeat_heads(const std::string& stream, Effects& effects) {
    Heads message{.stream = stream, .again = !heard_.contains(stream), .logs = {}};
    for (const auto& [id, log] : logs_) {
        if (log.stream != stream || !log.announced) continue;
        message.logs.push_back({
            log.number, {id, log.author, log.local_head, {}}
        });
    }
    effects.emplace_back(SendFrame{encode(message)});
}

Effects Session::hear(const Heads& message, Instant) {
    // One side may have heard of a new certificate before the other; nothing flows until both have.
    if (!options_.scope.contains(message.stream)) {
        unshared_ = message.stream;
        return {};
    }
    Effects effects;
    for (const Heads::Log& item : message.logs) {
        LogState& log = logs_[item.head.log];
        if (log.stream.empty()) {
            log.stream = message.stream;
            log.lane = schema::lane_of(message.stream);
            log.author = item.head.author;
        }
        if (log.stream != message.stream || log.author != item.head.author) {
            return end({"bad_heads", "a log under two names", "update the program"});
        }
        peer_numbers_[item.number] = item.head.log;
        log.peer_durable = std::max(log.peer_durable, item.head.seq);
        log.sent = std::max(log.sent, log.peer_durable);
        effects.emplace_back(PeerHolds{log.stream, item.head.log, log.peer_durable, true});
    }
    const bool heard_before = !heard_.insert(message.stream).second;
    announce(message.stream, effects);
    if (message.again && heard_before) repeat_heads(message.stream, effects);
    pump(effects);
    return effects;
}

LogId Session::next_to_send() const {
    const LogState* best = nullptr;
    LogId best_id;
    const auto backlog = [](const LogState& log) { return log.local_head - log.sent; };
    for (const auto& [id, log] : logs_) {
        const bool waits = log.announced && !log.stopped && !log.paused &&
                           log.local_head > log.sent && heard_.contains(log.stream);
        if (!waits) continue;
        const bool first = best == nullptr || log.lane < best->lane ||
                           (log.lane == best->lane && backlog(log) < backlog(*best));
        if (first) {
            best = &log;
            best_id = id;
        }
    }
    return best_id;
}

void Session::pump(Effects& effects) {
    if (fetching_) return;
    const LogId id = next_to_send();
    const bool room = in_flight_ + outgoing_bytes_ < tuning::kCreditBytes;
    if (id.is_zero() || !room || outgoing_bytes_ >= tuning::kFrameBytes) {
        flush(effects);
        if (id.is_zero()) blobs_.serve(effects);  // Files give way to entries.
        if (id.is_zero() || in_flight_ >= tuning::kCreditBytes) return;
    }
    const LogState& log = logs_.at(id);
    fetching_ = true;
    effects.emplace_back(Fetch{log.stream, id, log.sent, tuning::kRunBytes});
}

Effects Session::on(const Fetched& event, Instant) {
    fetching_ = false;
    Effects effects;
    LogState& log = logs_.at(event.log);
    if (event.run && event.run->first_seq > log.sent + 1) {
        // Rewound since it was asked for: the entries before it must go first.
    } else if (event.run) {
        const auto entries = event.run->entries.size();
        outgoing_.runs.push_back({log.number, *event.run});
        outgoing_bytes_ += entries;
        // The position behind the run is known to whoever decodes it; here it comes with `sent`.
        log.sent = std::max(log.sent, event.run->last_seq);
        effects.emplace_back(PeerHolds{log.stream, event.log, log.sent, false});
    } else {
        log.local_head = log.sent;  // Nothing that may be spoken; the next Advanced asks again.
    }
    pump(effects);
    return effects;
}

void Session::flush(Effects& effects) {
    if (outgoing_.runs.empty()) return;
    Bytes frame = encode(std::exchange(outgoing_, {}));
    in_flight_ += std::exchange(outgoing_bytes_, 0);
    effects.emplace_back(SendFrame{std::move(frame)});
}

Effects Session::hear(const Data& message, Instant) {
    Effects effects;
    const std::size_t count = message.runs.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto& item = message.runs[i];
        const auto named = peer_numbers_.find(item.number);
        if (named == peer_numbers_.end() && !unshared_.empty()) {
            return end({"out_of_scope", unshared_ + " is not shared with this peer",
                        "ask the importer's network desk"});
        }
        if (named == peer_numbers_.end()) {
            return end({"bad_number", "a log that was never announced", "update the program"});
        }
        const LogState& log = logs_.at(named->second);
        StoreRun store{log.stream, log.author, item.run, item.run.entries.size()};
        store.run.log = named->second;
        effects.emplace_back(std::move(store));
    }
    return effects;
}

// The acknowledgement waits for the disk: the peer may forget a run once it is acknowledged.
Effects Session::on(const Stored& event, Instant) {
    if (state_ != State::established) return {};
    for (const auto& [number, id] : peer_numbers_) {
        if (id != event.log) continue;
        LogState& log = logs_.at(id);
        log.peer_has = std::max(log.peer_has, event.last_seq);
        log.sent = std::max(log.sent, log.peer_has);
        return {SendFrame{encode(Ack{{{number, event.durable_seq}}, event.bytes})}};
    }
    return {};
}

// Only of logs that the peer has a number for: HEADS speak of what is durable.
Effects Session::on(const Verified& event, Instant) {
    const auto found = logs_.find(event.log);
    if (state_ != State::established || found == logs_.end()) return {};
    LogState& log = found->second;
    if (!log.announced || event.seq <= log.local_head) return {};
    log.local_head = event.seq;
    Effects effects;
    pump(effects);
    return effects;
}

Effects Session::on(const RunRefused& event, Instant) {
    if (state_ != State::established) return {};
    for (const auto& [number, id] : peer_numbers_) {
        if (id != event.log) continue;
        return {SendFrame{
            encode(Nack{number, event.refusal.seq, static_cast<std::uint64_t>(event.refusal.code),
                        event.refusal.text, event.bytes})}};
    }
    return {};
}

void Session::return_credit(std::uint64_t credit) {
    in_flight_ -= std::min<std::size_t>(in_flight_, credit);
}

Effects Session::hear(const Ack& message, Instant now) {
    Effects effects;
    acked_at_ = now;
    return_credit(message.credit);
    for (const Ack::Held& held : message.held) {
        const auto named = by_number_.find(held.number);
        if (named == by_number_.end()) continue;
        LogState& log = logs_.at(named->second);
        // A peer cannot hold more than we sent or it told; a liar gains nothing by saying so.
        log.peer_durable = std::max(log.peer_durable, std::min(held.seq, log.local_head));
        log.sent = std::max(log.sent, log.peer_durable);
        log.rewound = false;
        effects.emplace_back(PeerHolds{log.stream, named->second, log.peer_durable, true});
        if (log.stream != "policy") continue;
        for (auto& [id, waiting] : logs_) waiting.paused = false;
    }
    pump(effects);
    return effects;
}

Effects Session::hear(const Nack& message, Instant) {
    Effects effects;
    return_credit(message.credit);
    const auto named = by_number_.find(message.number);
    if (named != by_number_.end()) {
        LogState& log = logs_.at(named->second);
        const auto code = static_cast<RefusalCode>(message.code);
        if (code == RefusalCode::gap) {  // A frame was lost on the way.
            if (!log.rewound) log.sent = log.peer_durable;
            log.rewound = true;
        } else if (code == RefusalCode::unknown_log) {  // It may be a policy frame that was lost.
            log.sent = log.peer_durable;
            log.paused = true;
        } else {
            log.stopped = true;
            effects.emplace_back(PeerRefused{
                log.stream, named->second, {code, message.seq, message.text}
            });
        }
    }
    pump(effects);
    return effects;
}

Effects Session::on(const Tick&, Instant now) {
    if (state_ == State::idle) return {};
    const auto allowed = state_ == State::greeting ? Milliseconds(tuning::kGreetingMax)
                                                   : Milliseconds(tuning::kDeadAfter);
    if (now - heard_at_ > allowed) return end({"silent", "the peer fell silent", ""});
    Effects effects;
    if (state_ == State::established && now - asked_at_ > tuning::kResendAfter) {
        asked_at_ = now;
        for (const std::string& stream : scope_by_lane()) {
            if (!heard_.contains(stream)) repeat_heads(stream, effects);
        }
    }
    if (!awaits_ack()) {
        acked_at_ = now;
        in_flight_ = 0;
    } else if (now - acked_at_ > tuning::kResendAfter) {
        acked_at_ = now;
        rewind_all();
        pump(effects);
    }
    if (now - heard_at_ > tuning::kPingAfter && !pinged_) {
        pinged_ = true;
        effects.emplace_back(SendFrame{encode(Ping{})});
    }
    if (state_ == State::established) blobs_.tick(now, effects);
    return effects;
}

void Session::rewind_all() {
    in_flight_ = 0;
    for (auto& [id, log] : logs_) {
        log.sent = std::max(log.peer_durable, log.peer_has);
        log.rewound = false;
        log.paused = false;
    }
}

// Not read off in_flight_: an ACK that arrives twice returns its credit twice.
bool Session::awaits_ack() const {
    return std::any_of(logs_.begin(), logs_.end(), [](const auto& named) {
        const LogState& log = named.second;
        return !log.stopped && (log.paused || log.sent > std::max(log.peer_durable, log.peer_has));
    });
}

// Files.

Effects Session::on(const BlobsWished& event, Instant now) {
    Effects effects;
    if (state_ == State::established) blobs_.wish(event.wishes, now, effects);
    return effects;
}

Effects Session::on(const BlobFetched& event, Instant) {
    Effects effects;
    if (state_ != State::established) return effects;
    blobs_.fetched(event.part, effects);
    pump(effects);
    return effects;
}

Effects Session::on(const BlobKept& event, Instant now) {
    Effects effects;
    if (state_ == State::established) blobs_.kept(event, now, effects);
    return effects;
}

Effects Session::hear(const BlobAsk& message, Instant) {
    Effects effects;
    blobs_.asked(message, options_.scope.contains(message.stream), effects);
    pump(effects);
    return effects;
}

Effects Session::hear(const BlobPart& message, Instant now) {
    Effects effects;
    blobs_.heard(message, now, effects);
    return effects;
}

Effects Session::hear(const Ping&, Instant) {
    return {SendFrame{encode(Pong{})}};
}
Effects Session::hear(const Pong&, Instant) {
    return {};
}

Effects Session::hear(const Bye& message, Instant) {
    state_ = State::ended;
    return {EndSession{message}};
}

Effects Session::hear(const Later& message, Instant) {
    state_ = State::ended;
    return {
        EndSession{{"later", "the peer is busy", "the line comes back by itself"}, message.wait}
    };
}

// Joining happens before there is a session; inside one it is out of order.
Effects Session::hear(const Join&, Instant) {
    return end({"bad_order", "already enrolled", "update the program"});
}
Effects Session::hear(const Joined&, Instant) {
    return end({"bad_order", "already enrolled", "update the program"});
}
Effects Session::hear(const JoinWait&, Instant) {
    return end({"bad_order", "already enrolled", "update the program"});
}

Effects Session::end(Bye why) {
    state_ = State::ended;
    return {SendFrame{encode(why)}, EndSession{why}};
}

}  // namespace branchline::sync
