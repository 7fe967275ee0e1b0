// Programs that start, work, fail and start again; the people and the faults that keep them busy.
#include <fmt/format.h>

#include "tests/sim/world.hpp"

namespace branchline::sim {

// Programs.

void World::run_engine(Place at) {
    Station& station = *stations_[at];
    if (!running(at)) return;
    auto outputs = station.site->engine().run(clock_of(station));
    if (outputs) return speak(at, std::move(*outputs));
#ifdef BRANCHLINE_PLANT
    speak(at, station.site->engine().planted_outputs());
#endif
    stop_failed(at, outputs.error());
}

void World::speak(Place at, std::vector<sync::Output> outputs) {
    for (sync::Output& output : outputs) {
        if (auto* send = std::get_if<sync::SendTo>(&output)) {
            trace_.note(now(), name_of(at), "send", ByteView(send->frame));
            network_.send(at, send->peer, std::move(send->frame));
            continue;
        }
        const auto& end = std::get<sync::Disconnect>(output);
        trace_.note(now(), name_of(at), "end", end.why.code);
        network_.close(at, end.peer);
    }
}

/// An engine gives up when its disk fails, and for no other reason.
void World::stop_failed(Place at, const Error& error) {
    Station& station = *stations_[at];
    const bool disk_failed = error.code == Code::io || !station.site->disk().has_power();
    if (!disk_failed || !station.fails_by_plan) {
        return violation(at, fmt::format("stopped by {}: {}", error.id, error.what));
    }
    go_down(at, true);
}

void World::go_down(Place at, bool power_too) {
    Station& station = *stations_[at];
    trace_.note(now(), name_of(at), "down", power_too ? "power" : "program");
    ++figures_.kills;
    if (power_too) {
        station.site->disk().crash();
        station.fails_by_plan = false;
    }
    station.site->stop();
    station.down = true;
    network_.drop_all(at);
    const auto most = static_cast<std::uint64_t>(kDownFor.count());
    schedule_.after(Milliseconds(static_cast<std::int64_t>(200 + random_.below(most))), [this, at] {
        if (stations_[at]->down) start_again(at);
    });
}

void World::start_again(Place at) {
    Station& station = *stations_[at];
    const Result<> started = station.site->start();
    trace_.note(now(), name_of(at), "start", started ? "" : started.error().id);
    if (!started) {
        const bool full = started.error().code == Code::disk_full && !healing_;
        if (!full && !(station.fails_by_plan && !healing_)) {
            return violation(
                at, fmt::format("did not start: {}: {}", started.error().id, started.error().what));
        }
        return go_down(at, !full);
    }
    station.down = false;
    if (const auto broken = claims_.broken(at, station.site->replica())) violation(at, *broken);
    retry_unanswered(at);
    if (at != kHub) try_connect(at);
}

Result<> World::in_group(Place at, const std::function<Result<>(sync::Replica&)>& work) {
    Result<> answer = fail(Code::unavailable, "not-run", "the program ended");
    auto said = std::make_shared<Result<>>(answer);
    stations_[at]->site->engine().submit({.writes = true,
                                          .work = [=](sync::Replica& r) { *said = work(r); },
                                          .done =
                                              [=](const Result<>& done) {
                                                  if (!done) *said = done;
                                              }});
    run_engine(at);
    return running(at) ? *said : answer;
}

void World::make_hub() {
    auto station = std::make_unique<Station>();
    station->site = std::make_unique<test::Site>("hub", options_.seed, keys_, true);
    station->site->plant = options_.plant;
    station->site->forward = [this](std::vector<sync::Output> outputs) {
        speak(kHub, std::move(outputs));
    };
    stations_.push_back(std::move(station));
    const Result<> started = stations_[kHub]->site->start();
    if (!started) return violation(kHub, started.error().what);
    const Result<> held = in_group(kHub, [](sync::Replica& hub) -> Result<> {
        TRY_VOID(hub.hold_stream("policy"));
        TRY_VOID(hub.hold_stream("reference"));
        TRY_VOID(hub.hold_stream("hub"));
        return hub::define_role(hub, "clerk", "notes.note|stock.move|stock.bin");
    });
    if (!held) violation(kHub, held.error().what);
}

void World::make_node(const std::string& branch) {
    auto station = std::make_unique<Station>();
    station->site = std::make_unique<test::Site>(branch, options_.seed, keys_, false);
    station->site->plant = options_.plant;
    station->desk = {.dealer = "D" + branch.substr(1, 2), .branch = branch};
    station->skew = Milliseconds(static_cast<std::int64_t>(random_.below(360'000)) - 180'000);
    const std::string dealer = station->desk.dealer;
    if (stations_.size() == 1 || stations_.back()->desk.dealer != dealer) {
        workload_.add_dealer(dealer);
    }
    workload_.add_branch(dealer, branch);
    stations_.push_back(std::move(station));
}

/// Enrols a node, starts it and connects it; false when the hub is not there to do it.
bool World::join(Place at) {
    if (!running(kHub)) return false;
    test::Site& site = *stations_[at]->site;
    const Result<> enrolled =
        in_group(kHub, [&](sync::Replica& hub) { return test::enrol(hub, keys_, site, now()); });
    if (!enrolled) return false;
    const Result<> started = site.start();
    if (!started) {
        violation(at, "did not start the first time: " + started.error().what);
        return false;
    }
    members_.insert(at);
    const Result<> held = in_group(at, [&](sync::Replica& node) -> Result<> {
        for (const std::string& stream : site.scope) TRY_VOID(node.hold_stream(stream));
        return {};
    });
    if (!held) violation(at, "could not hold its streams: " + held.error().what);
    plan_reconnect(at);
    return true;
}

void World::plan_join(Place at) {
    if (members_.contains(at) || join(at) || healing_) return;
    schedule_.after(Milliseconds(2000), [this, at] { plan_join(at); });
}

// Lines.

void World::plan_reconnect(Place node) {
    Station& station = *stations_[node];
    if (std::exchange(station.retry_planned, true)) return;
    schedule_.after(station.backoff.next(random_), [this, node] {
        stations_[node]->retry_planned = false;
        try_connect(node);
    });
}

void World::try_connect(Place node) {
    if (!running(node) || stations_[node]->revoked) return;
    if (network_.is_connected(node) && !healing_) return;
    if (network_.is_whole(node)) return;
    if (!running(kHub) || !network_.carries_both_ways(node)) return plan_reconnect(node);
    network_.connect(node);
}

void World::on_opened(Place at, sync::PeerId peer, Place other) {
    trace_.note(now(), name_of(at), "opened", name_of(other));
    const std::set<std::string>& scope = stations_[at == kHub ? other : at]->site->scope;
    stations_[at]->site->engine().connected(peer, name_of(other), scope);
    plan_run(at);
}

void World::on_frame(Place at, sync::PeerId peer, Bytes frame) {
    if (!running(at)) return;
    trace_.note(now(), name_of(at), "hear", ByteView(frame));
    constexpr std::uint8_t kHeads = 2;  // Whoever tells its heads has greeted.
    if (frame.size() > 1 && frame[1] == kHeads) stations_[at]->backoff.reset();
    stations_[at]->site->engine().received(peer, std::move(frame));
    plan_run(at);
}

void World::on_closed(Place at, sync::PeerId peer) {
    trace_.note(now(), name_of(at), "closed", "");
    if (running(at)) stations_[at]->site->engine().disconnected(peer);
    if (at != kHub) plan_reconnect(at);
}

void World::on_sent(Place from, sync::PeerId end, sync::PeerId other_end, const Bytes& frame) {
    claims_.spoken(from, end, other_end, frame);
}

// People.

void World::edit_somewhere() {
    const Place at = random_.below(4) == 0 ? kHub : random_.below(stations_.size());
    if (!running(at) || (at != kHub && !members_.contains(at))) return;
    if (at != kHub && has_forger_ && at + 1 == stations_.size() && random_.below(12) == 0) {
        const Desk desk = stations_[at]->desk;
        const Result<> forged = in_group(
            at, [this, desk](sync::Replica& replica) { return workload_.forge(replica, desk); });
        trace_.note(now(), name_of(at), "forge", forged ? "" : forged.error().id);
        return;
    }
    auto attempt = std::make_shared<Attempt>();
    attempt->at = at;
    open_attempts_.push_back(attempt);
    submit(attempt);
}

void World::submit(const std::shared_ptr<Attempt>& attempt) {
    const Place at = attempt->at;
    stations_[at]->site->engine().submit({
        .writes = true,
        .work =
            [this, attempt, at](sync::Replica& replica) {
                if (!attempt->edit) {
                    attempt->edit = workload_.compose(replica, stations_[at]->desk);
                }
                attempt->committed = replica.commit(*attempt->edit);
                if (!attempt->committed || attempt->committed->replayed) return;
                const auto* stream = replica.state().books.stream(attempt->edit->stream);
                attempt->hash = stream->own_log->head_hash;
            },
        .done = [this, attempt](const Result<>& result) { answer(*attempt, result); },
    });
    plan_run(at);
}

void World::answer(Attempt& attempt, const Result<>& result) {
    const bool saved = result && attempt.committed;
    const Error* error = !result              ? &result.error()
                         : !attempt.committed ? &attempt.committed.error()
                                              : nullptr;
    trace_.note(now(), name_of(attempt.at), "answer",
                saved ? fmt::format("saved {}", attempt.committed->seq) : error->id);
    if (!result && result.error().code == Code::io) return;  // The program ends.
    attempt.answered = true;
    if (!saved) {
        ++figures_.refused;
        return;
    }
    ++figures_.acknowledged;
    workload_.remember(*attempt.edit, *attempt.committed);
    const auto log = fixed_from_hex<LogId>(attempt.committed->log);
    if (!log) return violation(attempt.at, "answered with a log id that is none");
    acknowledged_.push_back(
        {attempt.at, attempt.edit->stream, *log, attempt.committed->seq, attempt.hash});
    claims_.answered(attempt.at, *log, attempt.committed->seq);
}

/// Who got no answer asks again; with a client key that is safe, so without one nobody does.
void World::retry_unanswered(Place at) {
    std::vector<std::shared_ptr<Attempt>> again;
    std::erase_if(open_attempts_, [&](const std::shared_ptr<Attempt>& attempt) {
        if (attempt->answered) return true;
        if (attempt->at != at) return false;
        const bool asks = attempt->edit && attempt->edit->client_key;
        if (asks) again.push_back(attempt);
        if (!asks) ++figures_.unanswered;
        return !asks;
    });
    for (const auto& attempt : again) submit(attempt);
}

// Faults.

void World::fault_somewhere() {
    // Of each kind as often as it is listed.
    static constexpr Fault kMenu[] = {
        Fault::partition,   Fault::partition,   Fault::one_way,      Fault::cut,
        Fault::cut,         Fault::kill,        Fault::power,        Fault::crash_point,
        Fault::crash_point, Fault::crash_point, Fault::sync_failure, Fault::disk_full,
    };
    const Fault fault = kMenu[random_.below(std::size(kMenu))];
    const bool of_line =
        fault == Fault::partition || fault == Fault::one_way || fault == Fault::cut;
    const Place at =
        of_line ? 1 + random_.below(stations_.size() - 1) : random_.below(stations_.size());
    trace_.note(now(), name_of(at), "fault", kFaultNames[static_cast<std::size_t>(fault)]);
    if (of_line) {
        figures_.faults.add(fault);
        return harm_line(at, fault, kFaultLasts);
    }
    if (!running(at)) return;
    figures_.faults.add(fault);
    harm_disk(at, fault);
}

void World::harm_line(Place node, Fault fault, Milliseconds at_most) {
    if (fault == Fault::cut) return network_.cut(node);
    const bool both = fault == Fault::partition;
    const Way way = random_.below(2) == 0 ? Way::to_hub : Way::to_node;
    if (both || way == Way::to_hub) network_.block(node, Way::to_hub, true);
    if (both || way == Way::to_node) network_.block(node, Way::to_node, true);
    // Some breaks are noticed at once, others only by silence.
    if (random_.below(2) == 0) network_.cut(node);
    const auto most = static_cast<std::uint64_t>(at_most.count());
    schedule_.after(Milliseconds(static_cast<std::int64_t>(random_.below(most))), [this, node] {
        network_.block(node, Way::to_hub, false);
        network_.block(node, Way::to_node, false);
    });
}

void World::harm_disk(Place at, Fault fault) {
    Station& station = *stations_[at];
    Disk& disk = station.site->disk();
    switch (fault) {
        case Fault::kill: return go_down(at, false);
        case Fault::power: return go_down(at, true);
        case Fault::crash_point:
            station.fails_by_plan = true;
            return disk.crash_after(1 + random_.below(kCrashWithin));
        case Fault::sync_failure:
            station.fails_by_plan = true;
            return disk.fail_next_sync(1 + random_.below(3));
        default: break;
    }
    disk.set_capacity(disk.used_bytes() + random_.below(kDiskRoomBytes));
    const auto most = static_cast<std::uint64_t>(kFaultLasts.count());
    schedule_.after(Milliseconds(static_cast<std::int64_t>(random_.below(most))),
                    [this, at] { stations_[at]->site->disk().set_capacity(std::nullopt); });
}

void World::go_offline_for_long() {
    const Place node = 1 + random_.below(stations_.size() - 1);
    figures_.faults.add(Fault::long_offline);
    schedule_.after(Milliseconds(static_cast<std::int64_t>(random_.below(8000))), [this, node] {
        trace_.note(now(), name_of(node), "fault", "long_offline");
        harm_line(node, Fault::partition, kOfflineFor);
    });
}

void World::revoke(Place node) {
    if (healing_ || !running(kHub) || !members_.contains(node)) return;
    const PublicKey incarnation = stations_[node]->site->key().public_key();
    const Result<> revoked = in_group(kHub, [&](sync::Replica& hub) -> Result<> {
        const sync::Certificate* certificate = hub.policy().certificate(incarnation);
        if (certificate == nullptr) return fail(Code::not_found, "unknown-node", "not enrolled");
        return hub::revoke_node(hub, certificate->serial, "sold");
    });
    trace_.note(now(), name_of(node), "fault", revoked ? "revocation" : revoked.error().id);
    if (!revoked) return;
    figures_.faults.add(Fault::revocation);
    stations_[node]->revoked = true;
    network_.cut(node);
}

}  // namespace branchline::sim
