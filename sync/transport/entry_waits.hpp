// Requests that wait for an entry to arrive, or to be decided. They are looked at after each round
// of the engine and when their time is over; nobody asks the database in between, and no thread
// stands still.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "common/api/gate.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

/// How far an entry has come at this replica: `late` means not yet.
api::Outcome outcome_of(Replica& replica, const api::Awaited& entry);

/// Everything happens on the engine's thread.
class EntryWaits {
public:
    using Then = std::function<void(api::Outcome)>;

    /// Answers at once what has come so far already, and, with `late`, what is one too many.
    void add(Replica& replica, const api::Awaited& entry, Milliseconds until, Then then);
    /// Answers those whose entry has come, and those whose time is over.
    void look(Replica& replica, Milliseconds now);
    /// Everybody is late.
    void end();

    bool empty() const { return waiting_.empty(); }
    /// When the next one's time is over; nothing while nobody waits.
    std::optional<Milliseconds> next_end() const;

    static constexpr std::size_t kWaitingMax = 1024;

private:
    struct Waiting {
        api::Awaited entry;
        Milliseconds until{0};
        Then then;
    };
    std::vector<Waiting> waiting_;  ///< In the order they came.
};

}  // namespace branchline::sync
