// A thread for what takes longer than the engine's thread and the HTTP thread may take, such as a
// file to download or a password to check. One piece after the other, and only so many wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace branchline::sync {

class Background {
public:
    explicit Background(std::size_t waiting_max = kWaitingMax);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// False when too much waits already, and after stop(): the work is then not done.
    bool post(std::function<void()> work);
    /// Lets the piece under way end; what waits is dropped.
    void stop();

    static constexpr std::size_t kWaitingMax = 16;

private:
    void loop();

    const std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;  ///< Guarded by mutex_, as the next.
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace branchline::sync
