// How the answer to a request comes back to the server's thread. Private to server.cpp.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>  // Asio's coroutines need it before their own headers.

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/http/problem.hpp"

namespace branchline::http {

/// Lets other threads reach the event loop as long as it exists.
class Gate {
public:
    explicit Gate(boost::asio::io_context& io) : io_(&io) {}

    template <class Work>
    void post(Work work) {
        const std::lock_guard lock(mutex_);
        if (io_ != nullptr) boost::asio::post(*io_, std::move(work));
    }
    void close() {
        const std::lock_guard lock(mutex_);
        io_ = nullptr;
    }

private:
    std::mutex mutex_;
    boost::asio::io_context* io_;
};

/// Where the answer to one request arrives; touched by the server's thread only.
struct Pending {
    std::optional<Response> response;
    boost::asio::steady_timer* timer = nullptr;  ///< Null once nobody waits any more.
};

/// Coroutines may be destroyed while they wait: a late answer must then not find the timer.
struct Waiting {
    Waiting(Pending& on, boost::asio::steady_timer& timer) : pending(on) { pending.timer = &timer; }
    ~Waiting() { pending.timer = nullptr; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    Pending& pending;
};

/// The sending side: the first answer counts. Dropping it unused answers, too, so that a handler
/// that forgets a request does not hold the connection until the time limit.
class Ticket {
public:
    Ticket(std::shared_ptr<Gate> gate, std::shared_ptr<Pending> pending)
        : gate_(std::move(gate)), pending_(std::move(pending)) {}
    ~Ticket() { answer(problem(503, "no-answer", "the request was dropped without an answer")); }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    void answer(Response response) {
        if (answered_.exchange(true)) return;
        gate_->post([pending = pending_, given = std::move(response)]() mutable {
            pending->response = std::move(given);
            if (pending->timer != nullptr) pending->timer->cancel();
        });
    }

private:
    std::shared_ptr<Gate> gate_;
    std::shared_ptr<Pending> pending_;
    std::atomic<bool> answered_ = false;
};

}  // namespace branchline::http
