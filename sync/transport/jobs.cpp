#include "sync/transport/jobs.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace branchline::sync {

namespace {

constexpr std::size_t kJobsKept = 20;

}  // namespace

Result<> Jobs::check_free() const {
    if (!running_) return {};
    return fail(Code::conflict, "busy",
                fmt::format("job {} ({}) is running", known_.back().id, known_.back().kind),
                "wait for its end, then start this one again");
}

Result<std::uint64_t> Jobs::start(std::string kind, std::string permit, std::unique_ptr<Job> job) {
    TRY_VOID(check_free());
    running_ = std::move(job);
    started_ = clock_.monotonic();
    known_.push_back({.id = ++last_id_,
                      .kind = std::move(kind),
                      .permit = std::move(permit),
                      .state = "running"});
    note_progress();
    if (known_.size() > kJobsKept) known_.pop_front();
    post_slice();
    return last_id_;
}

Result<JobStatus> Jobs::find(std::uint64_t id) const {
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [&](const JobStatus& status) { return status.id == id; });
    if (found == known_.end()) {
        return fail(Code::not_found, "not-found", fmt::format("there is no job {}", id),
                    "the last jobs are remembered until the daemon ends; look at the list");
    }
    return *found;
}

Result<> Jobs::cancel(std::uint64_t id) {
    TRY(const JobStatus status, find(id));
    if (status.state != "running") {
        return fail(Code::conflict, "not-running",
                    fmt::format("job {} has ended: {}", id, status.state));
    }
    known_.back().cancelling = true;
    return {};
}

std::vector<JobStatus> Jobs::list() const {
    return {known_.begin(), known_.end()};
}

/// One slice is one task of the engine. The next is posted when its group is durable, behind
/// everything that has arrived meanwhile.
void Jobs::post_slice() {
    post_([this](Engine& engine) {
        if (known_.back().cancelling) return finish("cancelled");
        auto outcome = std::make_shared<Result<bool>>(false);
        Task task;
        task.work = [this, outcome](Replica& replica) {
            *outcome = running_->step(replica, clock_.now());
        };
        task.done = [this, outcome](const Result<>& group) {
            if (!group) return finish("failed", group.error());
            if (!*outcome) return finish("failed", outcome->error());
            if (!**outcome) return finish("done");
            note_progress();
            post_slice();
        };
        engine.submit(std::move(task));
    });
}

void Jobs::note_progress() {
    JobStatus& status = known_.back();
    JobProgress now = running_->progress();
    if (now.phase != status.progress.phase) phase_started_ = clock_.monotonic();
    status.progress = std::move(now);
    status.elapsed = clock_.monotonic() - started_;
    status.phase_elapsed = clock_.monotonic() - phase_started_;
}

void Jobs::finish(std::string state, std::optional<Error> error) {
    note_progress();
    JobStatus& status = known_.back();
    status.state = std::move(state);
    status.cancelling = false;
    status.error = std::move(error);
    running_.reset();
}

}  // namespace branchline::sync
