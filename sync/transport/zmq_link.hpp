// What both ends of a link share in this folder: the wake-up of a thread that waits for sockets,
// the bounded queue of outgoing frames, the socket monitor and the common socket options.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include <zmq.hpp>

#include "common/base/bytes.hpp"
#include "sync/transport/link_limits.hpp"

namespace branchline::sync {

/// Wakes the one thread that waits for it; any thread may ring.
class WakeUp {
public:
    static Result<std::shared_ptr<WakeUp>> make();
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;
    ~WakeUp();

    void ring() noexcept;
    /// Forgets earlier rings; call before looking at what they were about.
    void clear() noexcept;
    zmq::pollitem_t poll_item() const { return {nullptr, fd_, ZMQ_POLLIN, 0}; }

private:
    explicit WakeUp(int fd) : fd_(fd) {}
    int fd_;
};

/// Sleeps until an item is ready or the time has passed; negative waits for ever.
void wait_for(std::span<zmq::pollitem_t> items, Milliseconds timeout);

/// Frames on their way to one peer. At most a small window of them is inside ZeroMQ, where memory
/// is bounded by message count only; the rest waits here, where it is bounded by bytes.
class SendQueue {
public:
    enum class Push { full, queued, first };
    enum class State { empty, ready, window_full };

    SendQueue(std::size_t bytes_max, std::shared_ptr<WakeUp> wake);

    /// Any thread. `first`: nothing was waiting, so the sending thread must be told of this queue.
    Push push(Bytes frame);
    /// Sending thread. After `window_full` the wake-up rings when ZeroMQ has made room; after
    /// `empty` the next push answers `first`.
    State state();
    /// Sending thread, only after state() answered `ready`: hands out the oldest frame.
    zmq::message_t take();

    /// What a frame counts for: its bytes and what keeping it costs.
    static std::size_t cost(std::size_t frame_bytes) { return frame_bytes + 256; }

    /// Counters that outlive the queue while ZeroMQ still holds frames of it.
    struct Flow {
        std::atomic<std::size_t> held{0};   ///< Queued here or inside ZeroMQ.
        std::atomic<std::size_t> piped{0};  ///< Inside ZeroMQ.
        std::atomic<bool> starved{false};   ///< Frames wait for the window.
        std::shared_ptr<WakeUp> wake;
    };

private:
    std::size_t bytes_max_;
    std::shared_ptr<Flow> flow_;
    std::mutex mutex_;
    std::deque<Bytes> frames_;  ///< Guarded by mutex_.
    bool listed_ = false;       ///< Guarded by mutex_: the sending thread knows of us.
};

/// One event of a socket monitor; `value` as zmq_socket_monitor(3) explains it.
struct LinkEvent {
    std::uint16_t event = 0;
    std::uint32_t value = 0;
};

/// Hears what happens to the connections of one socket. Lives on the thread that owns the socket
/// and ends before it: ZeroMQ's I/O thread would block on a monitor that nobody reads.
class Monitor {
public:
    Monitor(zmq::context_t& context, zmq::socket_t& watched, int events, std::uint64_t number);
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    ~Monitor();

    std::optional<LinkEvent> next();
    zmq::pollitem_t poll_item() { return {socket_.handle(), 0, ZMQ_POLLIN, 0}; }

private:
    zmq::socket_t& watched_;
    zmq::socket_t socket_;
};

/// Refuses limits that could not work.
Result<> check_limits(const LinkLimits& limits, ByteView secret);
/// Sets what both ends have in common; throws zmq::error_t.
void apply_limits(zmq::socket_t& socket, const LinkLimits& limits, const std::string& endpoint);
/// Reads the rest of a message of several parts, which no Branchline peer sends, and drops it.
void discard_parts(zmq::socket_t& socket);
/// The bytes of a received frame, as ours.
Bytes copy_frame(const zmq::message_t& frame);
/// What the handshake has attached to a received frame; empty when there is no such property.
std::string property_of(zmq::message_t& frame, const char* name);
/// The Error for a failure of the package.
Error link_error(const zmq::error_t& failure, const std::string& action);

}  // namespace branchline::sync
