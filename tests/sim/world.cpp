// The parts of a run, time, and the judgement at its end.
#include "tests/sim/world.hpp"

#include <fmt/format.h>

namespace branchline::sim {

namespace {

constexpr Instant kStart{Milliseconds(1'767'225'600'000)};  // 2026-01-01
constexpr Milliseconds kSecond{1000};

// A run's aspects draw from generators of their own, so that one more frame changes no edit.
constexpr std::uint64_t kOfNetwork = 0x6e65747700000000U;
constexpr std::uint64_t kOfWorkload = 0x776f726b00000000U;

}  // namespace

void Figures::add(const Figures& other) {
    seeds += other.seeds;
    events += other.events;
    acknowledged += other.acknowledged;
    refused += other.refused;
    unanswered += other.unanswered;
    entries += other.entries;
    rejected += other.rejected;
    voided += other.voided;
    conflicts += other.conflicts;
    kills += other.kills;
    faults.add(other.faults);
}

World::World(const RunOptions& options)
    : options_(options),
      random_(options.seed),
      trace_(options.lines),
      schedule_(kStart),
      keys_(test::make_net_keys(options.seed)),
      network_(schedule_, figures_.faults, options.seed ^ kOfNetwork, *this),
      workload_(options.seed ^ kOfWorkload) {}

World::~World() = default;

Outcome World::run() {
    found();
    live();
    if (violations_.empty()) heal();
    if (violations_.empty()) check();
    Outcome outcome{.violations = violations_, .trace = {}, .figures = {}};
    count(outcome);
    outcome.trace = trace_.hash();
    return outcome;
}

/// A hub and two to six nodes of two dealers; one of them may be enrolled later.
void World::found() {
    make_hub();
    trusts_hub_time_ = random_.below(2) == 0;
    has_forger_ = random_.below(2) == 0;
    const std::uint64_t nodes = 2 + random_.below(5);
    const std::uint64_t of_first = 1 + random_.below(nodes - 1);
    for (std::uint64_t i = 0; i < nodes; ++i) {
        const bool first = i < of_first;
        make_node(fmt::format("B{:02}{:02}", first ? 1 : 2, first ? i + 1 : i - of_first + 1));
    }
    // One branch in some runs stamps so far ahead that its entries are held.
    if (random_.below(6) == 0) stations_[1 + random_.below(nodes)]->skew = std::chrono::minutes(20);
    const bool one_is_late = nodes > 2 && random_.below(3) == 0;
    for (Place at = 1; at < stations_.size(); ++at) {
        if (one_is_late && at + 1 == stations_.size()) {
            schedule_.after(Milliseconds(20'000), [this, at] { plan_join(at); });
        } else {
            join(at);
        }
    }
}

void World::live() {
    edits_left_ = 60 + random_.below(140);
    for (Place at = 0; at < stations_.size(); ++at) {
        if (at != kHub) network_.add_line(at, draw_quality(random_));
        plan_tick(at, Milliseconds(static_cast<std::int64_t>(random_.below(1000))));
    }
    plan_edit();
    plan_fault();
    if (random_.below(3) != 0) go_offline_for_long();
    if (random_.below(6) == 0) {
        const Place node = 1 + random_.below(stations_.size() - 1);
        schedule_.after(Milliseconds(static_cast<std::int64_t>(random_.below(20'000))),
                        [this, node] { revoke(node); });
    }
    while (violations_.empty() && edits_left_ > 0) pass(kSecond);
    // Some of what was written last is still on its way when the faults end.
    pass(Milliseconds(static_cast<std::int64_t>(random_.below(5000))));
}

/// No more faults: everything runs, every line carries, and time passes until nothing is left to
/// say. Entries that were stamped ahead need their time to come.
void World::heal() {
    healing_ = true;
    trace_.note(now(), "all", "heal", "");
    network_.heal();
    for (Place at = 0; at < stations_.size(); ++at) {
        Station& station = *stations_[at];
        station.site->disk().set_capacity(std::nullopt);
        station.site->disk().crash_after(UINT64_MAX);
        station.site->disk().fail_next_sync(UINT64_MAX);
        if (station.down && station.fails_by_plan) station.site->disk().crash();
        station.fails_by_plan = false;
        if (station.down) start_again(at);
        station.backoff.reset();
        station.retry_planned = false;  // Nobody waits minutes for a line that is there again.
    }
    for (Place at = 1; at < stations_.size() && violations_.empty(); ++at) {
        while (!members_.contains(at) && violations_.empty()) {
            if (!join(at)) violation(at, "could not join after the faults");
        }
        if (!network_.is_whole(at)) try_connect(at);
    }
    for (int second = 0; second < 90 && violations_.empty(); ++second) {
        pass(kSecond);
        if (second > 1 && is_quiet()) return;
    }
    tick_every_ = 10 * kSecond;
    for (int round = 0; round < 240 && violations_.empty(); ++round) {
        pass(tick_every_);
        if (is_quiet()) return;
    }
    for (Place at = 1; at < stations_.size() && violations_.empty(); ++at) {
        const auto why = stations_[at]->revoked ? std::nullopt : unrest(at);
        if (why) violation(at, "did not come to rest: " + *why);
    }
}

/// What a program shows after a fresh start is what is on its disk.
void World::restart_all() {
    for (Place at = 0; at < stations_.size(); ++at) {
        Station& station = *stations_[at];
        if (!running(at)) continue;
        station.site->stop();
        const Result<> started = station.site->start();
        if (!started) return violation(at, "did not start at the end: " + started.error().what);
    }
}

void World::check() {
    restart_all();
    if (!violations_.empty()) return;
    Evidence evidence{
        .holders = holders(),
        .streams = {"policy", "dealer/D01", "dealer/D02"},
        .dealers = {"D01", "D02"},
        .acknowledged = {}
    };
    for (const Acknowledged& saved : acknowledged_) {
        // What a revoked node has not delivered is lost: that is what revoking means.
        if (!stations_[saved.at]->revoked) evidence.acknowledged.push_back(saved);
    }
    for (const std::string& finding : check_all(evidence)) violations_.push_back(finding);
    for (Place at = 0; at < stations_.size(); ++at) {
        const auto broken = claims_.broken(at, stations_[at]->site->replica());
        if (broken) violation(at, *broken);
    }
}

void World::count(Outcome& outcome) {
    figures_.seeds = 1;
    figures_.events = trace_.events();
    outcome.figures = figures_;
    if (!running(kHub)) return;
    sync::Replica& hub = stations_[kHub]->site->replica();
    for (const std::string& stream : hub.streams()) {
        const auto status = hub.status(stream);
        if (!status) continue;
        outcome.figures.entries += status->entries;
        outcome.figures.rejected += status->rejected;
        outcome.figures.conflicts += status->conflicts;
        const auto digest = hub.digest(stream);
        if (digest) trace_.note(now(), "hub", "digest", digest->digest.view());
    }
    auto& voided = hub.state().database.prepare("SELECT count(*) FROM void_entry");
    if (const auto row = voided.step(); row && *row) {
        outcome.figures.voided = static_cast<std::uint64_t>(voided.integer(0));
    }
    voided.reset();
}

// Time.

Instant World::clock_of(const Station& station) const {
    const Instant wall = now() + station.skew;
    return trusts_hub_time_ ? wall + station.site->engine().clock_offset() : wall;
}

void World::pass(Milliseconds duration) {
    const Instant until = now() + duration;
    while (violations_.empty() && schedule_.step(until)) {
    }
}

void World::plan_run(Place at) {
    Station& station = *stations_[at];
    if (std::exchange(station.run_planned, true)) return;
    const Milliseconds soon(static_cast<std::int64_t>(random_.below(4)));
    schedule_.after(soon, [this, at] {
        stations_[at]->run_planned = false;
        run_engine(at);
    });
}

void World::plan_tick(Place at, Milliseconds first) {
    schedule_.after(first, [this, at] {
        if (running(at)) {
            stations_[at]->site->engine().tick();
            plan_run(at);
        }
        plan_tick(at, tick_every_);
    });
}

void World::plan_edit() {
    // People work in bursts, so that some groups hold several edits.
    const std::uint64_t gap = random_.below(3) == 0 ? random_.below(5) : random_.below(700);
    schedule_.after(Milliseconds(static_cast<std::int64_t>(gap)), [this] {
        if (healing_ || edits_left_ == 0) return;
        --edits_left_;
        edit_somewhere();
        plan_edit();
    });
}

void World::plan_fault() {
    const auto gap = random_.below(static_cast<std::uint64_t>(kFaultEvery.count()));
    schedule_.after(Milliseconds(static_cast<std::int64_t>(gap)), [this] {
        if (healing_) return;
        fault_somewhere();
        plan_fault();
    });
}

// Judgement.

bool World::is_quiet() {
    if (!running(kHub)) return false;
    for (const auto& [name, stream] : stations_[kHub]->site->replica().state().books.streams()) {
        for (const sync::LogBook* log : stream->logs) {
            if (log->applied_seq != log->head_seq) return false;
        }
    }
    for (Place at = 1; at < stations_.size(); ++at) {
        if (!stations_[at]->revoked && unrest(at)) return false;
    }
    return true;
}

/// What keeps a node from being at rest with the hub: something waits, is unsent or undecided, or
/// is held by one of them only.
std::optional<std::string> World::unrest(Place at) {
    if (!running(at) || !running(kHub)) return "does not run";
    sync::ReplicaState& here = stations_[at]->site->replica().state();
    sync::ReplicaState& hub = stations_[kHub]->site->replica().state();
    for (const std::string& name : stations_[at]->site->scope) {
        const sync::StreamBook* at_hub = hub.books.stream(name);
        const sync::StreamBook* stream = here.books.stream(name);
        if (stream == nullptr || at_hub == nullptr) return name + " is not held";
        for (const sync::LogBook* theirs : at_hub->logs) {
            const sync::LogBook* log = stream->log(theirs->prefix);
            const std::uint64_t head = log == nullptr ? 0 : log->head_seq;
            const std::uint64_t applied = log == nullptr ? 0 : log->applied_seq;
            const bool decided = head == 0 || log->hub || log->cut_at || log->settled_seq() == head;
            const bool unsent = head > 0 && log->own && log->received_seq != head;
            if (head == theirs->head_seq && theirs->applied_seq == head && applied == head &&
                decided && !unsent) {
                continue;
            }
            return fmt::format("{}: log of {}: {} here, {} applied, {} at the hub, {} applied{}{}",
                               name,
                               theirs->hub                  ? "the hub"
                               : log != nullptr && log->own ? "its own"
                                                            : "a node",
                               head, applied, theirs->head_seq, theirs->applied_seq,
                               decided ? "" : ", undecided", unsent ? ", unsent" : "");
        }
        for (const sync::LogBook* log : stream->logs) {
            if (log->head_seq > 0 && at_hub->log(log->prefix) == nullptr) {
                return name + ": a log that the hub does not hold";
            }
        }
        if (lacks_file(here, *stream, hub) || lacks_file(hub, *at_hub, here)) {
            return name + ": a file that only one of them holds";
        }
    }
    return std::nullopt;
}

/// Is a file wanted for the stream that the other one could send?
bool World::lacks_file(sync::ReplicaState& at,
                       const sync::StreamBook& stream,
                       sync::ReplicaState& other) {
    const auto wanted = at.blobs.wanted(stream.s, SIZE_MAX >> 1U);
    if (!wanted) return true;
    return std::any_of(wanted->begin(), wanted->end(), [&](const sync::WantedBlob& blob) {
        const auto held = other.blobs.holds(blob.hash);
        return !held || *held;
    });
}

void World::violation(Place at, const std::string& what) {
    violations_.push_back(fmt::format("{}: {}", name_of(at), what));
    trace_.note(now(), name_of(at), "violation", what);
}

std::vector<Holder> World::holders() {
    std::vector<Holder> out;
    for (const auto& station : stations_) {
        if (station->revoked) continue;
        Holder holder{.name = station->site->name(),
                      .replica = &station->site->replica(),
                      .disk = &station->site->disk(),
                      .streams = {},
                      .dealer = station->desk.dealer};
        for (const std::string& stream : holder.replica->streams()) holder.streams.insert(stream);
        out.push_back(std::move(holder));
    }
    return out;
}

Outcome run_seed(const RunOptions& options) {
    World world(options);
    return world.run();
}

}  // namespace branchline::sim
