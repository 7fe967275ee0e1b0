// A whole network on loopback: the hub and nodes as people run them, each node behind a line that
// can be cut.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/http/message.hpp"
#include "common/text/json.hpp"
#include "tests/e2e/line.hpp"
#include "tests/e2e/spawn.hpp"

namespace branchline::e2e {

using text::Json;
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Paths of the two programs under test.
extern const std::string kHubProgram;
extern const std::string kNodeProgram;
/// If-Match for changes that do not care.
extern const Fields kAnyVersion;

Fields fields(const std::string& name, const std::string& value);

Json parsed(const std::string& text);

/// One of the programs on one data directory: runs, ends or is killed, and runs again.
class Daemon {
public:
    /// `run_options` stand behind "run --data-dir DIR --http 127.0.0.1:0 --json".
    Daemon(std::string program, std::filesystem::path dir, Words run_options = {});

    const std::filesystem::path& dir() const { return dir_; }
    /// Returns when the daemon says that it is up; what it says is in up().
    void start(const Child::Options& options = {});
    /// The same as a child of another program, such as a tracer.
    void start_under(const Words& tracer);
    const Json& up() const { return up_; }
    Child& child() { return *child_; }
    /// Asks it to end, as a supervisor does; its exit code.
    int stop();
    /// Ends it without a chance to tidy up.
    void kill();

    /// A command of its program, about its data directory.
    Outcome cli(Words words, const std::string& input = {}) const;
    /// The JSON that a command prints; the command must succeed.
    Json ask(Words words) const;

    /// One request; may be used by any thread. Whoever is not there is an error.
    Result<http::Response> request(const std::string& method,
                                   const std::string& target,
                                   const std::string& body = {},
                                   const Fields& fields = {}) const;
    /// The same for the test's main thread, where nobody being there ends the test.
    http::Response call(const std::string& method,
                        const std::string& target,
                        const std::string& body = {},
                        const Fields& fields = {}) const;
    /// The document behind a target that must exist.
    Json get(const std::string& target) const;
    /// Adds a record with these values, a JSON object, and gives its id.
    std::string add(const std::string& collection, const std::string& values) const;
    std::string add_note(const std::string& branch, const std::string& title) const;
    /// Changes fields of a record, whatever its version.
    void change(const std::string& collection,
                const std::string& id,
                const std::string& values) const;
    /// One of the commands of a record.
    void command(const std::string& collection,
                 const std::string& id,
                 const std::string& verb) const;

    /// The row of a stream in GET /status.
    Json stream(const std::string& name) const;
    /// Applied vector and digest of a stream, comparable between replicas.
    std::string digest(const std::string& stream) const;

private:
    void wait_until_up();

    std::string program_;
    std::filesystem::path dir_;
    Words run_options_;
    Json up_;
    std::atomic<std::uint16_t> port_ = 0;
    std::unique_ptr<Child> child_;
};

/// A founded network with its hub running.
class Network {
public:
    Network();

    const TempDir& folder() const { return folder_; }
    Daemon& hub() { return hub_; }
    Daemon& node(const std::string& branch) { return *branches_.at(branch).node; }
    Line& line(const std::string& branch) { return *branches_.at(branch).line; }
    std::uint16_t hub_sync_port() const;

    void add_dealer(const std::string& code);
    /// Declares the branch; no node yet.
    void declare_branch(const std::string& code, const std::string& dealer);
    /// Declares the branch, gives it a line, and lets a node join and run.
    Daemon& add_branch(const std::string& code, const std::string& dealer);
    /// A token for a node of the branch; `more` are options of `token create`.
    std::string token(const std::string& branch, const Words& more = {}) const;
    /// Runs the hub again, after asking it to end if it still runs; the lines follow its new port.
    void restart_hub();

    /// Waits until the node has heard the importer's decision on all it wrote, and it and the hub
    /// agree on every stream it holds.
    void settle(const std::string& branch);
    void settle_all();

private:
    struct Branch {
        std::unique_ptr<Line> line;
        std::unique_ptr<Daemon> node;
    };

    TempDir folder_;
    Daemon hub_;
    std::map<std::string, Branch> branches_;
};

}  // namespace branchline::e2e
