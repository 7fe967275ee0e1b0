// The engine's thread. Everything that wants the engine posts work to it; the thread takes all that
// is there, lets the engine do it as one group, and sends what the engine says afterwards. While a
// group is being synced the next one gathers: that is the whole of group commit.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "common/api/gate.hpp"
#include "sync/engine/engine.hpp"
#include "sync/transport/entry_waits.hpp"

namespace branchline::sync {

struct DriverHooks {
    std::function<void(PeerId, Bytes)> send;
    std::function<void(const Disconnect&)> disconnect;
    /// About once a second, on the engine's thread.
    std::function<void(Engine&)> on_tick;
    /// After each round, on the engine's thread: what it did is durable.
    std::function<void(Engine&)> on_round;
    /// The engine has stopped for good: the disk failed or the identity is in doubt.
    std::function<void(const Error&)> on_failure;
};

class Driver final : public api::Gate {
public:
    Driver(Engine& engine, const Clock& clock, DriverHooks hooks);
    ~Driver() override;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    void start();
    /// Lets what has been posted finish, then ends the thread.
    void stop();

    /// Runs work on the engine's thread. Waits when too much is queued, except on that thread.
    void post(std::function<void(Engine&)> work);

    /// Times the engine has run, and pieces of work that wait for it.
    std::uint64_t rounds() const { return rounds_; }
    std::size_t queued() const;

    void run(bool writes,
             std::function<http::Response(engine::Store&)> work,
             http::Answer answer) override;
    void rehearse(std::function<http::Response(engine::Store&)> work, http::Answer answer) override;
    void await(const api::Awaited& entry,
               Milliseconds time_max,
               std::function<void(api::Outcome)> then) override;
    /// The same as run() for work that needs the replica itself. What a write has written is told
    /// in Branchline-Seq, with either.
    void run_on_replica(bool writes,
                        std::function<http::Response(Replica&)> work,
                        http::Answer answer);

private:
    void submit(bool writes, std::function<http::Response(Replica&)> work, http::Answer answer);
    void loop();
    /// All that waits.
    std::vector<std::function<void(Engine&)>> take();
    void linger();
    bool round();
    void deliver(std::vector<Output> outputs);
    Milliseconds until_next() const;

    Engine& engine_;
    const Clock& clock_;
    DriverHooks hooks_;
    std::atomic<std::uint64_t> rounds_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable taken_;
    std::vector<std::function<void(Engine&)>> queue_;  ///< Guarded by mutex_.
    bool stopping_ = false;                            ///< Guarded by mutex_.
    bool failed_ = false;
    Milliseconds ticked_at_{0};
    EntryWaits waits_;                    ///< On the engine's thread.
    std::atomic<bool> has_work_ = false;  ///< queue_ is not empty; changes under mutex_.
    std::thread thread_;
};

}  // namespace branchline::sync
