// Brings events to endpoints, on a thread of its own, in the order of this replica. A message that
// is not taken is parked, and the later ones of its record behind it; those of other records go on.
// So nothing is lost, of one record nothing overtakes, and what comes twice comes with the same id.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "common/http/message.hpp"
#include "common/text/json.hpp"
#include "sync/transport/change_feed.hpp"
#include "sync/transport/driver.hpp"
#include "sync/webhooks/book.hpp"

namespace branchline::sync {

/// Events behind a position of this replica.
struct EventBatch {
    struct Item {
        std::uint64_t position = 0;
        std::string name;  ///< Of its kind.
        text::Json event;
    };
    std::vector<Item> items;
    std::uint64_t next = 0;    ///< Everything up to here is in the batch, or no event.
    std::uint64_t oldest = 0;  ///< Positions before it are forgotten.
    bool lost = false;         ///< The position asked for is forgotten, or never was.
};
/// Looks at a bounded number of changes and never cuts one in two. On the engine's thread.
Result<EventBatch> events_behind(Replica& replica, ChangeFeed& feed, std::uint64_t after);

/// Who tells: "urn:branchline:<net>:hub".
std::string event_source(const Replica& replica);

struct CourierOptions {
    bool private_too = false;  ///< Private addresses, this machine and plain http are allowed.
    /// Sends body and fields to an address; http::post() in production.
    std::function<Result<http::Response>(
        const std::string& url, const http::Headers&, const std::string& body)>
        send;
};

class Courier {
public:
    Courier(Driver& driver,
            ChangeFeed& feed,
            WebhookBook& book,
            const Clock& clock,
            Random& random,
            CourierOptions options);
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    void start();
    /// Breaks off what is under way.
    void stop();
    /// There may be something new. From any thread, and cheap.
    void wake();
    /// Runs work on the courier's thread, between two messages; false when too much waits.
    bool post(std::function<void()> work);

    /// Serves an endpoint until it has to wait; true when there may be more at once. On the
    /// courier's thread, or in a test without one.
    Result<bool> serve(Endpoint endpoint);
    /// One message, signed, and what the receiver says; the status 0 is none. Every attempt is
    /// noted in the book.
    http::Response send(const Endpoint& endpoint,
                        const std::string& id,
                        const std::string& body,
                        unsigned attempt = 1);
    /// The position before the first change that was written at an instant or later. Looks at a
    /// bounded number of changes on the engine's thread, as often as it takes.
    Result<std::uint64_t> position_at(Instant at);
    bool private_too() const { return options_.private_too; }

    static constexpr std::size_t kWaitingMax = 32;

private:
    void loop();
    bool serve_all();
    std::optional<Instant> next_due();
    template <class Answer>
    Result<Answer> on_replica(std::function<Result<Answer>(Replica&)> work);
    Result<EventBatch> ask(std::uint64_t after);
    Result<bool> deliver(Endpoint& endpoint, const EventBatch::Item& item, std::uint64_t ordinal);
    Result<bool> serve_parked(Endpoint& endpoint, bool& more);
    Result<> retry(Endpoint& endpoint, Parked& parked, bool& more);
    void note_success(Endpoint& endpoint);
    void note_failure(Endpoint& endpoint, const http::Response& answer);
    bool may_go_on(const Endpoint& endpoint) const;
    http::Response try_send(const Endpoint& endpoint,
                            const std::string& id,
                            const std::string& body);
    Result<std::optional<std::uint64_t>> look_for(std::uint64_t& after, Instant at);
    Result<http::Response> post_out(const std::string& url,
                                    const http::Headers& headers,
                                    const std::string& body);

    Driver& driver_;
    ChangeFeed& feed_;
    WebhookBook& book_;
    const Clock& clock_;
    Random& random_;
    CourierOptions options_;
    std::atomic<bool> stop_ = false;
    std::mutex mutex_;
    std::condition_variable called_;
    bool woken_ = false;  ///< Guarded by mutex_, as the next.
    std::deque<std::function<void()>> tasks_;
    std::thread thread_;
};

}  // namespace branchline::sync
