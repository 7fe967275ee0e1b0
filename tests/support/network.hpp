// A whole network in one process for tests: a hub and nodes with real keys on virtual disks, joined
// by queues that a test can cut. No clock but the one the test turns.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "common/domain/modules.hpp"
#include "hub/fleet/network.hpp"
#include "sync/engine/engine.hpp"
#include "tests/sim/disk.hpp"

namespace branchline::test {

/// The high-water record on a virtual disk.
class DiskHighWater final : public sync::HighWater {
public:
    explicit DiskHighWater(sim::Disk& disk) : disk_(disk) {}
    Result<Bytes> read() override { return disk_.read_slot("high-water"); }
    Result<> write(ByteView record) override {
        if (disk_.write_slot("high-water", record)) return {};
        return fail(Code::io, "disk-failed", "no power");
    }

private:
    sim::Disk& disk_;
};

/// Role keys of a network, derived from a seed.
struct NetKeys {
    crypto::SigningKey root;
    crypto::SigningKey enrol;
    crypto::SigningKey decide;
    crypto::SigningKey log;
    TransportKey transport;
    sync::SignedManifest manifest;
    NetId net;
};
NetKeys make_net_keys(std::uint64_t seed);

/// One replica with its disk and engine.
class Site {
public:
    Site(const std::string& name, std::uint64_t seed, const NetKeys& net, bool hub);
    ~Site();

    /// Opens database and engine; again after a crash.
    Result<> start();
    /// Closes them without a word.
    void stop();
    bool running() const { return engine_ != nullptr; }

    sync::Engine& engine() { return *engine_; }
    sync::Replica& replica() { return *replica_; }
    sim::Disk& disk() { return *disk_; }
    const std::string& name() const { return name_; }
    const crypto::SigningKey& key() const { return key_; }
    const TransportKey& transport() const { return transport_; }
    std::string branch;           ///< Of a node; its name, unless the branch has several.
    std::set<std::string> scope;  ///< Streams of a node.
    sync::Plant plant = sync::Plant::none;
    /// Takes what the engine sends before the end of a group; none: nothing is sent early.
    std::function<void(std::vector<sync::Output>)> forward;

private:
    std::string name_;
    const NetKeys& net_;
    bool hub_;
    crypto::SigningKey key_;
    TransportKey transport_;
    std::unique_ptr<sim::Disk> disk_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<sync::Replica> replica_;
    std::unique_ptr<DiskHighWater> high_water_;
    std::unique_ptr<sync::Engine> engine_;
};

/// Enrols a node for the branch of its name; makes dealer and branch when they are missing. Inside
/// a group of the hub.
Result<> enrol(sync::Replica& hub, const NetKeys& keys, Site& site, Instant now);

/// A hub and its nodes. Branch B0101 belongs to dealer D01 and so on: the code's first digits.
class Network {
public:
    explicit Network(std::uint64_t seed = 1);

    Site& hub() { return *hub_; }
    /// Adds a node for a branch such as "B0101"; makes dealer and branch when they are missing.
    Site& add_node(const std::string& branch) { return add_node(branch, branch); }
    /// A second node of a branch has a name of its own.
    Site& add_node(const std::string& name, const std::string& branch);
    Site& node(const std::string& branch) { return *nodes_.at(branch); }
    std::map<std::string, std::unique_ptr<Site>>& nodes() { return nodes_; }

    void connect(const std::string& branch);
    void cut(const std::string& branch);
    /// The hub signs certificates anew; a node follows when it connects the next time.
    void renew();
    bool connected(const std::string& branch) const { return links_.contains(branch); }

    /// Runs engines and moves frames until nothing moves any more; time passes by `milliseconds`
    /// for each round.
    void settle();
    void advance(Milliseconds by) { now_ += by; }
    Instant now() const { return now_; }

    /// Commits an edit at a site and answers what a person would hear.
    Result<engine::Committed> commit(Site& site, const engine::Edit& edit);
    /// Runs work inside a group of the site; its error abandons nothing but is given back.
    Result<> write(Site& site, const std::function<Result<>(sync::Replica&)>& work);

private:
    struct Link {
        std::deque<Bytes> to_hub;
        std::deque<Bytes> to_node;
        sync::PeerId at_hub = 0;
        sync::PeerId at_node = 0;
    };
    bool run(Site& site);
    bool deliver();

    NetKeys keys_;
    std::unique_ptr<Site> hub_;
    std::map<std::string, std::unique_ptr<Site>> nodes_;
    std::map<std::string, Link> links_;
    sync::PeerId next_peer_ = 1;
    Instant now_{Milliseconds(1'767'225'600'000)};  // 2026-01-01
    std::uint64_t seed_;
};

/// Shorthand for edits: a new row, or a change of one, by field names.
engine::Edit edit_of(const std::string& stream, const engine::RowEdit& row);
engine::RowEdit new_row(std::string_view entity,
                        const std::map<std::string, schema::Value>& values);
engine::RowEdit change(std::string_view entity,
                       const RowId& id,
                       const std::map<std::string, schema::Value>& values);
engine::RowEdit keyed(std::string_view entity,
                      const std::vector<std::string>& key,
                      const std::map<std::string, schema::Value>& values);
/// A field of a record as text, for comparisons: "-" when there is none.
std::string text_of(sync::Replica& replica,
                    std::string_view entity,
                    const RowId& id,
                    std::string_view field);

}  // namespace branchline::test
