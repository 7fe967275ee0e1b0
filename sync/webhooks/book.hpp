// What a daemon keeps about webhooks for itself: endpoints with their secrets and positions, and
// the messages that nobody took. It stands in a file of its own, which never travels: a secret is
// in no log, no list and no backup of records. May be called from several threads.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/db/database.hpp"

namespace branchline::sync {

struct Endpoint {
    std::string id;
    std::string url;
    std::vector<std::string> types;  ///< Names of kinds; empty: all.
    std::string state;               ///< enabled; disabled by a person; failed, when nothing was
                                     ///< taken for days; gone, when the receiver answered 410.
    std::uint64_t position = 0;      ///< All events up to here are taken or dead.
    std::uint64_t done = 0;          ///< Events of the next position that are, too.
    unsigned failures = 0;           ///< In a row, of whichever messages.
    Instant due;                     ///< Nothing is sent before.
    std::string last_error;          ///< Of the last attempt; empty after a success.
    std::uint64_t taken = 0;         ///< Messages, in all.
    std::uint64_t lost = 0;          ///< How often its position was forgotten before it was read.
    Instant made;
    std::optional<Instant> failing_since = {};  ///< The first failure behind the last success.
};

/// A message that was not taken, or that waits behind an earlier one of the same record.
struct Parked {
    std::uint64_t number = 0;
    std::string endpoint;
    std::string subject;  ///< The record: its messages never overtake each other.
    std::string message;  ///< Its id.
    std::string body;
    unsigned failures = 0;
    Instant due;
    std::string error;
};

/// One attempt to bring a message to an endpoint.
struct Delivery {
    std::uint64_t number = 0;
    std::string endpoint;
    std::string message;
    Instant at;
    unsigned attempt = 1;
    int status = 0;                   ///< 0: there was no answer.
    std::int64_t milliseconds = 0;    ///< Until the answer.
    std::optional<std::int64_t> age;  ///< Milliseconds since the event, where it was taken.
    std::string answer;               ///< The first kAnswerBytes of it, or what went wrong.
};

/// What the attempts that are kept come to.
struct DeliverySums {
    std::int64_t attempts = 0;
    std::int64_t messages = 0;
    std::int64_t retries = 0;        ///< Attempts beyond the first of a message.
    std::int64_t taken_in_day = 0;   ///< Messages taken within a day of their event.
    std::vector<std::int64_t> ages;  ///< Of those that were taken.
};

struct DeadLetter {
    std::uint64_t number = 0;
    std::string endpoint;
    std::string message;  ///< Its id.
    std::string body;
    std::string error;
    Instant at;
};

class WebhookBook {
public:
    static Result<std::unique_ptr<WebhookBook>> open(const std::filesystem::path& path);

    Result<> add(const Endpoint& endpoint, const std::string& secret);
    /// Code::not_found when there is none.
    Result<> remove(const std::string& id);
    Result<std::vector<Endpoint>> list();
    Result<Endpoint> find(const std::string& id);
    /// State, position, failures and what else changes while it is served.
    Result<> save(const Endpoint& endpoint);
    /// The same, but not when somebody has set the position meanwhile; false then.
    Result<bool> save_if_at(const Endpoint& endpoint, std::uint64_t position, std::uint64_t done);

    /// For signing alone: the newest first, and the one before it until its time.
    Result<std::vector<std::string>> secrets(const std::string& id, Instant now);
    /// The present secret is good until `until` beside the new one.
    Result<> rotate(const std::string& id, const std::string& secret, Instant until);

    Result<> bury(const DeadLetter& letter);
    Result<std::vector<DeadLetter>> dead(const std::string& endpoint);
    /// Takes it out, to be sent again.
    Result<DeadLetter> exhume(const std::string& endpoint, std::uint64_t number);

    /// A message that is parked already stays as it is: what is parked twice is sent once.
    Result<> park(const Parked& parked);
    Result<bool> is_parked(const std::string& endpoint, const std::string& subject);
    Result<std::size_t> count_parked(const std::string& endpoint);
    /// The first message of each record, where it is due; the oldest come first.
    Result<std::vector<Parked>> due_parked(const std::string& endpoint, Instant now);
    /// When the next one is due.
    Result<std::optional<Instant>> next_parked(const std::string& endpoint);
    Result<> postpone(const Parked& parked);
    Result<> release(std::uint64_t number);
    /// All of an endpoint are due now.
    Result<> hurry_parked(const std::string& endpoint);

    /// Notes an attempt, and forgets old ones.
    Result<> note(const Delivery& delivery);
    /// The newest first, before a number.
    Result<std::vector<Delivery>> deliveries(const std::string& endpoint,
                                             std::uint64_t before,
                                             std::size_t limit);
    Result<DeliverySums> sums(const std::string& endpoint);

    static constexpr std::size_t kParkedMax = 1'000;       ///< Of an endpoint.
    static constexpr std::int64_t kDeliveriesMax = 1'000;  ///< Of an endpoint; the oldest go.
    static constexpr std::chrono::hours kDeliveriesFor{24 * 30};
    static constexpr std::size_t kAnswerBytes = 4'096;

    static constexpr std::size_t kEndpointsMax = 50;
    static constexpr std::int64_t kDeadMax = 10'000;  ///< The oldest are forgotten.

private:
    explicit WebhookBook(std::unique_ptr<db::Database> database) : database_(std::move(database)) {}

    std::unique_ptr<db::Database> database_;
    std::recursive_mutex mutex_;
};

}  // namespace branchline::sync
