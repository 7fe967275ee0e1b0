// Long work: imports, and whatever else takes longer than a request may. A job does its work in
// slices, one in each group of the engine, so that people and nodes are answered in between.
// Everything here is called on the engine's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/time.hpp"
#include "sync/engine/engine.hpp"

namespace branchline::sync {

struct JobProgress {
    std::string phase;        ///< What it does now, for people: "unpacking", "writing".
    std::uint64_t done = 0;   ///< Of `total`, in this phase.
    std::uint64_t total = 0;  ///< 0 while unknown.
    /// Final figures in reading order: {"added", 12}, {"changed", 0}, {"unchanged", 40}.
    std::vector<std::pair<std::string, std::int64_t>> figures = {};
    /// What else belongs into the answer: {"rejects", "/var/.../prices.rejected.csv"}.
    std::vector<std::pair<std::string, std::string>> notes = {};
    std::string result = {};  ///< Path of what was made, once it can be read; empty: none.
};

/// A job repeated from its beginning must converge: what is there already changes nothing.
struct Job {
    virtual ~Job() = default;
    /// One slice inside the caller's group, 20 ms or so; true while more is left to do. After an
    /// error it is not called again; what it had written before is kept.
    virtual Result<bool> step(Replica& replica, Instant now) = 0;
    virtual JobProgress progress() const = 0;
};

struct JobStatus {
    std::uint64_t id = 0;
    std::string kind;
    std::string permit;  ///< What its caller was permitted; asked of those who look or cancel.
    std::string state;   ///< "running", "done", "failed" or "cancelled".
    bool cancelling =
        false;  ///< Somebody has asked for its end, which comes before its next slice.
    JobProgress progress;
    Milliseconds elapsed{0};
    Milliseconds phase_elapsed{0};  ///< Since the present or last phase began.
    std::optional<Error> error;
};

class Jobs {
public:
    using Post = std::function<void(std::function<void(Engine&)>)>;

    /// `post` runs work later on the engine's thread; Driver::post in production.
    Jobs(Post post, const Clock& clock) : post_(std::move(post)), clock_(clock) {}

    /// Code::conflict, "busy", while another one runs. Ask before making a job: two of one kind
    /// would share files.
    Result<> check_free() const;
    /// The id of the new job; "busy" as above.
    Result<std::uint64_t> start(std::string kind, std::string permit, std::unique_ptr<Job> job);
    /// Ends a running job between two slices: what it has written stays. Code::conflict,
    /// "not-running", when it has ended already.
    Result<> cancel(std::uint64_t id);
    /// The last few jobs are remembered until the process ends.
    Result<JobStatus> find(std::uint64_t id) const;
    std::vector<JobStatus> list() const;

private:
    void post_slice();
    void finish(std::string state, std::optional<Error> error = std::nullopt);
    /// Copies what the running job says into its status.
    void note_progress();

    Post post_;
    const Clock& clock_;
    std::unique_ptr<Job> running_;
    Milliseconds started_{0};
    Milliseconds phase_started_{0};
    std::uint64_t last_id_ = 0;
    std::deque<JobStatus> known_;  ///< Newest last; the running one is the newest.
};

}  // namespace branchline::sync
