// The product's hub and node inside a child process, told what to do by the one that measures.
#pragma once

#include <filesystem>

#include "sync/transport/daemon.hpp"
#include "tests/bench/data.hpp"
#include "tests/bench/process.hpp"

namespace branchline::bench {

inline constexpr const char* kStream = "dealer/D01";

/// Founds a network at `dir`: a hub in hub/, and nodes in A/ and B/ of two branches of one dealer,
/// enrolled and never run. The hub will listen at `port`.
void found(const std::filesystem::path& dir, int port);
/// A port of loopback that is free now.
int free_port();

/// Runs until the parent hangs up. What it can do is the table at the end of site_hub.cpp.
void run_hub(Channel& channel, const std::filesystem::path& dir, int port, const Data& data);
/// The same for a node, A or B; the table is at the end of site_node.cpp.
void run_node(Channel& channel,
              const std::filesystem::path& dir,
              const std::string& name,
              const Data& data);

// For both kinds of site.

using Command = std::function<text::Json(const text::Json&)>;
using Commands = std::map<std::string, Command>;
/// Answers commands until the parent hangs up.
void serve(Channel& channel, const Commands& commands);

/// Ends the measurement with the error's words.
[[noreturn]] void give_up(const Error& error);
template <class T>
T must(Result<T> result) {
    if (!result) give_up(result.error());
    return *std::move(result);
}
inline void must(const Result<>& result) {
    if (!result) give_up(result.error());
}

/// One request to the daemon of a data directory; anything but success ends the measurement.
text::Json post(const std::filesystem::path& dir, const std::string& target, text::Json body);
/// Runs on the engine's thread and waits until the group is durable.
void on_engine(sync::Daemon& daemon, bool writes, std::function<void(sync::Replica&)> work);
/// Asks on the engine's thread every half millisecond until the answer is yes.
void wait_until(sync::Daemon& daemon, const std::function<bool(sync::Replica&)>& done);

/// Entries of the stream's logs that are applied, without the hub's own.
std::uint64_t applied_of_nodes(const sync::Replica& replica);
/// Equal on replicas that have applied the same.
std::string state_of(sync::Replica& replica);
/// Bytes sent and received over TCP by this process's open sockets.
std::uint64_t wire_bytes();
std::int64_t peak_memory_kb();
/// Of all threads of this process since it began.
double cpu_seconds();
std::uint64_t disk_bytes(const std::filesystem::path& dir);
/// Bytes of the parts of a replica that does not run: as they are stored, and as a plain table with
/// the same indexes would hold them.
text::Json metadata_of(const std::filesystem::path& dir);

/// Notes when each of the live changes can be read by a query here. On the engine's thread.
class LiveWatch {
public:
    explicit LiveWatch(std::vector<StockChange> changes) : changes_(std::move(changes)) {}
    void look(sync::Engine& engine);
    bool complete() const { return seen_.size() == changes_.size(); }
    std::vector<double> seen() const { return seen_; }

private:
    std::vector<StockChange> changes_;
    std::vector<double> seen_;
};

}  // namespace branchline::bench
