// What happens next in virtual time: actions in order of (time, sequence number), so that one seed
// gives one order.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "common/base/time.hpp"

namespace branchline::sim {

class Schedule {
public:
    using Action = std::function<void()>;

    explicit Schedule(Instant start) : now_(start) {}

    Instant now() const { return now_; }
    void after(Milliseconds delay, Action action) {
        actions_.emplace(std::pair(now_ + delay, next_++), std::move(action));
    }
    /// Does the next action that is due by then; false when there is none.
    bool step(Instant until) {
        if (actions_.empty() || actions_.begin()->first.first > until) {
            now_ = std::max(now_, until);
            return false;
        }
        auto first = actions_.extract(actions_.begin());
        now_ = first.key().first;
        first.mapped()();
        return true;
    }

private:
    Instant now_;
    std::uint64_t next_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Action> actions_;
};

}  // namespace branchline::sim
