// One run of a whole network in one process: a hub and its nodes over a virtual clock, virtual
// lines and virtual disks. Everything follows from the seed.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sync/session/backoff.hpp"
#include "tests/sim/checkers.hpp"
#include "tests/sim/claims.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/workload.hpp"
#include "tests/support/network.hpp"

namespace branchline::sim {

struct RunOptions {
    std::uint64_t seed = 1;
    sync::Plant plant = sync::Plant::none;
    TraceLines lines;  ///< None: the trace is only hashed.
};

struct Figures {
    std::uint64_t seeds = 0;
    std::uint64_t events = 0;
    std::uint64_t acknowledged = 0;  ///< Edits that a person was told are saved.
    std::uint64_t refused = 0;       ///< Edits that a person was told are not.
    std::uint64_t unanswered = 0;    ///< Edits during which the program ended.
    std::uint64_t entries = 0;       ///< At the hub, of all streams.
    std::uint64_t rejected = 0;      ///< By the hub; void entries among them.
    std::uint64_t voided = 0;
    std::uint64_t conflicts = 0;  ///< Open at the end.
    std::uint64_t kills = 0;      ///< A program ended without a word.
    FaultCounts faults;

    void add(const Figures& other);
};

struct Outcome {
    std::vector<std::string> violations;
    Hash trace;
    Figures figures;
};

Outcome run_seed(const RunOptions& options);

class World final : private LineEnds {
public:
    explicit World(const RunOptions& options);
    ~World() override;

    Outcome run();

private:
    /// A computer with its program, its disk and its wrong clock.
    struct Station {
        std::unique_ptr<test::Site> site;
        Desk desk;
        Milliseconds skew{0};
        sync::Backoff backoff;
        bool run_planned = false;
        bool retry_planned = false;
        bool down = false;           ///< Waits to be started again.
        bool fails_by_plan = false;  ///< The disk has been told to fail.
        bool revoked = false;        ///< No longer part of the network.
    };
    /// What a person asked for, until it was answered; again after a crash.
    struct Attempt {
        Place at = 0;
        std::optional<engine::Edit> edit;
        Result<engine::Committed> committed;
        Hash hash;
        bool answered = false;
    };

    // The parts of a run.
    void found();
    void live();
    void heal();
    void restart_all();
    void check();
    void count(Outcome& outcome);

    // Time.
    Instant now() const { return schedule_.now(); }
    Instant clock_of(const Station& station) const;
    void pass(Milliseconds duration);
    void plan_run(Place at);
    void plan_tick(Place at, Milliseconds first);
    void plan_edit();
    void plan_fault();

    // Programs.
    bool running(Place at) const { return stations_[at]->site->running(); }
    void run_engine(Place at);
    void speak(Place at, std::vector<sync::Output> outputs);
    void stop_failed(Place at, const Error& error);
    void go_down(Place at, bool power_too);
    void start_again(Place at);
    Result<> in_group(Place at, const std::function<Result<>(sync::Replica&)>& work);
    void make_hub();
    void make_node(const std::string& branch);
    bool join(Place at);
    void plan_join(Place at);

    // Lines.
    void plan_reconnect(Place node);
    void try_connect(Place node);
    void on_opened(Place at, sync::PeerId peer, Place other) override;
    void on_frame(Place at, sync::PeerId peer, Bytes frame) override;
    void on_closed(Place at, sync::PeerId peer) override;
    void on_sent(Place from, sync::PeerId end, sync::PeerId other_end, const Bytes& frame) override;

    // People.
    void submit(const std::shared_ptr<Attempt>& attempt);
    void answer(Attempt& attempt, const Result<>& result);
    void retry_unanswered(Place at);
    void edit_somewhere();

    // Faults.
    void fault_somewhere();
    void harm_line(Place node, Fault fault, Milliseconds at_most);
    void harm_disk(Place at, Fault fault);
    void go_offline_for_long();
    void revoke(Place node);

    // Judgement.
    bool is_quiet();
    std::optional<std::string> unrest(Place at);
    static bool lacks_file(sync::ReplicaState& at,
                           const sync::StreamBook& stream,
                           sync::ReplicaState& other);
    void violation(Place at, const std::string& what);
    std::vector<Holder> holders();
    std::string name_of(Place at) const { return stations_[at]->site->name(); }

    RunOptions options_;
    SeededRandom random_;
    Trace trace_;
    Schedule schedule_;
    Figures figures_;
    test::NetKeys keys_;
    VirtualNetwork network_;
    Workload workload_;
    Claims claims_;
    std::vector<std::unique_ptr<Station>> stations_;  ///< The hub first.
    std::vector<std::shared_ptr<Attempt>> open_attempts_;
    std::vector<Acknowledged> acknowledged_;
    std::vector<std::string> violations_;
    std::set<Place> members_;  ///< Nodes that have been enrolled and started.
    std::uint64_t edits_left_ = 0;
    bool trusts_hub_time_ = true;  ///< Nodes stamp by the hub's clock once they know it.
    bool has_forger_ = false;
    bool healing_ = false;
    Milliseconds tick_every_{1000};
};

}  // namespace branchline::sim
