#include "sync/transport/background.hpp"

namespace branchline::sync {

Background::Background(std::size_t waiting_max)
    : waiting_max_(waiting_max), thread_([this] { loop(); }) {}

Background::~Background() {
    stop();
}

bool Background::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

void Background::stop() {
    std::deque<std::function<void()>> dropped;  // Ends outside the lock: work may hold answers.
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
    }
    arrived_.notify_one();
    if (thread_.joinable() && std::this_thread::get_id() != thread_.get_id()) thread_.join();
}

void Background::loop() {
    while (true) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work();
    }
}

}  // namespace branchline::sync
