// How the API reaches the records: the engine has one thread, requests come on another. A request
// is a piece of work that the gate takes to the store and whose answer it brings back.
#pragma once

#include <functional>

#include "common/base/time.hpp"
#include "common/engine/store.hpp"
#include "common/http/message.hpp"

namespace branchline::api {

/// An entry, and how far it must have come.
struct Awaited {
    LogId log;
    std::uint64_t seq = 0;
    bool decided = false;  ///< By the importer; else it is enough that it is applied here.
};

/// How long a read waits for the entry of its min_seq; then 503.
inline constexpr Milliseconds kHereMax{5'000};
/// The longest wait that a write may ask for. A server must give its rows more time than this.
inline constexpr Milliseconds kVerdictMax{30'000};

enum class Outcome : std::uint8_t {
    late,     ///< Not in time, or too many wait.
    reached,  ///< Applied; or accepted, where a decision was awaited.
    rejected,
};

class Gate {
public:
    virtual ~Gate() = default;

    /// Runs `work` on the engine's thread. With `writes` it runs inside a group, and the answer is
    /// given when the group is durable; a group that fails is answered with its error instead.
    virtual void run(bool writes,
                     std::function<http::Response(engine::Store&)> work,
                     http::Answer answer) = 0;

    /// The same for work whose writes are all taken back before the answer is given.
    virtual void rehearse(std::function<http::Response(engine::Store&)> work,
                          http::Answer answer) = 0;

    /// Calls `then` on the engine's thread, once: when the entry has come so far, or when the time
    /// has passed. No thread stands still meanwhile.
    virtual void await(const Awaited& entry,
                       Milliseconds time_max,
                       std::function<void(Outcome)> then) = 0;
};

}  // namespace branchline::api
