// GET /api/v1/events: changes as server-sent events, from a position on and then as they come.
// Nothing is queued for a reader: its connection asks for the next events when the last ones are
// sent, and they are read from the feed. A reader that is too slow is cut off by the server's
// write time.
#pragma once

#include <deque>
#include <memory>

#include "common/http/router.hpp"
#include "sync/transport/change_feed.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::sync {

class EventStreams {
public:
    EventStreams(Driver& driver, ChangeFeed& feed) : driver_(driver), feed_(feed) {}

    void add_route(http::Router& router);
    /// After each round, on the engine's thread: tells those who wait.
    void wake(Engine& engine);

    static constexpr std::size_t kWaitingMax = 256;  ///< Who waits longest is cut off.

private:
    /// Of one reader; used by one request for a piece at a time.
    struct Reader {
        std::uint64_t position = 0;
        bool from_now = false;  ///< No position was given: everything before is old.
        bool greeted = false;
    };
    struct Waiting {
        std::shared_ptr<Reader> reader;
        http::Answer give;
    };

    void serve(Replica& replica, const Waiting& waiting);
    /// What the reader has not heard; empty when there is nothing.
    Result<std::string> next_text(Replica& replica, Reader& reader);

    Driver& driver_;
    ChangeFeed& feed_;
    std::deque<Waiting> waiting_;  ///< Engine's thread only.
};

/// One event: id, name, and one line of JSON.
Result<std::string> event_text(Replica& replica, const Change& change);

}  // namespace branchline::sync
