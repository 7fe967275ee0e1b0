// The processes of a workload: each plays one part, and leaves what it measured in shared memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <type_traits>

#include <sys/mman.h>
#include <sys/types.h>

#include "common/base/assert.hpp"
#include "common/base/result.hpp"

namespace branchline::bench::floor {

/// CLOCK_MONOTONIC, which all processes of a machine share.
using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Peak memory of this process.
std::int64_t rss_kb();

/// A value that the processes forked after it was made see and change together.
template <class Value>
class Shared {
    static_assert(std::is_trivially_copyable_v<Value>);

public:
    Shared() {
        void* place = ::mmap(nullptr, sizeof(Value), PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        ASSERT(place != MAP_FAILED);
        value_ = new (place) Value();
    }
    ~Shared() { ::munmap(value_, sizeof(Value)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    Value& operator*() const { return *value_; }
    Value* operator->() const { return value_; }

private:
    Value* value_;
};

/// Tells the parent that this process waits for its first message.
using SayReady = std::function<void()>;
using Play = std::function<Result<>(const SayReady& say_ready)>;

/// A forked process that plays one part and ends. It is killed when nobody has waited for it.
class Player {
public:
    static Result<Player> start(std::string name, const Play& play);
    ~Player();
    Player(Player&& other) noexcept;
    Player& operator=(Player&&) = delete;

    /// The process's error when it ended before it was ready.
    Result<> wait_until_ready();
    Result<> wait_until_over();

private:
    Player(std::string name, pid_t pid, int from_child)
        : name_(std::move(name)), pid_(pid), from_child_(from_child) {}

    std::string name_;
    pid_t pid_;
    int from_child_;
};

/// Plays one part while nobody else does.
Result<> play_alone(std::string name, const std::function<Result<>()>& play);

}  // namespace branchline::bench::floor
